package dev.countersign.runtime.redteam;

import dev.countersign.network.chain.ChainException;
import dev.countersign.network.devnet.DevnetFailed;
import dev.countersign.network.evaluate.Evaluation;
import dev.countersign.network.gate.Gate;
import dev.countersign.network.gate.GateAgent;
import dev.countersign.network.gate.GateError;
import dev.countersign.network.quorum.Answer;
import dev.countersign.network.quorum.Attestation;
import dev.countersign.network.quorum.QuorumClient;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.network.spi.Planner;
import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bundle;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Certificate;
import dev.countersign.receipt.Dsse;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Mode;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.Reason;
import dev.countersign.receipt.Receipt;
import dev.countersign.receipt.ReceiptRejected;
import dev.countersign.receipt.VerifierKey;
import dev.countersign.runtime.agent.Failure;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where one attack takes place: an agent of its own, and every try written down with what it
 * changed. The chain is put back afterwards by whoever made the scene.
 */
final class Scene {
  /** Somebody whom no file lists. */
  static final VerifierKey THIEF = VerifierKey.of(BigInteger.valueOf(0xbadbad));

  private final Arena arena;
  private final Opening opening;
  private final Manifest agent;
  private final GateAgent limits;
  private final Books books;
  private final List<Attempt> attempts = new ArrayList<>();

  Scene(Arena arena, Opening opening, Manifest agent) throws Failure {
    this.arena = arena;
    this.opening = opening;
    this.agent = agent;
    this.limits = arena.limits(agent);
    this.books =
        arena.books(List.of(agent, arena.agent()), List.of(THIEF.address(), ground().at().payer()));
  }

  Arena arena() {
    return arena;
  }

  Ground ground() {
    return arena.ground();
  }

  /** The agent that is attacked. */
  Manifest agent() {
    return agent;
  }

  GateAgent limits() {
    return limits;
  }

  List<Attempt> attempts() {
    return List.copyOf(attempts);
  }

  /** The agent's honest view of the slot. */
  Evaluation honest() throws Exception {
    return arena.evaluate(agent);
  }

  /** Whether it can decide anything at this moment. */
  boolean decides() {
    return opening.honest().isPresent();
  }

  /** What the agent sees and decides, as far as it does not depend on its name. */
  Evaluation seen() {
    return opening.honest().orElseThrow();
  }

  /** An action that the file permits. */
  Move move() {
    return opening.move().orElseThrow();
  }

  /** That action, as an order that the gate would execute when it is signed. */
  Order order() throws ChainException {
    return order(move().plan());
  }

  /** Something else for the same slot, from now on. */
  Order order(Planner.Plan plan) throws ChainException {
    long now = ground().chain().head().timestamp();
    return Order.of(agent, limits, arena.moment().slot(), plan, now, now + Outflow.WINDOW);
  }

  /** The far end of the windows of orders, for deadlines inside of calls. */
  long deadline() throws ChainException {
    return ground().chain().head().timestamp() + 2 * Outflow.WINDOW;
  }

  /** A receipt of the evaluation, signed by the agent's own key: who has the machine has it. */
  Bundle signed(Evaluation evaluation) {
    return signed(evaluation, evaluation.receipt(Mode.LIVE, Bytes32.ZERO));
  }

  Bundle signed(Evaluation evaluation, Receipt receipt) {
    return evaluation.bundle(Dsse.sign(receipt, arena.receiptKey()));
  }

  // What is tried.

  /** What came of a try: whether it was refused, with which code, and a sentence. */
  record Result(boolean refused, String reason, String detail) {
    static Result refused(String reason, String detail) {
      return new Result(true, reason, detail);
    }

    static Result allowed(String what) {
      return new Result(false, what, "");
    }
  }

  /** One try. */
  interface Trial {
    Result run() throws Exception;
  }

  /** Tries something and compares the books. */
  void attempt(Stopper by, Set<String> expected, Trial trial) throws Exception {
    Map<String, String> before = books.read();
    Result result = trial.run();
    List<String> moved = Books.differences(before, books.read());
    arena.said(result.detail());
    attempts.add(
        new Attempt(by, expected, result.refused(), result.reason(), result.detail(), moved));
  }

  /** The policy must refuse these intents, as if the agent's own decision were these. */
  void policy(List<Intent> intents, Reason... expected) throws Exception {
    policy(new PinnedChain(ground().chain(), seen().block()), intents, expected);
  }

  /** The same at another block. */
  void policy(PinnedChain chain, List<Intent> intents, Reason... expected) throws Exception {
    attempt(
        Stopper.POLICY,
        names(expected),
        () -> {
          Planner planner = arena.catalog().planner();
          List<Observation> all = new ArrayList<>(Move.withoutQuotes(seen().observations()));
          try {
            all.addAll(planner.quotes(agent, intents, chain));
            Planner.Plan plan = planner.plan(agent, intents, all, deadline());
            planner.check(agent, intents, plan, all);
            return Result.allowed("the policy permits it");
          } catch (Refused e) {
            return Result.refused(e.reason().name(), String.valueOf(e.getMessage()));
          }
        });
  }

