package dev.countersign.network.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.network.chain.ChainException;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who may change what: loosening waits, tightening does not, and only the Safe may do either. */
final class RegistryTest extends OnTreasury {
  private static final long DELAY = 3600;

  @Override
  Treasury open() throws Exception {
    return Treasury.open(DELAY);
  }

  // Who may.

  @Test
  void onlyTheSafeChangesTheRegistry() throws ChainException {
    Address verifier = Treasury.VERIFIERS.get(0).address();
    for (Bytes data :
        List.of(
            Gate.addVerifier(verifier),
            Gate.removeVerifier(verifier),
            Gate.register(treasury.agentId, treasury.agent),
            Gate.tighten(treasury.agentId, treasury.agent, treasury.agent),
            Gate.cancel(treasury.agentId),
            Gate.revoke(treasury.agentId),
            Gate.unpause(),
            Gate.setGuardian(Treasury.MALLORY))) {
      for (Address stranger : List.of(Treasury.HOT_KEY, Treasury.GUARDIAN)) {
        refused(treasury.chain.send(stranger, treasury.gate, data), GateError.ONLY_THE_SAFE);
      }
    }
  }

  @Test
  void theGuardianMayPauseAndNothingElse() throws ChainException {
    refused(
        treasury.chain.send(Treasury.HOT_KEY, treasury.gate, Gate.pause()),
        GateError.ONLY_THE_GUARDIAN);
    treasury.chain.done(Treasury.GUARDIAN, treasury.gate, Gate.pause());
    assertThat(paused()).isTrue();
    refused(
        treasury.chain.send(Treasury.GUARDIAN, treasury.gate, Gate.unpause()),
        GateError.ONLY_THE_SAFE);
    treasury.owner(treasury.gate, Gate.unpause());
    assertThat(paused()).isFalse();
    treasury.owner(treasury.gate, Gate.pause());
    assertThat(paused()).isTrue();
  }

  @Test
  void theOwnerCanReplaceTheGuardian() throws ChainException {
    treasury.owner(treasury.gate, Gate.setGuardian(Treasury.ALICE));
    assertThat(Gate.guardian(treasury.chain.head(), treasury.gate)).isEqualTo(Treasury.ALICE);
    refused(
        treasury.chain.send(Treasury.GUARDIAN, treasury.gate, Gate.pause()),
        GateError.ONLY_THE_GUARDIAN);
    treasury.chain.done(Treasury.ALICE, treasury.gate, Gate.pause());
  }

  @Test
  void aVerifierThatIsAddedWhileTheGateIsPausedCannotUnpauseIt() throws ChainException {
    ready();
    treasury.chain.done(Treasury.GUARDIAN, treasury.gate, Gate.pause());
    addAndActivate(3);
    treasury.chain.travelTo(treasury.chain.time() + DELAY);
    refused(pay(ONE_DOLLAR).signedBy(Treasury.VERIFIERS.subList(2, 4)), GateError.PAUSED);
  }

  // Verifiers.

  @Test
  void addingAVerifierWaits() throws ChainException {
    Address verifier = Treasury.VERIFIERS.get(0).address();
    treasury.owner(treasury.gate, Gate.addVerifier(verifier));
    long eta = Gate.verifierQueued(treasury.chain.head(), treasury.gate, verifier);
    assertThat(eta).isEqualTo(treasury.chain.time() + DELAY);
    assertThat(verifier(verifier).registered()).isFalse();
    refused(activateVerifier(verifier), GateError.NOT_DUE);
    treasury.chain.travelTo(eta);
    succeeds(activateVerifier(verifier));
    assertThat(verifier(verifier)).isEqualTo(new Gate.VerifierInterval(eta, 0));
    assertThat(Gate.verifierCount(treasury.chain.head(), treasury.gate)).isEqualTo(1);
    refused(activateVerifier(verifier), GateError.NOTHING_QUEUED);
  }

  @Test
  void aQueuedVerifierCanBeDropped() throws ChainException {
    Address verifier = Treasury.VERIFIERS.get(0).address();
    treasury.owner(treasury.gate, Gate.addVerifier(verifier));
    treasury.owner(treasury.gate, Gate.removeVerifier(verifier));
    treasury.chain.travelTo(treasury.chain.time() + DELAY);
    refused(activateVerifier(verifier), GateError.NOTHING_QUEUED);
    treasury.owner(treasury.gate, Gate.addVerifier(verifier)); // It never was one: it may return.
  }

