package dev.countersign.network.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.network.chain.ChainException;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Call;
import dev.countersign.receipt.Flow;
import dev.countersign.receipt.Profile;
import dev.countersign.receipt.Verdict;
import dev.countersign.receipt.VerifierKey;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks 1 to 5 of the gate: what was certified, for whom, by whom, and how often. */
final class VerdictChecksTest extends OnTreasury {
  private static final BigInteger ORDER =
      new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
  private static final Bytes32 OTHER = Bytes32.keccak256(new byte[] {77});

  // 1: not paused, and in time.

  @Test
  void nothingHappensWhileTheGateIsPaused() throws ChainException {
    treasury.chain.done(Treasury.GUARDIAN, treasury.gate, Gate.pause());
    refused(swap(), GateError.PAUSED);
    treasury.owner(treasury.gate, Gate.unpause());
    succeeds(swap().send());
  }

  @Test
  void aVerdictIsValidFromItsFirstSecondToItsLast() throws ChainException {
    long now = treasury.chain.time();
    Action action = pay(ONE_DOLLAR).withVerdict(v -> times(v, now + 10, now + 20));
    refused(action, GateError.NOT_YET_VALID);
    treasury.chain.travelTo(now + 9);
    refused(action, GateError.NOT_YET_VALID);
    succeeds(action.send()); // At now + 10.
    Action last = pay(ONE_DOLLAR).withVerdict(v -> times(v, now, now + 20));
    treasury.chain.travelTo(now + 20);
    succeeds(last.send());
    refused(pay(ONE_DOLLAR).withVerdict(v -> times(v, now, now + 20)), GateError.EXPIRED);
  }

  // 2: these calls and flows, this account.

  @Test
  void otherCallsOrFlowsThanTheCertifiedOnesAreRefused() throws ChainException {
    Action swap = swap();
    Call approve = swap.calls().get(0);
    Call trade = swap.calls().get(1);
    Call elsewhere =
        new Call(
            trade.target(),
            trade.value(),
            new Bytes(
                trade
                    .data()
                    .hex()
                    .replace(
                        treasury.safe.hex().substring(2), Treasury.MALLORY.hex().substring(2))));
    List<Flow> less =
        swap.flows().stream()
            .map(flow -> new Flow(flow.token(), flow.least().subtract(BigInteger.ONE)))
            .toList();
    refused(swap.withCalls(List.of(approve, elsewhere)), GateError.CALLS_HASH_MISMATCH);
    refused(swap.withCalls(List.of(trade, approve)), GateError.CALLS_HASH_MISMATCH);
    refused(swap.withCalls(List.of(approve)), GateError.CALLS_HASH_MISMATCH);
    refused(swap.withCalls(List.of()), GateError.CALLS_HASH_MISMATCH);
    refused(swap.withCalls(List.of(approve, trade, trade)), GateError.CALLS_HASH_MISMATCH);
    refused(swap.withFlows(less), GateError.CALLS_HASH_MISMATCH);
    refused(swap.withFlows(swap.flows().subList(0, 1)), GateError.CALLS_HASH_MISMATCH);
    refused(swap.withFlows(List.of()), GateError.CALLS_HASH_MISMATCH);
    succeeds(swap.send());
  }

  @Test
  void aVerdictForAnotherAccountIsRefused() throws ChainException {
    refused(swap().withVerdict(v -> account(v, Treasury.ALICE)), GateError.WRONG_ACCOUNT);
  }

  // 3: this agent, its manifest, its profile, its configuration.

  @Test
  void anAgentThatIsNotRegisteredIsRefused() throws ChainException {
    refused(swap().withVerdict(v -> agentId(v, OTHER)), GateError.UNKNOWN_AGENT);
  }

  @Test
  void aLooserConfigurationThanTheRegisteredOneIsRefused() throws ChainException {
    GateAgent agent = treasury.agent;
    Action action = pay(ONE_DOLLAR);
    GateAgent oneSigner =
        new GateAgent(
            agent.manifestHash(),
            agent.profile(),
            1,
            agent.tokens(),
            agent.recipients(),
            agent.routes(),
            agent.prices());
    refused(
        action.withAgent(oneSigner).signedBy(Treasury.VERIFIERS.subList(0, 1)),
        GateError.CONFIG_MISMATCH);
    GateAgent anyRecipient =
        new GateAgent(
            agent.manifestHash(),
            agent.profile(),
            agent.threshold(),
            agent.tokens(),
            Stream.of(Treasury.ALICE, Treasury.MALLORY).sorted().toList(),
            agent.routes(),
            agent.prices());
    refused(action.withAgent(anyRecipient), GateError.CONFIG_MISMATCH);
    succeeds(action.send());
  }

  @Test
  void bytesAfterTheConfigurationAreRefused() throws ChainException {
    Action action = pay(ONE_DOLLAR);
    Bytes longer = new Bytes(action.calldata().hex() + "00".repeat(32));
    refused(
        treasury.chain.send(Treasury.HOT_KEY, treasury.gate, longer), GateError.CONFIG_MISMATCH);
  }

