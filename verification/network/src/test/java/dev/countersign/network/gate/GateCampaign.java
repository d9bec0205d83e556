package dev.countersign.network.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.network.chain.ChainException;
import dev.countersign.network.devnet.DevnetFailed;
import dev.countersign.network.gate.GateModel.Attempt;
import dev.countersign.network.gate.GateModel.Payment;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Call;
import dev.countersign.receipt.Flow;
import dev.countersign.receipt.Slot;
import dev.countersign.receipt.VerifierKey;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Random sequences of everything that can happen to a gate, on the real contracts, beside {@link
 * GateModel}: what the model refuses the gate refuses for the same reason, what it permits happens.
 *
 * <p>After every step the books are equal (balances, last slots, spending of the day), a slot of an
 * agent never had two effects, and of no token did more leave on one day than the largest cap that
 * the agent had on it, by the Safe's own balances.
 *
 * <p>{@link #main}: {@code docs/campaign gate [steps [seed]]}.
 */
final class GateCampaign implements AutoCloseable {
  static final long DELAY = 3_600;
  private static final long DAY = 86_400;
  private static final int SIGNERS = 6;
  private static final BigInteger CENT = BigInteger.valueOf(10_000);

  private final Treasury treasury;
  private final GateModel model = new GateModel(DELAY);
  private final Random random;
  private final List<Bytes32> agentIds;
  private final List<GateAgent> configs;
  private final List<Address> tokens;
  private final Address reentrant;
  private final List<Action> done = new ArrayList<>();
  private final Set<String> effects = new HashSet<>();
  private final Map<String, BigInteger> left = new TreeMap<>();
  private final Map<String, BigInteger> caps = new TreeMap<>();
  private final Map<String, Integer> counts = new TreeMap<>();

  private GateCampaign(Treasury treasury, long seed) throws ChainException {
    this.treasury = treasury;
    this.random = new Random(seed);
    agentIds =
        Stream.of("one", "two")
            .map(name -> Slot.agentId(Chain.ID, treasury.gate, treasury.safe, name))
            .toList();
    reentrant = treasury.chain.deploy(Chain.own("ReentrantToken"), new byte[0]);
    treasury.chain.done(
        Treasury.MALLORY, reentrant, Abi.mint(treasury.safe, BigInteger.valueOf(1_000_000)));
    treasury.owner(treasury.safe, Abi.call("enableModule(address)", Treasury.MALLORY));
    tokens = List.of(Address.ZERO, treasury.weth, treasury.usdc, reentrant);
    configs = configs();
    for (Address token : tokens) {
      model.balances.put(token, treasury.held(token));
    }
  }

  static GateCampaign open(long seed) throws DevnetFailed, IOException, ChainException {
    return new GateCampaign(Treasury.open(DELAY), seed);
  }

  /** What happened how often, by the outcome. */
  Map<String, Integer> counts() {
    return counts;
  }

  /** Takes some steps, and checks the books after each. */
  void run(int steps) throws ChainException {
    begin();
    for (int i = 0; i < steps; i++) {
      try {
        step();
        checkBooks();
      } catch (AssertionError e) {
        throw new AssertionError("in step " + i, e);
      }
    }
  }

  /** Three verifiers and both agents, waited for. */
  private void begin() throws ChainException {
    for (int i = 0; i < 3; i++) {
      add(i);
    }
    for (Bytes32 id : agentIds) {
      register(id, configs.getFirst());
    }
    treasury.chain.travelTo(treasury.chain.time() + DELAY + 10);
    for (int i = 0; i < 3; i++) {
      activateVerifier(i);
    }
    for (Bytes32 id : agentIds) {
      activate(id, configs.getFirst());
    }
    checkBooks();
  }

  private void step() throws ChainException {
    int kind = random.nextInt(100);
    if (kind < 45) {
      execute();
    } else if (kind < 55) {
      replay();
    } else if (kind < 62) {
      travel();
    } else if (kind < 68) {
      pauses();
    } else if (kind < 78) {
      verifiers();
    } else if (kind < 90) {
      agents();
    } else {
      attack();
    }
  }

  // ------------------------------------------------------------------------------------- executing

  private void execute() throws ChainException {
    Bytes32 id = pick(agentIds);
    GateAgent config =
        random.nextInt(12) == 0 ? pick(configs) : model.agent(id).config.orElse(configs.getFirst());
    List<Payment> payments = new ArrayList<>(List.of(payment(config)));
    if (random.nextInt(3) == 0) {
      payments.add(payment(config));
    }
    attempt(
        "execute",
        new Attempt(
            id,
            config,
            slot(id),
            random.nextInt(40) == 0 ? Bytes32.ZERO : config.manifestHash(),
            now() + (random.nextInt(25) == 0 ? 30 : -5),
            now() + (random.nextInt(25) == 0 ? -1 : random.nextBoolean() ? 60 : DAY),
            signers(config.threshold()),
            payments));
  }

  private Payment payment(GateAgent config) {
    Address token = pick(tokens);
    Address to = random.nextInt(15) == 0 ? Treasury.MALLORY : Treasury.ALICE;
    BigInteger cap =
        GateModel.limit(config, token)
            .map(GateAgent.TokenLimit::maxPerAction)
            .orElse(BigInteger.TEN);
    BigInteger amount =
        switch (random.nextInt(8)) {
          case 0 -> cap;
          case 1 -> cap.add(BigInteger.ONE);
          case 2 -> cap.shiftLeft(1);
          case 3, 4 -> cap.shiftRight(1);
          case 5 -> BigInteger.ONE;
          default -> cap.divide(BigInteger.valueOf(3 + random.nextInt(20)));
        };
    return new Payment(token, amount.max(BigInteger.ONE), to);
  }

  private long slot(Bytes32 id) {
    long last = model.agent(id).lastSlot;
    return switch (random.nextInt(15)) {
      case 0 -> last;
      case 1 -> Math.max(0, last - 1 - random.nextInt(1000));
      default -> Math.max(last, now() * 256) + 1 + random.nextInt(3);
    };
  }

  private List<VerifierKey> signers(int threshold) {
    List<VerifierKey> all = new ArrayList<>(Treasury.VERIFIERS.subList(0, SIGNERS));
    boolean honest = random.nextInt(8) != 0;
    if (honest) {
      all.removeIf(key -> !model.registered(key.address()));
    }
    int count = random.nextInt(30) == 0 ? threshold - 1 : threshold;
    while (all.size() > count) {
      all.remove(random.nextInt(all.size()));
    }
    if (random.nextInt(30) == 0 && all.size() > 1) {
      all.set(1, all.getFirst());
    }
    return all;
  }

  private void attempt(String what, Attempt attempt) throws ChainException {
    Action action = action(attempt);
    Optional<GateError> expected = model.execute(attempt, now());
    Chain.Outcome outcome = settle(what, expected, action.send(pick(senders())));
    if (outcome.success()) {
      done.add(action);
      effect(attempt, outcome);
    }
  }

  private Action action(Attempt attempt) {
    Map<Address, BigInteger> leaves = new TreeMap<>();
    attempt.payments().forEach(p -> leaves.merge(p.token(), p.amount(), BigInteger::add));
    treasury.agentId = attempt.agentId();
    treasury.agent = attempt.config();
    Action whole =
        Action.of(
            treasury,
            attempt.slot(),
            attempt.payments().stream().map(GateCampaign::call).toList(),
            leaves.entrySet().stream()
                .map(leaf -> new Flow(leaf.getKey(), leaf.getValue().negate()))
                .toList());
    return whole
        .withVerdict(
            v ->
                new dev.countersign.receipt.Verdict(
                    v.receiptId(),
                    v.agentId(),
                    v.slot(),
                    attempt.manifest(),
                    v.modelDigest(),
                    v.inputDigest(),
                    v.outputDigest(),
                    v.account(),
                    v.callsHash(),
                    attempt.validAfter(),
                    attempt.validUntil(),
                    v.profile()))
        .signedBy(attempt.signers());
  }

  private static Call call(Payment payment) {
    return payment.token().equals(Address.ZERO)
        ? new Call(payment.to(), payment.amount(), Bytes.EMPTY)
        : Action.call(payment.token(), Abi.transfer(payment.to(), payment.amount()));
  }

  /** One slot, one effect; and what left fits the day, by the event of the gate. */
  private void effect(Attempt attempt, Chain.Outcome outcome) {
    Executed executed =
        outcome.receipt().logs().stream()
            .flatMap(log -> Gate.executed(log).stream())
            .reduce((one, other) -> other)
            .orElseThrow();
    assertThat(executed.agentId()).isEqualTo(attempt.agentId());
    assertThat(effects.add(executed.agentId() + " " + executed.slot())).isTrue();
    for (Executed.Measured flow : executed.flows()) {
      String key = attempt.agentId() + " " + treasury.chain.time() / DAY + " " + flow.token();
      left.merge(key, flow.delta().negate(), BigInteger::add);
      BigInteger cap = GateModel.limit(attempt.config(), flow.token()).orElseThrow().maxPerDay();
      caps.merge(key, cap, BigInteger::max);
      assertThat(left.getOrDefault(key, BigInteger.ZERO))
          .as("left on one day")
          .isLessThanOrEqualTo(caps.getOrDefault(key, BigInteger.ZERO));
    }
  }

  private void replay() throws ChainException {
    if (done.isEmpty()) {
      execute();
      return;
    }
    int recent = Math.max(0, done.size() - 1 - random.nextInt(6));
    Action action = random.nextInt(4) == 0 ? pick(done) : done.get(recent);
    Chain.Outcome outcome = action.send(pick(senders()));
    assertThat(outcome.success()).as("a replay").isFalse();
    count("replay", Optional.of(outcome.reason()));
  }

  // -------------------------------------------------------------------------------------- changing

  private void travel() throws ChainException {
    long time = treasury.chain.time();
    long midnight = (time / DAY + 1) * DAY;
    treasury.chain.travelTo(
        switch (random.nextInt(12)) {
          case 0 -> time + DELAY;
          case 1 -> midnight > time + 10 ? midnight - 5 : midnight + 5;
          case 2 -> midnight;
          case 3 -> midnight + DAY + 1;
          default -> time + 60;
        });
    treasury.chain.mine();
    count("travel", Optional.empty());
  }

  private void pauses() throws ChainException {
    Address sender = pick(List.of(Treasury.GUARDIAN, treasury.safe, Treasury.HOT_KEY));
    boolean pause = random.nextInt(3) == 0;
    boolean permitted = sender.equals(treasury.safe) || (pause && sender.equals(Treasury.GUARDIAN));
    if (permitted) {
      model.paused = pause;
    }
    GateError refusal = pause ? GateError.ONLY_THE_GUARDIAN : GateError.ONLY_THE_SAFE;
    settle(
        pause ? "pause" : "unpause",
        permitted ? Optional.empty() : Optional.of(refusal),
        send(sender, pause ? Gate.pause() : Gate.unpause()));
    if (model.paused && random.nextInt(4) != 0) {
      model.paused = false;
      settle("unpause", Optional.empty(), asSafe(Gate.unpause()));
    }
  }

  private void verifiers() throws ChainException {
    int index = random.nextInt(SIGNERS);
    boolean few = model.registeredVerifiers() <= 2;
    switch (random.nextInt(few ? 2 : 4)) {
      case 0 -> add(index);
      case 1 -> activateVerifier(index);
      case 2 -> {
        Address verifier = Treasury.VERIFIERS.get(index).address();
        if (random.nextInt(4) == 0) { // There are only six, and none comes back.
          settle(
              "removeVerifier",
              model.removeVerifier(verifier),
              asSafe(Gate.removeVerifier(verifier)));
        }
      }
      default ->
          settle(
              "addVerifier by others",
              Optional.of(GateError.ONLY_THE_SAFE),
              treasury.chain.send(
                  pick(senders()),
                  treasury.gate,
                  Gate.addVerifier(Treasury.VERIFIERS.get(index).address())));
    }
  }

  private void add(int index) throws ChainException {
    Address verifier = Treasury.VERIFIERS.get(index).address();
    settle("addVerifier", model.addVerifier(verifier, now()), asSafe(Gate.addVerifier(verifier)));
  }

  private void activateVerifier(int index) throws ChainException {
    Address verifier = Treasury.VERIFIERS.get(index).address();
    settle(
        "activateVerifier",
        model.activateVerifier(verifier, now()),
        treasury.chain.send(pick(senders()), treasury.gate, Gate.activateVerifier(verifier)));
  }

  private void agents() throws ChainException {
    Bytes32 id = pick(agentIds);
    GateAgent config = pick(configs);
    GateModel.AgentModel agent = model.agent(id);
    if (agent.config.isEmpty() && random.nextBoolean()) {
      again(id, Agents.of(config).threshold(majority()).agent());
      return;
    }
    switch (random.nextInt(12)) {
      case 0, 1 -> register(id, config);
      case 2 -> again(id, Agents.of(config).threshold(majority()).agent());
      case 3, 4, 5, 6 -> activate(id, agent.pending.orElse(config));
      case 7 -> activate(id, config);
      case 8 -> settle("cancel", model.cancel(id), asSafe(Gate.cancel(id)));
      case 9 ->
          settle(
              "register by others",
              Optional.of(GateError.ONLY_THE_SAFE),
              treasury.chain.send(pick(senders()), treasury.gate, Gate.register(id, config)));
      case 10 -> {
        GateAgent current = agent.config.orElse(config);
        boolean tighter = random.nextBoolean();
        GateAgent next = scaled(current, tighter ? 1 : 4);
        settle(
            "tighten",
            model.tighten(id, current, next, tighter),
            asSafe(Gate.tighten(id, current, next)));
      }
      default -> {
        if (random.nextInt(4) == 0) {
          settle("revoke", model.revoke(id), asSafe(Gate.revoke(id)));
        }
      }
    }
  }

  private int majority() {
    return model.registeredVerifiers() / 2 + 1;
  }

  /** Registers an agent and waits for it. */
  private void again(Bytes32 id, GateAgent config) throws ChainException {
    register(id, config);
    treasury.chain.travelTo(treasury.chain.time() + DELAY + 1);
    activate(id, config);
  }

  private void register(Bytes32 id, GateAgent config) throws ChainException {
    settle("register", model.register(id, config, now()), asSafe(Gate.register(id, config)));
  }

  private void activate(Bytes32 id, GateAgent config) throws ChainException {
    settle(
        "activate",
        model.activate(id, config, now()),
        treasury.chain.send(pick(senders()), treasury.gate, Gate.activate(id, config)));
  }

  // ------------------------------------------------------------------------------------- attacking

  private void attack() throws ChainException {
    switch (random.nextInt(6)) {
      case 0 -> donate();
      case 4 -> reward();
      case 1 -> module(Treasury.HOT_KEY); // No module: GS104.
      case 2 -> module(Treasury.MALLORY); // A module, but not the gate.
      case 3 -> evil();
      default -> reenter();
    }
  }

  /** Anyone can send tokens; they may leave again only within the same caps. */
  private void donate() throws ChainException {
    BigInteger amount = Treasury.DOLLAR.multiply(BigInteger.valueOf(1 + random.nextInt(9_000)));
    treasury.mint(treasury.usdc, treasury.safe, amount);
    model.balances.merge(treasury.usdc, amount, BigInteger::add);
    count("donation", Optional.empty());
  }

  /** Somebody is made to pay into the Safe while a token leaves it: no more may leave for that. */
  private void reward() throws ChainException {
    Bytes32 id = pick(agentIds);
    Optional<GateAgent> config = model.agent(id).config;
    if (config.isEmpty()) {
      return;
    }
    BigInteger cap = GateModel.limit(config.get(), reentrant).orElseThrow().maxPerAction();
    BigInteger amount =
        pick(List.of(cap, cap.add(BigInteger.ONE), cap.shiftLeft(1), cap.shiftRight(1)))
            .max(BigInteger.ONE);
    BigInteger reward = pick(List.of(BigInteger.ONE, amount, amount.shiftLeft(1)));
    treasury.chain.done(
        Treasury.MALLORY,
        reentrant,
        Abi.call("arm(address,bytes)", reentrant, Abi.mint(treasury.safe, reward)));
    attempt(
        "rewarded",
        new Attempt(
            id,
            config.get(),
            Math.max(model.agent(id).lastSlot, now() * 256) + 1,
            config.get().manifestHash(),
            now(),
            now() + 60,
            signers(config.get().threshold()),
            List.of(new Payment(reentrant, amount, Treasury.ALICE))));
    if (reached()) {
      model.balances.merge(reentrant, reward, BigInteger::add);
    }
    treasury.chain.done(
        Treasury.MALLORY, reentrant, Abi.call("arm(address,bytes)", Address.ZERO, Bytes.EMPTY));
  }

  /**
   * Whether the token has made the call that it was last armed with; it says how that ended too.
   */
  private boolean reached() throws ChainException {
    return treasury.chain.number(reentrant, Abi.call("reached()")).signum() != 0;
  }

  private void module(Address sender) throws ChainException {
    Bytes steal =
        Abi.call(
            "execTransactionFromModule(address,uint256,bytes,uint8)",
            treasury.usdc,
            BigInteger.ZERO,
            Abi.transfer(Treasury.MALLORY, BigInteger.ONE),
            random.nextInt(2));
    Chain.Outcome outcome = treasury.chain.send(sender, treasury.safe, steal);
    assertThat(outcome.success()).isFalse();
    count("another module", Optional.of(outcome.reason()));
  }

  /** Certified by verifiers who were deceived: of a shape that no agent may. */
  private void evil() throws ChainException {
    Bytes32 id = pick(agentIds);
    Optional<GateAgent> config = model.agent(id).config;
    if (config.isEmpty() || model.paused) {
      return;
    }
    List<VerifierKey> signers =
        Treasury.VERIFIERS.stream()
            .filter(key -> model.registered(key.address()))
            .limit(config.get().threshold())
            .toList();
    if (2 * signers.size() <= model.registeredVerifiers()
        || signers.size() != config.get().threshold()) {
      return;
    }
    Bytes enable = Abi.call("enableModule(address)", Treasury.MALLORY);
    List<Call> evil =
        List.of(
            Action.call(treasury.safe, enable),
            Action.call(treasury.gate, Gate.revoke(id)),
            Action.call(treasury.usdc, Abi.approve(Treasury.MALLORY, CENT)),
            Action.call(treasury.usdc, Abi.approve(treasury.router, CENT)),
            Action.call(treasury.pair, Abi.call("sync()")));
    treasury.agentId = id;
    treasury.agent = config.get();
    Action action =
        Action.of(
                treasury,
                Math.max(model.agent(id).lastSlot, now() * 256) + 1,
                List.of(pick(evil)),
                List.of())
            .signedBy(signers);
    Chain.Outcome outcome = action.send(Treasury.MALLORY);
    assertThat(outcome.reason())
        .isIn(GateError.FORBIDDEN_TARGET, GateError.CALL_NOT_PERMITTED, GateError.ALLOWANCE_LEFT);
    count("forbidden call", Optional.of(outcome.reason()));
  }

  /** A listed token that sends the gate an action, perhaps a fresh one, while it is moved. */
  private void reenter() throws ChainException {
    Bytes32 id = pick(agentIds);
    Optional<GateAgent> config = model.agent(id).config;
    if (config.isEmpty()) {
      return;
    }
    List<Payment> one = List.of(new Payment(reentrant, BigInteger.ONE, Treasury.ALICE));
    long slot = Math.max(model.agent(id).lastSlot, now() * 256) + 2;
    List<VerifierKey> signers = signers(config.get().threshold());
    Attempt outer =
        new Attempt(
            id, config.get(), slot, config.get().manifestHash(), now(), now() + 60, signers, one);
    Attempt inner =
        new Attempt(
            id,
            config.get(),
            slot + 1,
            config.get().manifestHash(),
            now(),
            now() + 60,
            signers,
            one);
    Bytes armed =
        random.nextBoolean() || done.isEmpty() ? action(inner).calldata() : pick(done).calldata();
    treasury.chain.done(
        Treasury.MALLORY, reentrant, Abi.call("arm(address,bytes)", treasury.gate, armed));
    attempt("re-entrant token", outer);
    if (reached()) {
      assertThat(treasury.chain.number(reentrant, Abi.call("succeeded()"))).isZero();
    }
    treasury.chain.done(
        Treasury.MALLORY, reentrant, Abi.call("arm(address,bytes)", Address.ZERO, Bytes.EMPTY));
  }

  // ----------------------------------------------------------------------------------------- books

  private Chain.Outcome settle(String what, Optional<GateError> expected, Chain.Outcome outcome) {
    Optional<GateError> found =
        outcome.success() ? Optional.empty() : Optional.of(outcome.reason());
    assertThat(found).as("%s: %s", what, GateError.describe(outcome.error())).isEqualTo(expected);
    count(what, expected);
    return outcome;
  }

  private void count(String what, Optional<GateError> refusal) {
    counts.merge(what + refusal.map(reason -> ": " + reason).orElse(""), 1, Integer::sum);
  }

  private void checkBooks() throws ChainException {
    for (Address token : tokens) {
      assertThat(treasury.held(token)).as("held of %s", token).isEqualTo(model.balances.get(token));
    }
    var head = treasury.chain.head();
    assertThat(Gate.paused(head, treasury.gate)).isEqualTo(model.paused);
    for (Bytes32 id : agentIds) {
      GateModel.AgentModel agent = model.agent(id);
      Gate.AgentState state = Gate.state(head, treasury.gate, id);
      assertThat(state.lastSlot()).isEqualTo(agent.lastSlot);
      assertThat(state.configHash())
          .isEqualTo(agent.config.map(GateAgent::configHash).orElse(Bytes32.ZERO));
      for (Address token : tokens) {
        assertThat(Gate.spentToday(head, treasury.gate, id, token))
            .as("spent of %s", token)
            .isEqualTo(agent.spent(token, treasury.chain.time()));
      }
    }
  }

  // ----------------------------------------------------------------------------------------- parts

  /** A whole agent, one of three signatures, one without coins; a day is one and a half actions. */
  private List<GateAgent> configs() {
    GateAgent.TokenLimit callsBack =
        new GateAgent.TokenLimit(reentrant, BigInteger.valueOf(100), BigInteger.ZERO);
    GateAgent whole =
        Agents.of(treasury.defaultAgent(2))
            .tokens(
                Stream.concat(treasury.defaultAgent(2).tokens().stream(), Stream.of(callsBack))
                    .map(
                        limit ->
                            new GateAgent.TokenLimit(
                                limit.token(),
                                limit.maxPerAction(),
                                limit.maxPerAction().multiply(BigInteger.valueOf(3)).shiftRight(1)))
                    .sorted(Comparator.comparing(GateAgent.TokenLimit::token))
                    .toList())
            .agent();
    return List.of(
        whole,
        Agents.of(whole).threshold(3).agent(),
        Agents.of(whole)
            .tokens(
                whole.tokens().stream()
                    .filter(limit -> !limit.token().equals(Address.ZERO))
                    .toList())
            .agent());
  }

  /** Caps by halves. */
  private static GateAgent scaled(GateAgent agent, int halves) {
    BigInteger factor = BigInteger.valueOf(halves);
    return Agents.of(agent)
        .tokens(
            agent.tokens().stream()
                .map(
                    limit ->
                        new GateAgent.TokenLimit(
                            limit.token(),
                            limit.maxPerAction().multiply(factor).shiftRight(1),
                            limit.maxPerDay().multiply(factor).shiftRight(1)))
                .toList())
        .agent();
  }

  private static List<Address> senders() {
    return List.of(Treasury.HOT_KEY, Treasury.MALLORY, Treasury.GUARDIAN);
  }

  private Chain.Outcome asSafe(Bytes data) throws ChainException {
    return send(treasury.safe, data);
  }

  /** As sender of a transaction the Safe pays for its gas, which it never does otherwise. */
  private Chain.Outcome send(Address sender, Bytes data) throws ChainException {
    BigInteger coins = model.balances.getOrDefault(Address.ZERO, BigInteger.ZERO);
    if (sender.equals(treasury.safe)) {
      treasury.chain.setBalance(treasury.safe, coins.add(Treasury.ETHER));
    }
    Chain.Outcome outcome = treasury.chain.send(sender, treasury.gate, data);
    if (sender.equals(treasury.safe)) {
      treasury.chain.setBalance(treasury.safe, coins);
    }
    return outcome;
  }

  /** The time of the block that the next transaction is in. */
  private long now() {
    return treasury.chain.time() + 1;
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  @Override
  public void close() {
    treasury.close();
  }

  /** Steps and seed may be given. */
  public static void main(String[] arguments) throws Exception {
    int steps = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20_000;
    long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
    int each = 2_000; // A fresh chain from time to time: there are six verifiers, and money ends.
    Map<String, Integer> all = new TreeMap<>();
    for (int done = 0; done < steps; done += each) {
      long chosen = seed + done / each;
      try (GateCampaign campaign = open(chosen)) {
        campaign.run(Math.min(each, steps - done));
        campaign.counts().forEach((what, count) -> all.merge(what, count, Integer::sum));
      } catch (AssertionError e) {
        throw new AssertionError("seed " + chosen, e);
      }
      System.out.println("seed " + chosen + ": the books are equal");
    }
    all.forEach((what, count) -> System.out.printf("%7d %s%n", count, what));
  }
}
