package dev.countersign.tools.devnet;

import static dev.countersign.tools.devnet.Desk.ether;
import static dev.countersign.tools.devnet.Desk.usdc;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.devnet.DevnetWorld;
import dev.countersign.network.devnet.SharedWorld;
import dev.countersign.network.gate.GateError;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.network.spi.Planner;
import dev.countersign.network.spi.Planner.Plan;
import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.Reason;
import dev.countersign.receipt.Slot;
import dev.countersign.tools.plan.DefaultPlanner;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The policy and the gate judge the same generated actions, legal and not: what the policy refuses
 * and the gate can see, the gate refuses too; what the policy allows, the gate executes.
 */
@ExtendWith(SharedWorld.class)
class PolicyTwinTest {
  private static final long SEED = 20_250_101;
  private static final int ACTIONS = Integer.getInteger("countersign.twin.actions", 2_000);

  /** After so many the chain is again as it was at first. */
  private static final int A_DAYS = 40;

  /** What the gate can see of a policy. */
  private static final Set<Reason> VISIBLE =
      EnumSet.of(
          Reason.TOKEN_NOT_PERMITTED,
          Reason.RECIPIENT_NOT_PERMITTED,
          Reason.OVER_ACTION_CAP,
          Reason.OVER_DAY_CAP,
          Reason.INSUFFICIENT_BALANCE,
          Reason.PAUSED);

  private final Planner planner = new DefaultPlanner();
  private final DevnetWorld world;
  private final Desk desk;
  private final Manifest agent;
  private final Random random = new Random(SEED);

  PolicyTwinTest(DevnetWorld world) {
    this.world = world;
    this.desk = new Desk(world);
    this.agent = desk.agent("twin", tight(desk.policy()));
  }

  @Test
  void theyAgree() throws Exception {
    desk.register(agent);
    world.fund(agent.account(), ether("0.15"));
    world.tradeUntil(world.time() + 700);
    Map<Reason, Integer> refusals = new EnumMap<>(Reason.class);
    Map<GateError, Integer> gateRefusals = new EnumMap<>(GateError.class);
    int allowed = 0;
    int executed = 0;
    String start = world.snapshot();
    for (int i = 0; i < ACTIONS; i++) {
      if (i % A_DAYS == 0) { // Where money and the day are used up, neither of them says more.
        world.revert(start);
        start = world.snapshot();
      }
      List<Intent> intents = intents();
      String what = "seed " + SEED + ", action " + i + ": " + intents;
      PinnedChain pinned = desk.head();
      List<Observation> seen = new ArrayList<>(planner.account(agent, pinned));
      Plan plan;
      try {
        seen.addAll(planner.quotes(agent, intents, pinned));
        plan = planner.plan(agent, intents, seen, pinned.block().timestamp() + 90);
      } catch (Refused e) {
        refusals.merge(e.reason(), 1, Integer::sum);
        continue; // There is nothing to send.
      }
      Optional<Reason> policy = policy(intents, plan, seen);
      Bytes calldata = certified(plan, pinned);
      Optional<GateError> gate = gate(calldata);
      gate.ifPresent(reason -> gateRefusals.merge(reason, 1, Integer::sum));
      if (policy.isEmpty()) {
        allowed++;
        assertThat(gate).as(what).isEmpty();
        if (random.nextInt(4) == 0) {
          assertThat(desk.send(agent.gate(), calldata).success()).as(what).isTrue();
          executed++;
        }
      } else {
        refusals.merge(policy.get(), 1, Integer::sum);
        if (VISIBLE.contains(policy.get())) {
          assertThat(gate).as(what + ", refused for " + policy.get()).isPresent();
        }
      }
    }
    System.out.printf(
        "policy and gate: seed %d, %d actions, %d allowed by both, %d of them executed; the policy"
            + " refused %s, the gate %s%n",
        SEED, ACTIONS, allowed, executed, refusals, gateRefusals);
    assertThat(allowed).as("actions that are allowed").isGreaterThan(ACTIONS / 10);
    assertThat(allowed).as("and those that are not").isLessThan(ACTIONS * 9 / 10);
    assertThat(refusals.keySet())
        .contains(
            Reason.TOKEN_NOT_PERMITTED,
            Reason.RECIPIENT_NOT_PERMITTED,
            Reason.OVER_ACTION_CAP,
            Reason.OVER_DAY_CAP,
            Reason.INTENT_NOT_PERMITTED);
  }

  /** A day that two large actions use up. */
  private static Manifest.Policy tight(Manifest.Policy p) {
    return new Manifest.Policy(
        p.tokens().stream()
            .map(
                limit ->
                    new Manifest.Limit(
                        limit.token(),
                        limit.maxPerAction(),
                        limit.maxPerAction().multiply(BigInteger.valueOf(3)).shiftRight(1)))
            .toList(),
        p.recipients(),
        p.maxSlippageBps(),
        p.maxPriceImpactBps(),
        p.maxGasPerAction(),
        p.maxGasPerDay(),
        p.priceCheck(),
        p.protections());
  }

  private List<Intent> intents() {
    List<Intent> intents = new ArrayList<>();
    int count = 1 + (random.nextInt(3) == 0 ? 1 + random.nextInt(2) : 0);
    for (int i = 0; i < count; i++) {
      intents.add(random.nextInt(5) < 2 ? swap() : transfer());
    }
    return intents;
  }

  private Intent swap() {
    boolean buy = random.nextBoolean();
    Address in = buy ? desk.usdc() : desk.weth();
    return new Intent.Swap(
        in,
        amount(in),
        buy ? desk.weth() : desk.usdc(),
        random.nextBoolean() ? "uniswap-v3" : "uniswap-v2");
  }

  private Intent transfer() {
    Address token = pick(desk.usdc(), desk.weth(), desk.usdc(), Address.ZERO, desk.dai());
    Address to =
        pick(
            desk.alice(),
            desk.alice(),
            desk.alice(),
            desk.alice(),
            desk.stranger(),
            agent.account(),
            agent.gate());
    return new Intent.Transfer(token, amount(token), to);
  }

  /** About the cap, far below it, or exactly it. */
  private BigInteger amount(Address token) {
    BigInteger cap =
        agent.policy().limit(token).map(Manifest.Limit::maxPerAction).orElse(usdc("1"));
    return switch (random.nextInt(6)) {
      case 0 -> cap;
      case 1 -> cap.add(BigInteger.ONE);
      case 2 -> cap.multiply(BigInteger.valueOf(3));
      case 3 -> cap.divide(BigInteger.TWO);
      default -> cap.divide(BigInteger.valueOf(20 + random.nextInt(200)));
    };
  }

  private Address pick(Address... from) {
    return from[random.nextInt(from.length)];
  }

  private Optional<Reason> policy(List<Intent> intents, Plan plan, List<Observation> seen) {
    try {
      planner.check(agent, intents, plan, seen);
      return Optional.empty();
    } catch (Refused e) {
      return Optional.of(e.reason());
    }
  }

  private Bytes certified(Plan plan, PinnedChain pinned) {
    long now = pinned.block().timestamp();
    return desk.certified(agent, plan, desk.verdict(agent, plan, Slot.of(now, 0), now, now + 90));
  }

  private Optional<GateError> gate(Bytes calldata) throws Exception {
    try {
      desk.simulate(agent.gate(), calldata);
      return Optional.empty();
    } catch (ChainUnavailable e) {
      assertThat(e.kind()).isEqualTo(ChainUnavailable.Kind.REVERTED);
      return Optional.of(dev.countersign.network.gate.Gate.error(e.data()));
    }
  }
}