  /** The verifiers must not certify a bundle. */
  void verifiers(Bundle bundle, Reason... expected) throws Exception {
    jury(Stopper.VERIFIERS, arena.quorum(), bundle, names(expected));
  }

  /** The verifiers must not certify another decision, or other calls, than the agent's. */
  void verifiers(Outflow outflow) throws Exception {
    Evaluation honest = honest();
    List<Intent> intents = List.of(outflow.intent());
    boolean same = honest.decision().intents().equals(intents);
    verifiers(
        signed(Altered.decision(honest, intents, outflow.plan())),
        same ? Reason.ACTION_MISMATCH : Reason.INTENTS_MISMATCH);
  }

  /** Whoever is asked, no certificate must come of it. */
  void jury(Stopper by, QuorumClient verifiers, Bundle bundle, Set<String> expected)
      throws Exception {
    attempt(
        by,
        expected,
        () -> {
          Attestation attestation = verifiers.attest(bundle, agent.verify().quorum());
          arena.said(attestation.summary());
          if (attestation.certificate().isPresent()) {
            return Result.allowed(certified(bundle, attestation.certificate().get()));
          }
          return Result.refused(reason(attestation.answers(), expected), attestation.summary());
        });
  }

  /** The reason that counts, when one of those who refused gave it; else the first. */
  private static String reason(List<Answer> answers, Set<String> expected) {
    List<String> given =
        answers.stream()
            .filter(answer -> answer.kind() != Answer.Kind.VERDICT)
            .map(Answer::reason)
            .toList();
    return given.stream()
        .filter(expected::contains)
        .findFirst()
        .orElse(given.stream().findFirst().orElse("NOBODY_REFUSED"));
  }

  /** What somebody does who got a certificate that he must not have: he uses it. */
  private String certified(Bundle bundle, Certificate certificate) throws Exception {
    Bytes data =
        Gate.execute(
            bundle.calls(),
            bundle.flows(),
            certificate.verdict(),
            certificate.signatures(),
            limits);
    Ground.Sent sent = ground().send(ground().hotKey(), agent.gate(), data);
    return sent.success()
        ? "certified and executed"
        : "certified, then refused by the gate: " + Gate.error(sent.answer());
  }

  /** The gate must refuse this calldata, from whoever has the hot key. */
  void gate(Bytes calldata, GateError... expected) throws Exception {
    call(Stopper.GATE, agent.gate(), calldata, names(expected));
  }

  /** A quorum that signs anything: only the gate is left. */
  void gate(Order order, GateError... expected) throws Exception {
    gate(order.signedBy(arena.signers()), expected);
  }

  /** The Safe must refuse this calldata, with one of its codes. */
  void safe(Bytes calldata, String... expected) throws Exception {
    call(Stopper.SAFE, agent.account(), calldata, Set.of(expected));
  }

  private void call(Stopper by, Address to, Bytes calldata, Set<String> expected) throws Exception {
    attempt(by, expected, () -> sent(ground().send(ground().hotKey(), to, calldata)));
  }

  static Result sent(Ground.Sent sent) {
    if (sent.success()) {
      return Result.allowed("executed");
    }
    GateError error = Gate.error(sent.answer());
    return Result.refused(
        error == GateError.UNKNOWN ? safeCode(sent.answer()) : error.name(),
        GateError.describe(sent.answer()));
  }

  /** A Safe's own codes are texts such as GS026. */
  private static String safeCode(Bytes answer) {
    String text = new String(answer.toArray(), StandardCharsets.ISO_8859_1);
    int at = text.indexOf("GS");
    return at >= 0 && text.length() >= at + 5 ? text.substring(at, at + 5) : "REVERTED";
  }

  /** Something that is not tried against the gate or the verifiers. */
  void elsewhere(Stopper by, String expected, Trial trial) throws Exception {
    attempt(by, Set.of(expected), trial);
  }

  /** What the books say now. */
  Map<String, String> books() throws ChainException {
    return books.read();
  }

  /** Puts money into the account, so that a limit and not an empty purse is what stops. */
  void fill(Address token, BigInteger amount) throws ChainException, DevnetFailed {
    BigInteger missing = amount.subtract(arena.held(token));
    if (missing.signum() > 0) {
      ground().give(agent.account(), token, missing);
    }
  }

  /** Something that must go well, or the attack is not the one that it says. */
  void mustSucceed(Order order) throws Exception {
    Ground.Sent sent =
        ground().send(ground().hotKey(), agent.gate(), order.signedBy(arena.signers()));
    if (!sent.success()) {
      throw new IllegalStateException(
          "the way to the attack was refused: " + GateError.describe(sent.answer()));
    }
  }

  static Result rejected(ReceiptRejected e) {
    return Result.refused(e.reason().name(), String.valueOf(e.getMessage()));
  }

  static Set<String> names(Enum<?>... codes) {
    return Arrays.stream(codes).map(Enum::name).collect(Collectors.toUnmodifiableSet());
  }
}
