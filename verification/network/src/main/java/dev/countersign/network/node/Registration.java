package dev.countersign.network.node;

import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.gate.Gate;
import dev.countersign.network.gate.GateAgent;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Reason;
import dev.countersign.receipt.ReceiptRejected;

/**
 * Whether the owner registered a manifest: the gate's configuration of the agent is exactly the one
 * that follows from the manifest, whose digest is part of it.
 */
final class Registration {
  private final Manifest manifest;
  private final Bytes32 expected;

  /**
   * @throws ReceiptRejected when no gate could have registered this manifest
   */
  Registration(Manifest manifest) throws ReceiptRejected {
    this.manifest = manifest;
    try {
      this.expected = GateAgent.of(manifest).configHash();
    } catch (IllegalArgumentException e) {
      throw new ReceiptRejected(
          Reason.MANIFEST_MISMATCH, "no gate can register this manifest: " + e.getMessage(), e);
    }
  }

  /**
   * Returns normally only when the manifest is registered at the block.
   *
   * @return the last slot that the gate had executed for the agent by then
   */
  long require(PinnedChain chain) throws ReceiptRejected, ChainUnavailable {
    Gate.AgentState state = Gate.state(chain, manifest.gate(), manifest.agentId());
    String where = " at block " + chain.block().number();
    if (!state.registered()) {
      throw new ReceiptRejected(
          Reason.UNKNOWN_AGENT, "agent " + manifest.name() + " is not registered" + where);
    }
    if (!state.configHash().equals(expected)) {
      throw new ReceiptRejected(
          Reason.MANIFEST_MISMATCH,
          "agent " + manifest.name() + " is registered with another manifest or limits" + where);
    }
    return state.lastSlot();
  }
}
