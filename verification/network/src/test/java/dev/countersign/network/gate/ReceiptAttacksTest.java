package dev.countersign.network.gate;

import com.esaulpaugh.headlong.abi.Tuple;
import com.esaulpaugh.headlong.abi.TupleType;
import dev.countersign.network.chain.ChainException;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Flow;
import dev.countersign.receipt.Profile;
import dev.countersign.receipt.Slot;
import dev.countersign.receipt.Verdict;
import dev.countersign.receipt.VerifierKey;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** THREATS.md, receipts: certificates that are not for this, not now, not by enough, or not new. */
final class ReceiptAttacksTest extends SwitchedOff {
  private static final Bytes32 OTHER = Bytes32.keccak256(new byte[] {77});
  private static final BigInteger ORDER =
      new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);

  @Override
  List<Row> attacks() {
    return Stream.of(what(), when(), who(), form()).flatMap(List::stream).toList();
  }

  private List<Row> what() {
    return List.of(
        row("the same receipt twice", "slot-rising", GateError.SLOT_NOT_RISING, this::twice),
        row("an old decision late", "slot-rising", GateError.SLOT_NOT_RISING, this::late),
        row(
            "amount changed after signing",
            "calls-hash",
            GateError.CALLS_HASH_MISMATCH,
            () ->
                pay(ONE_DOLLAR)
                    .withCalls(pay(dollars(100)).calls())
                    .withFlows(pay(dollars(100)).flows())
                    .send()),
        row(
            "minimum changed after signing",
            "calls-hash",
            GateError.CALLS_HASH_MISMATCH,
            () ->
                swap()
                    .withFlows(
                        swap().flows().stream()
                            .map(flow -> new Flow(flow.token(), flow.least().min(BigInteger.ZERO)))
                            .map(flow -> new Flow(flow.token(), flow.least().shiftLeft(1)))
                            .toList())
                    .send()),
        row(
            "on another account",
            "account",
            GateError.WRONG_ACCOUNT,
            () -> changed(v -> v.agentId(), v -> v.manifestHash(), Treasury.ALICE).send()),
        row(
            "other model, other prompt: another manifest",
            "manifest",
            GateError.MANIFEST_MISMATCH,
            () -> changed(v -> v.agentId(), v -> OTHER, treasury.safe).send()),
        row(
            "a configuration that nobody registered",
            "configuration",
            GateError.CONFIG_MISMATCH,
            this::ownConfiguration),
        row(
            "a weaker profile",
            "profile",
            GateError.PROFILE_NOT_PERMITTED,
            () -> pay(ONE_DOLLAR).withVerdict(v -> with(v, Profile.SIGNED)).send()));
  }

  private List<Row> when() {
    return List.of(
        row("expired", "too-late", GateError.EXPIRED, () -> after(1000)),
        row(
            "not yet valid",
            "too-early",
            GateError.NOT_YET_VALID,
            () -> pay(ONE_DOLLAR).withVerdict(v -> with(v, v.validAfter() + 60)).send()),
        row("while paused", "paused", GateError.PAUSED, this::paused));
  }

  private List<Row> who() {
    VerifierKey first = Treasury.VERIFIERS.get(0);
    return List.of(
        row(
            "k-1 signatures",
            "signature-count",
            GateError.BAD_SIGNATURE_COUNT,
            () -> pay(ONE_DOLLAR).signedBy(List.of(first)).send()),
        row(
            "no signature",
            "signature-count",
            GateError.BAD_SIGNATURE_COUNT,
            () -> pay(ONE_DOLLAR).signedBy(List.of()).send()),
        row(
            "one signer twice",
            "signers-ascending",
            GateError.SIGNERS_NOT_ASCENDING,
            () -> pay(ONE_DOLLAR).signedBy(List.of(first, first)).send()),
        row(
            "unknown signers",
            "verifier-unknown",
            GateError.UNKNOWN_VERIFIER,
            () ->
                pay(ONE_DOLLAR)
                    .signedBy(
                        Stream.of(Treasury.key(77), Treasury.key(78))
                            .sorted(Comparator.comparing(VerifierKey::address))
                            .toList())
                    .send()),
        row("a removed signer", "verifier-removed", GateError.UNKNOWN_VERIFIER, this::removed),
        row("a minority", "majority", GateError.THRESHOLD_NOT_PERMITTED, this::minority),
        new Row(
            "for another gate or chain",
            "domain",
            // Whoever ecrecover finds is random, and so is their order.
            EnumSet.of(GateError.UNKNOWN_VERIFIER, GateError.SIGNERS_NOT_ASCENDING),
            this::anywhere));
  }

  private List<Row> form() {
    return List.of(
        row("high s", "low-s", GateError.MALFORMED_SIGNATURE, () -> formed(this::highS)),
        row(
            "66 bytes",
            "signature-length",
            GateError.MALFORMED_SIGNATURE,
            () -> formed(signature -> new Bytes(signature.hex() + "00"))));
  }

  private Chain.Outcome twice() throws ChainException {
    Action action = pay(ONE_DOLLAR);
    succeeds(action.send());
    return action.send();
  }

  private Chain.Outcome late() throws ChainException {
    Action older = Action.transfer(treasury, slot() - 1, ONE_DOLLAR);
    succeeds(pay(ONE_DOLLAR).send());
    return older.send();
  }

  /** The signers' own words for it, but what may be done is the sender's. */
  private Chain.Outcome ownConfiguration() throws ChainException {
    GateAgent.Route anything =
        new GateAgent.Route(treasury.weth, new Bytes("0x23b872dd"), 100); // transferFrom
    treasury.agent =
        new GateAgent(
            treasury.agent.manifestHash(),
            1,
            2,
            List.of(),
            List.of(),
            List.of(anything),
            List.of());
    Bytes steal =
        Abi.call(
            "transferFrom(address,address,uint256)",
            treasury.safe,
            Treasury.MALLORY,
            HALF_ETHER); // WETH asks its owner for no allowance.
    return action(List.of(Action.call(treasury.weth, steal))).send();
  }

  private Chain.Outcome after(long seconds) throws ChainException {
    Action action = pay(ONE_DOLLAR);
    treasury.chain.travelTo(treasury.chain.time() + seconds);
    return action.send();
  }

  private Chain.Outcome paused() throws ChainException {
    treasury.chain.done(Treasury.GUARDIAN, treasury.gate, Gate.pause());
    return pay(ONE_DOLLAR).send();
  }

  private Chain.Outcome removed() throws ChainException {
    Action action = pay(ONE_DOLLAR);
    treasury.owner(treasury.gate, Gate.removeVerifier(Treasury.VERIFIERS.get(1).address()));
    return action.send();
  }

  private Chain.Outcome minority() throws ChainException {
    treasury.owner(treasury.gate, Gate.addVerifier(Treasury.VERIFIERS.get(3).address()));
    return pay(ONE_DOLLAR).send();
  }

  /** Signed without saying where: what a verdict without a domain would be. */
  private Chain.Outcome anywhere() throws ChainException {
    Action action = pay(ONE_DOLLAR);
    byte[] words =
        TupleType.<Tuple>parse(GateAbi.VERDICT).encode(GateAbi.verdict(action.verdict())).array();
    byte[] type = Bytes32.keccak256(Verdict.TYPE.getBytes(StandardCharsets.US_ASCII)).toArray();
    byte[] whole = java.util.Arrays.copyOf(type, 32 + words.length);
    System.arraycopy(words, 0, whole, 32, words.length);
    Bytes32 hash = Bytes32.keccak256(whole);
    return action
        .withSignatures(
            Treasury.VERIFIERS.subList(0, 2).stream().map(key -> key.sign(hash)).toList())
        .send();
  }

  private Chain.Outcome formed(java.util.function.UnaryOperator<Bytes> form) throws ChainException {
    Action action = pay(ONE_DOLLAR);
    return action
        .withSignatures(List.of(form.apply(action.signatures().get(0)), action.signatures().get(1)))
        .send();
  }

  private Bytes highS(Bytes signature) {
    String hex = signature.hex();
    BigInteger s = new BigInteger(hex.substring(66, 130), 16);
    return new Bytes(
        hex.substring(0, 66)
            + String.format(Locale.ROOT, "%064x", ORDER.subtract(s))
            + (hex.endsWith("1b") ? "1c" : "1b"));
  }

  private Action changed(
      java.util.function.Function<Verdict, Bytes32> agentId,
      java.util.function.Function<Verdict, Bytes32> manifest,
      Address account) {
    return pay(ONE_DOLLAR)
        .withVerdict(
            v ->
                with(
                    v,
                    agentId.apply(v),
                    v.slot(),
                    manifest.apply(v),
                    account,
                    v.validAfter(),
                    v.profile()));
  }

  private static Verdict with(Verdict v, Profile profile) {
    return with(v, v.agentId(), v.slot(), v.manifestHash(), v.account(), v.validAfter(), profile);
  }

  private static Verdict with(Verdict v, long validAfter) {
    return with(v, v.agentId(), v.slot(), v.manifestHash(), v.account(), validAfter, v.profile());
  }

  private static Verdict with(
      Verdict v,
      Bytes32 agentId,
      Slot slot,
      Bytes32 manifest,
      Address account,
      long validAfter,
      Profile profile) {
    return new Verdict(
        v.receiptId(),
        agentId,
        slot,
        manifest,
        v.modelDigest(),
        v.inputDigest(),
        v.outputDigest(),
        account,
        v.callsHash(),
        validAfter,
        v.validUntil(),
        profile);
  }
}
