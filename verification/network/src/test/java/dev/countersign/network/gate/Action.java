package dev.countersign.network.gate;

import dev.countersign.network.chain.ChainException;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Call;
import dev.countersign.receipt.CallsHash;
import dev.countersign.receipt.Flow;
import dev.countersign.receipt.Profile;
import dev.countersign.receipt.Slot;
import dev.countersign.receipt.Verdict;
import dev.countersign.receipt.VerifierKey;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A certified action: everything that {@code execute} takes. A test changes one thing of one that
 * would succeed.
 */
record Action(
    Treasury treasury,
    List<Call> calls,
    List<Flow> flows,
    Verdict verdict,
    List<Bytes> signatures,
    GateAgent agent) {

  private static final Bytes32 DIGEST = Bytes32.keccak256(new byte[] {9});
  private static final long WINDOW = 90;

  /** An action of a slot, valid now, signed by the first verifiers. */
  static Action of(Treasury treasury, long slot, List<Call> calls, List<Flow> flows) {
    Verdict verdict =
        new Verdict(
            Bytes32.keccak256(BigInteger.valueOf(slot).toByteArray()),
            treasury.agentId,
            new Slot(slot),
            treasury.agent.manifestHash(),
            DIGEST,
            DIGEST,
            DIGEST,
            treasury.safe,
            CallsHash.of(calls, flows),
            treasury.chain.time(),
            treasury.chain.time() + WINDOW,
            Profile.EXACT);
    return new Action(treasury, calls, flows, verdict, List.of(), treasury.agent).signed();
  }

  /** Exact approve, and a swap of WETH for at least some USDC. */
  static Action swap(Treasury treasury, long slot, BigInteger amountIn, BigInteger least) {
    return of(
        treasury,
        slot,
        List.of(approve(treasury, amountIn), swapCall(treasury, amountIn, least)),
        flows(new Flow(treasury.weth, amountIn.negate()), new Flow(treasury.usdc, least)));
  }

  static Call approve(Treasury treasury, BigInteger amount) {
    return call(treasury.weth, Abi.approve(treasury.router, amount));
  }

  static Call swapCall(Treasury treasury, BigInteger amountIn, BigInteger least) {
    return call(
        treasury.router,
        Abi.call(
            "swapExactTokensForTokens(uint256,uint256,address[],address,uint256)",
            amountIn,
            least,
            List.of(treasury.weth, treasury.usdc),
            treasury.safe,
            treasury.chain.time() + WINDOW));
  }

  static Action transfer(Treasury treasury, long slot, BigInteger amount) {
    return of(
        treasury,
        slot,
        List.of(call(treasury.usdc, Abi.transfer(Treasury.ALICE, amount))),
        flows(new Flow(treasury.usdc, amount.negate())));
  }

  static Call call(Address target, Bytes data) {
    return new Call(target, BigInteger.ZERO, data);
  }

  static List<Flow> flows(Flow... flows) {
    return Stream.of(flows).sorted(Comparator.comparing(Flow::token)).toList();
  }

  Action signed() {
    return signedBy(Treasury.VERIFIERS.subList(0, agent.threshold()));
  }

  Action signedBy(List<VerifierKey> signers) {
    Bytes32 hash = verdict.signingHash(Chain.ID, treasury.gate);
    return withSignatures(signers.stream().map(signer -> signer.sign(hash)).toList());
  }

  Action withSignatures(List<Bytes> given) {
    return new Action(treasury, calls, flows, verdict, given, agent);
  }

  /** Another verdict, signed again. */
  Action withVerdict(UnaryOperator<Verdict> change) {
    return new Action(treasury, calls, flows, change.apply(verdict), signatures, agent).signed();
  }

  /** Other calls, under the same verdict and signatures. */
  Action withCalls(List<Call> given) {
    return new Action(treasury, given, flows, verdict, signatures, agent);
  }

  /** Other flows, under the same verdict and signatures. */
  Action withFlows(List<Flow> given) {
    return new Action(treasury, calls, given, verdict, signatures, agent);
  }

  Action withAgent(GateAgent given) {
    return new Action(treasury, calls, flows, verdict, signatures, given);
  }

  Bytes calldata() {
    return Gate.execute(calls, flows, verdict, signatures, agent);
  }

  /** Sends it from the hot key. */
  Chain.Outcome send() throws ChainException {
    return send(Treasury.HOT_KEY);
  }

  Chain.Outcome send(Address from) throws ChainException {
    return treasury.chain.send(from, treasury.gate, calldata());
  }
}