  @Test
  void anotherManifestIsRefused() throws ChainException {
    refused(swap().withVerdict(v -> manifest(v, OTHER)), GateError.MANIFEST_MISMATCH);
  }

  @ParameterizedTest
  @EnumSource(value = Profile.class, names = "EXACT", mode = EnumSource.Mode.EXCLUDE)
  void aWeakerProfileThanTheRegisteredOneIsRefused(Profile profile) throws ChainException {
    refused(swap().withVerdict(v -> profile(v, profile)), GateError.PROFILE_NOT_PERMITTED);
  }

  // 4: exactly the threshold of distinct verifiers who are registered now, for this gate and chain.

  @Test
  void tooFewAndTooManySignaturesAreRefused() throws ChainException {
    for (int count : List.of(0, 1, 3)) {
      refused(swap().signedBy(Treasury.VERIFIERS.subList(0, count)), GateError.BAD_SIGNATURE_COUNT);
    }
  }

  @Test
  void anyTwoOfTheThreeWill() throws ChainException {
    List<VerifierKey> three = Treasury.VERIFIERS.subList(0, 3);
    succeeds(pay(ONE_DOLLAR).signedBy(List.of(three.get(0), three.get(2))).send());
    succeeds(pay(ONE_DOLLAR).signedBy(List.of(three.get(1), three.get(2))).send());
  }

  @Test
  void oneSignerTwiceOrOutOfOrderIsRefused() throws ChainException {
    VerifierKey first = Treasury.VERIFIERS.get(0);
    VerifierKey second = Treasury.VERIFIERS.get(1);
    refused(swap().signedBy(List.of(first, first)), GateError.SIGNERS_NOT_ASCENDING);
    refused(swap().signedBy(List.of(second, first)), GateError.SIGNERS_NOT_ASCENDING);
  }

  @Test
  void aStrangerAndARemovedVerifierAreRefused() throws ChainException {
    VerifierKey first = Treasury.VERIFIERS.get(0);
    refused(swap().signedBy(ascending(first, Treasury.key(77))), GateError.UNKNOWN_VERIFIER);
    refused(
        swap().signedBy(ascending(first, Treasury.VERIFIERS.get(8))), GateError.UNKNOWN_VERIFIER);
    Action signedBefore = swap();
    treasury.owner(treasury.gate, Gate.removeVerifier(Treasury.VERIFIERS.get(1).address()));
    refused(signedBefore, GateError.UNKNOWN_VERIFIER);
    succeeds(swap().signedBy(List.of(first, Treasury.VERIFIERS.get(2))).send());
  }

  @Test
  void aSignatureForAnotherGateOrChainIsByNobody() throws ChainException {
    Action swap = swap();
    Verdict verdict = swap.verdict();
    refusedAsStrangers(swap, verdict.signingHash(Chain.ID, Treasury.ALICE));
    refusedAsStrangers(swap, verdict.signingHash(Chain.ID, Address.ZERO)); // Paper.
    refusedAsStrangers(swap, verdict.signingHash(1, treasury.gate));
  }

  private void refusedAsStrangers(Action swap, Bytes32 hash) throws ChainException {
    List<Bytes> signatures =
        Treasury.VERIFIERS.subList(0, 2).stream().map(key -> key.sign(hash)).toList();
    Chain.Outcome outcome = swap.withSignatures(signatures).send();
    // Whoever ecrecover finds is random, and so is their order.
    assertThat(outcome.reason()).isIn(GateError.UNKNOWN_VERIFIER, GateError.SIGNERS_NOT_ASCENDING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"high s", "v 0", "v 1", "v 29", "64 bytes", "66 bytes", "no bytes", "zero"})
  void aSignatureInAnyOtherFormIsRefused(String form) throws ChainException {
    Action swap = swap();
    for (int i = 0; i < 2; i++) {
      List<Bytes> signatures = new ArrayList<>(swap.signatures());
      signatures.set(i, inForm(signatures.get(i), form));
      refused(swap.withSignatures(signatures), GateError.MALFORMED_SIGNATURE);
    }
  }

  @Test
  void aContractSignatureIsRefused() throws ChainException {
    // As a Safe takes them: r is the contract, s an offset, v 0, and the contract's bytes behind.
    String contract = "00".repeat(12) + treasury.safe.hex().substring(2);
    Bytes signature = new Bytes("0x" + contract + "00".repeat(31) + "41" + "00" + "00".repeat(32));
    Bytes short65 = new Bytes(signature.hex().substring(0, 2 + 130));
    Action swap = swap();
    for (Bytes given : List.of(signature, short65)) {
      refused(
          swap.withSignatures(List.of(given, swap.signatures().get(1))),
          GateError.MALFORMED_SIGNATURE);
    }
  }