  @Test
  void removingAVerifierIsImmediateKeepsItsIntervalAndIsForGood() throws ChainException {
    ready();
    Address verifier = Treasury.VERIFIERS.get(1).address();
    long from = verifier(verifier).from();
    treasury.owner(treasury.gate, Gate.removeVerifier(verifier));
    assertThat(verifier(verifier))
        .isEqualTo(new Gate.VerifierInterval(from, treasury.chain.time()));
    assertThat(Gate.verifierCount(treasury.chain.head(), treasury.gate)).isEqualTo(2);
    refused(treasury.asSafe(Gate.removeVerifier(verifier)), GateError.NOT_A_VERIFIER);
    refused(treasury.asSafe(Gate.addVerifier(verifier)), GateError.VERIFIER_KNOWN);
    refused(
        treasury.asSafe(Gate.addVerifier(Treasury.VERIFIERS.get(0).address())),
        GateError.VERIFIER_KNOWN);
    refused(treasury.asSafe(Gate.addVerifier(Address.ZERO)), GateError.NOT_A_VERIFIER);
    refused(treasury.asSafe(Gate.removeVerifier(Treasury.ALICE)), GateError.NOT_A_VERIFIER);
  }

  // Agents.

  @Test
  void anAgentWaitsAndAnyoneMayActivateItOnceItIsDue() throws ChainException {
    for (int i = 0; i < 3; i++) {
      treasury.owner(treasury.gate, Gate.addVerifier(Treasury.VERIFIERS.get(i).address()));
    }
    treasury.owner(treasury.gate, Gate.register(treasury.agentId, treasury.agent));
    Gate.AgentState queued = state();
    assertThat(queued.registered()).isFalse();
    assertThat(queued.pendingHash()).isEqualTo(treasury.agent.configHash());
    assertThat(queued.eta()).isEqualTo(treasury.chain.time() + DELAY);
    refused(activate(treasury.agent), GateError.NOT_DUE);
    treasury.chain.travelTo(queued.eta());
    refused(activate(treasury.rebalancer(2)), GateError.CONFIG_MISMATCH);
    refused(activate(treasury.agent), GateError.THRESHOLD_NOT_PERMITTED); // No verifiers yet.
    for (int i = 0; i < 3; i++) {
      succeeds(activateVerifier(Treasury.VERIFIERS.get(i).address()));
    }
    succeeds(activate(treasury.agent));
    assertThat(state())
        .isEqualTo(new Gate.AgentState(treasury.agent.configHash(), 0, Bytes32.ZERO, 0));
    succeeds(pay(ONE_DOLLAR).send());
    refused(activate(treasury.agent), GateError.NOTHING_QUEUED);
  }

  @Test
  void anotherConfigurationWaitsAndTheOldOneStaysMeanwhile() throws ChainException {
    ready();
    GateAgent wider = recipients(treasury.agent, List.of(Treasury.ALICE, Treasury.MALLORY));
    treasury.owner(treasury.gate, Gate.register(treasury.agentId, wider));
    succeeds(pay(ONE_DOLLAR).send());
    refused(pay(ONE_DOLLAR).withAgent(wider), GateError.CONFIG_MISMATCH);
    treasury.chain.travelTo(state().eta());
    succeeds(activate(wider));
    refused(pay(ONE_DOLLAR).withAgent(treasury.agent), GateError.CONFIG_MISMATCH);
    long lastSlot = lastSlot();
    assertThat(lastSlot).isPositive();
    succeeds(pay(ONE_DOLLAR).withAgent(wider).send());
    assertThat(lastSlot()).isGreaterThan(lastSlot);
  }

  @Test
  void whatIsQueuedCanBeCancelled() throws ChainException {
    ready();
    refused(treasury.asSafe(Gate.cancel(treasury.agentId)), GateError.NOTHING_QUEUED);
    GateAgent wider = recipients(treasury.agent, List.of(Treasury.ALICE, Treasury.MALLORY));
    treasury.owner(treasury.gate, Gate.register(treasury.agentId, wider));
    treasury.owner(treasury.gate, Gate.cancel(treasury.agentId));
    treasury.chain.travelTo(treasury.chain.time() + DELAY);
    refused(activate(wider), GateError.NOTHING_QUEUED);
    succeeds(pay(ONE_DOLLAR).send());
  }

  @Test
  void revokingIsImmediateAndDropsWhatIsQueued() throws ChainException {
    ready();
    GateAgent wider = recipients(treasury.agent, List.of(Treasury.ALICE, Treasury.MALLORY));
    treasury.owner(treasury.gate, Gate.register(treasury.agentId, wider));
    treasury.owner(treasury.gate, Gate.revoke(treasury.agentId));
    refused(pay(ONE_DOLLAR), GateError.UNKNOWN_AGENT);
    treasury.chain.travelTo(treasury.chain.time() + DELAY);
    refused(activate(wider), GateError.NOTHING_QUEUED);
  }

