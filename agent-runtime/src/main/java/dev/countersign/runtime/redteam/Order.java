package dev.countersign.runtime.redteam;

import dev.countersign.network.gate.Gate;
import dev.countersign.network.gate.GateAgent;
import dev.countersign.network.spi.Planner;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Call;
import dev.countersign.receipt.CallsHash;
import dev.countersign.receipt.Flow;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Profile;
import dev.countersign.receipt.Slot;
import dev.countersign.receipt.Verdict;
import dev.countersign.receipt.VerifierKey;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;

/**
 * What somebody wants the gate to do, with every field that a verdict has in his hands.
 *
 * @param agent whose
 * @param limits the configuration that goes with it
 * @param slot the slot
 * @param calls what the Safe is to do
 * @param flows what that must do to its balances
 * @param validAfter unix seconds
 * @param validUntil unix seconds
 * @param account the Safe
 * @param manifest the manifest's digest
 * @param profile how the inference is said to be checked
 */
record Order(
    Manifest agent,
    GateAgent limits,
    Slot slot,
    List<Call> calls,
    List<Flow> flows,
    long validAfter,
    long validUntil,
    Address account,
    Bytes32 manifest,
    Profile profile) {

  static Order of(
      Manifest agent, GateAgent limits, Slot slot, Planner.Plan plan, long from, long until) {
    return new Order(
        agent,
        limits,
        slot,
        plan.calls(),
        plan.flows(),
        from,
        until,
        agent.account(),
        agent.digest(),
        agent.verify().profile());
  }

  Order at(Slot other) {
    return new Order(
        agent, limits, other, calls, flows, validAfter, validUntil, account, manifest, profile);
  }

  Order doing(Planner.Plan plan) {
    return new Order(
        agent,
        limits,
        slot,
        plan.calls(),
        plan.flows(),
        validAfter,
        validUntil,
        account,
        manifest,
        profile);
  }

  Order valid(long from, long until) {
    return new Order(agent, limits, slot, calls, flows, from, until, account, manifest, profile);
  }

  Order of(Address otherAccount, Bytes32 otherManifest, Profile otherProfile) {
    return new Order(
        agent,
        limits,
        slot,
        calls,
        flows,
        validAfter,
        validUntil,
        otherAccount,
        otherManifest,
        otherProfile);
  }

  Order within(GateAgent otherLimits) {
    return new Order(
        agent, otherLimits, slot, calls, flows, validAfter, validUntil, account, manifest, profile);
  }

  /** What is signed. */
  Verdict verdict() {
    return new Verdict(
        Bytes32.sha256(("receipt " + slot).getBytes(StandardCharsets.UTF_8)),
        agent.agentId(),
        slot,
        manifest,
        agent.decide().model().digest(),
        Bytes32.ZERO,
        Bytes32.ZERO,
        account,
        CallsHash.of(calls, flows),
        validAfter,
        validUntil,
        profile);
  }

  /** The signatures of these verifiers for the agent's own gate, ascending by signer. */
  List<Bytes> signatures(List<VerifierKey> signers) {
    return signatures(signers, agent.chainId(), agent.gate());
  }

  /** The same for a gate and a chain of choice. */
  List<Bytes> signatures(List<VerifierKey> signers, long chainId, Address gate) {
    Bytes32 hash = verdict().signingHash(chainId, gate);
    return signers.stream()
        .sorted(Comparator.comparing(VerifierKey::address))
        .map(signer -> signer.sign(hash))
        .toList();
  }

  /** Calldata of the gate with these signatures. */
  Bytes calldata(List<Bytes> signatures) {
    return Gate.execute(calls, flows, verdict(), signatures, limits);
  }

  /** Calldata of the gate, signed by these. */
  Bytes signedBy(List<VerifierKey> signers) {
    return calldata(signatures(signers));
  }
}