  @Test
  void aThresholdThatNewVerifiersMadeAMinorityNoLongerActs() throws ChainException {
    treasury.owner(treasury.gate, Gate.addVerifier(Treasury.VERIFIERS.get(3).address()));
    refused(swap(), GateError.THRESHOLD_NOT_PERMITTED);
    treasury.register(treasury.defaultAgent(3));
    succeeds(swap().send());
  }

  @Test
  void aRemovedVerifierNoLongerCountsForTheMajority() throws ChainException {
    Address fourth = Treasury.VERIFIERS.get(3).address();
    treasury.owner(treasury.gate, Gate.addVerifier(fourth));
    refused(swap(), GateError.THRESHOLD_NOT_PERMITTED);
    treasury.owner(treasury.gate, Gate.removeVerifier(fourth));
    succeeds(swap().send());
  }

  // 5: one effect a slot, and never an old decision after a newer one.

  @Test
  void aSlotHasOneEffectAndNoneAfterANewerOne() throws ChainException {
    long slot = slot();
    Action first = Action.transfer(treasury, slot, ONE_DOLLAR);
    Action sameSlot = Action.transfer(treasury, slot, dollars(2));
    Action older = Action.transfer(treasury, slot - 1, ONE_DOLLAR);
    Action newer = Action.transfer(treasury, slot + 1, ONE_DOLLAR);
    succeeds(first.send());
    refused(first, GateError.SLOT_NOT_RISING);
    refused(sameSlot, GateError.SLOT_NOT_RISING);
    refused(older, GateError.SLOT_NOT_RISING);
    succeeds(newer.send());
    refused(first, GateError.SLOT_NOT_RISING);
  }

  @Test
  void theSlotSurvivesAnotherConfigurationAndARevocation() throws ChainException {
    Action first = pay(ONE_DOLLAR);
    succeeds(first.send());
    GateAgent before = treasury.agent;
    treasury.register(treasury.rebalancer(2));
    treasury.owner(treasury.gate, Gate.revoke(treasury.agentId));
    refused(first, GateError.UNKNOWN_AGENT);
    treasury.register(before);
    refused(first, GateError.SLOT_NOT_RISING);
    assertThat(spent(treasury.usdc)).isEqualTo(ONE_DOLLAR);
  }

  @Test
  void slotZeroIsNeverUsed() throws ChainException {
    refused(Action.transfer(treasury, 0, ONE_DOLLAR), GateError.SLOT_NOT_RISING);
  }

  private static List<VerifierKey> ascending(VerifierKey... keys) {
    return Stream.of(keys).sorted(Comparator.comparing(VerifierKey::address)).toList();
  }

  private static Bytes inForm(Bytes signature, String form) {
    String hex = signature.hex();
    String r = hex.substring(2, 66);
    BigInteger s = new BigInteger(hex.substring(66, 130), 16);
    String v = hex.substring(130);
    return switch (form) {
      case "high s" ->
          new Bytes(
              "0x"
                  + r
                  + String.format(Locale.ROOT, "%064x", ORDER.subtract(s))
                  + (v.equals("1b") ? "1c" : "1b"));
      case "v 0" -> new Bytes(hex.substring(0, 130) + "00");
      case "v 1" -> new Bytes(hex.substring(0, 130) + "01");
      case "v 29" -> new Bytes(hex.substring(0, 130) + "1d");
      case "64 bytes" -> new Bytes(hex.substring(0, 130));
      case "66 bytes" -> new Bytes(hex + "00");
      case "no bytes" -> Bytes.EMPTY;
      case "zero" -> new Bytes("0x" + "00".repeat(64) + "1b");
      default -> throw new IllegalArgumentException(form);
    };
  }

  private static Verdict times(Verdict v, long after, long until) {
    return new Verdict(
        v.receiptId(),
        v.agentId(),
        v.slot(),
        v.manifestHash(),
        v.modelDigest(),
        v.inputDigest(),
        v.outputDigest(),
        v.account(),
        v.callsHash(),
        after,
        until,
        v.profile());
  }

  private static Verdict account(Verdict v, Address account) {
    return change(v, v.agentId(), v.manifestHash(), account, v.profile());
  }

  private static Verdict agentId(Verdict v, Bytes32 agentId) {
    return change(v, agentId, v.manifestHash(), v.account(), v.profile());
  }

  private static Verdict manifest(Verdict v, Bytes32 manifest) {
    return change(v, v.agentId(), manifest, v.account(), v.profile());
  }

  private static Verdict profile(Verdict v, Profile profile) {
    return change(v, v.agentId(), v.manifestHash(), v.account(), profile);
  }

  private static Verdict change(
      Verdict v, Bytes32 agentId, Bytes32 manifest, Address account, Profile profile) {
    return new Verdict(
        v.receiptId(),
        agentId,
        v.slot(),
        manifest,
        v.modelDigest(),
        v.inputDigest(),
        v.outputDigest(),
        account,
        v.callsHash(),
        v.validAfter(),
        v.validUntil(),
        profile);
  }
}