  @Test
  void tighteningIsImmediateAndDropsWhatIsQueued() throws ChainException {
    ready();
    GateAgent loose = treasury.agent;
    succeeds(pay(dollars(5)).send());
    long lastSlot = lastSlot();
    GateAgent wider = recipients(loose, List.of(Treasury.ALICE, Treasury.MALLORY));
    treasury.owner(treasury.gate, Gate.register(treasury.agentId, wider));
    GateAgent tight = caps(loose, BigInteger.ONE, BigInteger.TEN);
    treasury.owner(treasury.gate, Gate.tighten(treasury.agentId, loose, tight));
    assertThat(state())
        .isEqualTo(new Gate.AgentState(tight.configHash(), lastSlot, Bytes32.ZERO, 0));
    treasury.agent = tight;
    refused(pay(BigInteger.TWO), GateError.OVER_ACTION_CAP);
    refused(pay(BigInteger.ONE), GateError.OVER_DAY_CAP); // The day's spending was kept.
    refused(pay(BigInteger.ONE).withAgent(loose), GateError.CONFIG_MISMATCH);
  }

  @Test
  void everyKindOfTighteningIsTaken() throws ChainException {
    ready();
    GateAgent agent = treasury.agent;
    Prices prices = Prices.add(treasury, agent);
    Map<String, GateAgent> tighter = new LinkedHashMap<>();
    tighter.put("the same", agent);
    tighter.put("no recipients", recipients(agent, List.of()));
    tighter.put("no routes", routes(agent, List.of()));
    tighter.put("higher threshold", threshold(agent, 3));
    tighter.put("caps of zero", caps(agent, BigInteger.ZERO, BigInteger.ZERO));
    tighter.put("a first price rule", prices.agent());
    for (Map.Entry<String, GateAgent> entry : tighter.entrySet()) {
      Bytes data = Gate.tighten(treasury.agentId, agent, entry.getValue());
      String before = treasury.chain.snapshot();
      assertThat(treasury.asSafe(data).success()).as(entry.getKey()).isTrue();
      treasury.chain.revert(before);
    }
  }

  @Test
  void noKindOfLooseningIsTakenForATightening() throws ChainException {
    GateAgent.Route swap = treasury.agent.routes().getFirst();
    GateAgent.Route other = new GateAgent.Route(treasury.router, new Bytes("0x00000001"), 36);
    treasury.agent = routes(treasury.agent, List.of(other, swap));
    ready();
    GateAgent agent = treasury.agent;
    GateAgent priced = Prices.add(treasury, routes(agent, List.of(swap))).agent();
    Address usdc = treasury.usdc;
    Map<String, GateAgent> looser = new LinkedHashMap<>();
    looser.put("another manifest", manifest(agent, Bytes32.keccak256(new byte[] {2})));
    looser.put("another profile", profile(agent, 2));
    looser.put("lower threshold", threshold(agent, 1));
    looser.put("more recipients", recipients(agent, List.of(Treasury.ALICE, usdc)));
    looser.put(
        "another route",
        routes(agent, List.of(new GateAgent.Route(treasury.router, new Bytes("0x00000001"), 4))));
    looser.put(
        "a longer route",
        routes(agent, List.of(new GateAgent.Route(treasury.router, new Bytes("0x00000001"), 68))));
    looser.put("a token less, which is not measured", tokens(agent, agent.tokens().subList(0, 2)));
    looser.put(
        "another token",
        tokens(
            agent,
            java.util.stream.Stream.of(
                    agent.tokens().get(0),
                    agent.tokens().get(1),
                    new GateAgent.TokenLimit(treasury.pair, BigInteger.ZERO, BigInteger.ZERO))
                .sorted(java.util.Comparator.comparing(GateAgent.TokenLimit::token))
                .toList()));
    looser.put(
        "a higher cap of one action",
        caps(agent, Treasury.ACTION_USDC.add(BigInteger.ONE), BigInteger.ONE));
    looser.put(
        "a higher cap of one day",
        caps(agent, BigInteger.ONE, Treasury.DAY_WETH.add(BigInteger.ONE)));
    for (Map.Entry<String, GateAgent> entry : looser.entrySet()) {
      Chain.Outcome outcome =
          treasury.asSafe(Gate.tighten(treasury.agentId, agent, entry.getValue()));
      assertThat(outcome.reason()).as(entry.getKey()).isEqualTo(GateError.NOT_TIGHTER);
    }
    treasury.owner(treasury.gate, Gate.tighten(treasury.agentId, agent, priced));
    for (GateAgent next :
        List.of(routes(agent, List.of(swap)), rule(priced, 151, 3600), rule(priced, 150, 3601))) {
      refused(treasury.asSafe(Gate.tighten(treasury.agentId, priced, next)), GateError.NOT_TIGHTER);
    }
    succeeds(treasury.asSafe(Gate.tighten(treasury.agentId, priced, rule(priced, 149, 3599))));
  }

