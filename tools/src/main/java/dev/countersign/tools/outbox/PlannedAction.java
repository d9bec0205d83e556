package dev.countersign.tools.outbox;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Call;
import dev.countersign.receipt.CallsHash;
import dev.countersign.receipt.Flow;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Slot;
import dev.countersign.tools.policy.GasLimit;
import java.util.List;

/**
 * An action before anybody was asked about it.
 *
 * @param agentId the agent
 * @param agentName its name, for people
 * @param slot the slot; there is one action for an agent and a slot, for ever
 * @param chainId EIP-155
 * @param gate the gate
 * @param receiptId the receipt
 * @param callsHash what is to be done
 * @param flows what is expected to happen to the balances
 * @param validUntil unix seconds, inclusive
 * @param pinnedBlock the number of the block it was decided at; no effect is older
 * @param gas what the key that pays may burn
 */
public record PlannedAction(
    Bytes32 agentId,
    String agentName,
    Slot slot,
    long chainId,
    Address gate,
    Bytes32 receiptId,
    Bytes32 callsHash,
    List<Flow> flows,
    long validUntil,
    long pinnedBlock,
    GasLimit gas) {
  /** Copies the flows. */
  public PlannedAction {
    flows = List.copyOf(flows);
  }

  /** The action of an agent. */
  public static PlannedAction of(
      Manifest manifest,
      Slot slot,
      Bytes32 receiptId,
      List<Call> calls,
      List<Flow> flows,
      long validUntil,
      long pinnedBlock) {
    return new PlannedAction(
        manifest.agentId(),
        manifest.name(),
        slot,
        manifest.chainId(),
        manifest.gate(),
        receiptId,
        CallsHash.of(calls, flows),
        flows,
        validUntil,
        pinnedBlock,
        GasLimit.of(manifest.policy()));
  }

  /** The name of the run, and of the row. */
  public Bytes32 runId() {
    return slot.runId(agentId);
  }
}