  @Test
  void tighteningStartsFromWhatIsRegistered() throws ChainException {
    GateAgent agent = treasury.agent;
    refused(treasury.asSafe(Gate.tighten(treasury.agentId, agent, agent)), GateError.UNKNOWN_AGENT);
    ready();
    GateAgent wider = recipients(agent, List.of(Treasury.ALICE, Treasury.MALLORY));
    refused(
        treasury.asSafe(Gate.tighten(treasury.agentId, wider, wider)), GateError.CONFIG_MISMATCH);
  }

  @Test
  void theGateSaysWhatItIs() throws ChainException {
    assertThat(Gate.safe(treasury.chain.head(), treasury.gate)).isEqualTo(treasury.safe);
    assertThat(Gate.delay(treasury.chain.head(), treasury.gate)).isEqualTo(DELAY);
    assertThat(Gate.guardian(treasury.chain.head(), treasury.gate)).isEqualTo(Treasury.GUARDIAN);
    assertThat(lastSlot()).isZero();
  }

  @Test
  void aGateNeedsASafeAndAShortDelay() throws ChainException {
    refused(deployGate(Address.ZERO, 0), GateError.NO_SAFE);
    refused(deployGate(treasury.safe, 30 * 86_400 + 1), GateError.DELAY_TOO_LONG);
    succeeds(deployGate(treasury.safe, 30 * 86_400));
  }

  private Chain.Outcome deployGate(Address safe, long delay) throws ChainException {
    return treasury.chain.tryDeploy(
        Chain.own("ReceiptGate"),
        Abi.arguments("(address,address,uint64)", safe, Treasury.GUARDIAN, delay));
  }

  /** Three verifiers and the agent, all activated. */
  private void ready() throws ChainException {
    for (int i = 0; i < 3; i++) {
      addAndActivate(i);
    }
    treasury.owner(treasury.gate, Gate.register(treasury.agentId, treasury.agent));
    treasury.chain.travelTo(state().eta());
    succeeds(activate(treasury.agent));
  }

  private void addAndActivate(int index) throws ChainException {
    Address verifier = Treasury.VERIFIERS.get(index).address();
    treasury.owner(treasury.gate, Gate.addVerifier(verifier));
    treasury.chain.travelTo(treasury.chain.time() + DELAY);
    succeeds(activateVerifier(verifier));
  }

  private Chain.Outcome activate(GateAgent agent) throws ChainException {
    return treasury.chain.send(
        Treasury.MALLORY, treasury.gate, Gate.activate(treasury.agentId, agent));
  }

  private Chain.Outcome activateVerifier(Address verifier) throws ChainException {
    return treasury.chain.send(Treasury.MALLORY, treasury.gate, Gate.activateVerifier(verifier));
  }

  private Gate.AgentState state() throws ChainException {
    return Gate.state(treasury.chain.head(), treasury.gate, treasury.agentId);
  }

  private Gate.VerifierInterval verifier(Address verifier) throws ChainException {
    return Gate.verifier(treasury.chain.head(), treasury.gate, verifier);
  }

  private boolean paused() throws ChainException {
    return Gate.paused(treasury.chain.head(), treasury.gate);
  }

  private static GateAgent manifest(GateAgent agent, Bytes32 manifest) {
    return Agents.of(agent).manifest(manifest).agent();
  }

  private static GateAgent profile(GateAgent agent, int profile) {
    return Agents.of(agent).profile(profile).agent();
  }

  private static GateAgent threshold(GateAgent agent, int threshold) {
    return Agents.of(agent).threshold(threshold).agent();
  }

  private static GateAgent tokens(GateAgent agent, List<GateAgent.TokenLimit> tokens) {
    return Agents.of(agent).tokens(tokens).agent();
  }

  private static GateAgent caps(GateAgent agent, BigInteger action, BigInteger day) {
    return tokens(
        agent,
        agent.tokens().stream()
            .map(limit -> new GateAgent.TokenLimit(limit.token(), action, day))
            .toList());
  }

  private static GateAgent recipients(GateAgent agent, List<Address> recipients) {
    return Agents.of(agent).recipients(recipients.stream().sorted().toList()).agent();
  }

  private static GateAgent routes(GateAgent agent, List<GateAgent.Route> routes) {
    return Agents.of(agent).routes(routes).agent();
  }

  private static GateAgent rule(GateAgent agent, int deviation, long age) {
    GateAgent.PriceRule rule = agent.prices().getFirst();
    return Agents.of(agent)
        .prices(
            List.of(
                new GateAgent.PriceRule(
                    rule.base(),
                    rule.quote(),
                    rule.feed(),
                    rule.baseDecimals(),
                    rule.quoteDecimals(),
                    rule.feedDecimals(),
                    deviation,
                    age)))
        .agent();
  }
}
