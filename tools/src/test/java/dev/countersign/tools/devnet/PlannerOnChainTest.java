package dev.countersign.tools.devnet;

import static dev.countersign.tools.devnet.Desk.ether;
import static dev.countersign.tools.devnet.Desk.usdc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.network.chain.MinedReceipt;
import dev.countersign.network.devnet.DevnetWorld;
import dev.countersign.network.devnet.SharedWorld;
import dev.countersign.network.gate.Executed;
import dev.countersign.network.gate.Gate;
import dev.countersign.network.gate.GateAgent;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.network.spi.Planner;
import dev.countersign.network.spi.Planner.Plan;
import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.Reason;
import dev.countersign.receipt.Slot;
import dev.countersign.receipt.Verdict;
import dev.countersign.tools.observe.AccountState;
import dev.countersign.tools.observe.Balances;
import dev.countersign.tools.observe.Quote;
import dev.countersign.tools.plan.DefaultPlanner;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the planner plans, executed through the gate and the Safe on real exchanges. */
@ExtendWith(SharedWorld.class)
class PlannerOnChainTest {
  private final Planner planner = new DefaultPlanner();
  private DevnetWorld world;
  private Desk desk;
  private Manifest agent;

  PlannerOnChainTest(DevnetWorld world) {
    this.world = world;
    this.desk = new Desk(world);
    this.agent = desk.agent("planner");
  }

  @BeforeEach
  void anAgentAndAnHourOfMarket() throws Exception {
    desk.register(agent);
    world.tradeUntil(world.time() + 700);
  }

  @ParameterizedTest
  @ValueSource(strings = {"uniswap-v3", "uniswap-v2"})
  void aSwapBringsExactlyItsQuote(String venue) throws Exception {
    for (Intent.Swap swap :
        List.of(
            new Intent.Swap(desk.usdc(), usdc("1000"), desk.weth(), venue),
            new Intent.Swap(desk.weth(), ether("0.5"), desk.usdc(), venue))) {
      Decided decided = decide(List.of(swap));
      Quote quote = Quote.in(decided.seen()).getFirst();
      Map<Address, BigInteger> before = balances();
      Executed executed = execute(decided);
      Map<Address, BigInteger> after = balances();

      assertThat(change(before, after, swap.tokenIn())).isEqualTo(swap.amountIn().negate());
      assertThat(change(before, after, swap.tokenOut())).isEqualTo(quote.amountOut());
      assertThat(executed.flows())
          .containsExactlyInAnyOrder(
              new Executed.Measured(swap.tokenIn(), swap.amountIn().negate()),
              new Executed.Measured(swap.tokenOut(), quote.amountOut()));
      assertThat(quote.references()).hasSize(2);
    }
  }

  @Test
  void severalIntentsAreOneTransaction() throws Exception {
    Decided decided =
        decide(
            List.of(
                new Intent.Swap(desk.usdc(), usdc("100"), desk.weth(), "uniswap-v3"),
                new Intent.Swap(desk.usdc(), usdc("100"), desk.weth(), "uniswap-v2"),
                new Intent.Transfer(desk.usdc(), usdc("40"), desk.alice())));
    Map<Address, BigInteger> before = balances();
    execute(decided);

    assertThat(change(before, balances(), desk.usdc())).isEqualTo(usdc("-240"));
    assertThat(Balances.read(desk.head(), desk.alice(), List.of(desk.usdc())).get(desk.usdc()))
        .isEqualTo(usdc("40"));
  }

  @Test
  void theNativeCoinIsSentPlainly() throws Exception {
    world.fund(agent.account(), ether("1"));
    world.mine();
    execute(decide(List.of(new Intent.Transfer(Address.ZERO, ether("0.05"), desk.alice()))));
    assertThat(world.chain().balance(desk.alice(), world.chain().head())).isEqualTo(ether("0.05"));
  }

  @Test
  void theAccountRemembersWhatWasSpentAndExecuted() throws Exception {
    assertThat(account().executed()).isEmpty();
    assertThat(account().registered()).isEqualTo(GateAgent.of(agent).configHash());
    Decided decided = decide(List.of(new Intent.Transfer(desk.usdc(), usdc("40"), desk.alice())));
    execute(decided);

    AccountState state = account();
    assertThat(state.lastSlot()).isEqualTo(decided.slot());
    assertThat(state.spentToday(desk.usdc())).isEqualTo(usdc("40"));
    assertThat(state.executed())
        .containsExactly(
            new AccountState.Execution(
                decided.slot(), world.time(), Map.of(desk.usdc(), usdc("-40"))));
    assertThat(state.day()).isEqualTo(world.time() / 86_400);
  }

  @Test
  void aPausedGateRefusesWhateverIsPlanned() throws Exception {
    desk.ownerCalls(agent.gate(), Gate.pause());
    refused(List.of(new Intent.Transfer(desk.usdc(), usdc("1"), desk.alice())), Reason.PAUSED);
  }

  @Test
  void aTradeThatMovesThePoolTooFarIsRefused() throws Exception {
    Manifest rich =
        desk.agent(
            "rich",
            withCaps(
                List.of(
                    new Manifest.Limit(desk.usdc(), usdc("10000000"), usdc("10000000")),
                    new Manifest.Limit(desk.weth(), ether("10"), ether("10")))));
    Intent huge = new Intent.Swap(desk.usdc(), usdc("5000000"), desk.weth(), "uniswap-v2");
    assertThatThrownBy(() -> decide(rich, List.of(huge)))
        .isInstanceOf(Refused.class)
        .satisfies(
            e ->
                assertThat(((Refused) e).reason())
                    .isIn(
                        Reason.PRICE_IMPACT, Reason.PRICE_DEVIATION, Reason.INSUFFICIENT_BALANCE));
  }

  @Test
  void decimalsThatAreNotThoseOfTheManifestAreRefused() throws Exception {
    Manifest wrong = withDecimals(agent, desk.usdc(), 18);
    assertThatThrownBy(() -> planner.account(wrong, desk.head()))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("6 decimals on chain, 18 in the manifest");
  }

  @Test
  void twoReadersOfABlockSeeTheSame() throws Exception {
    PinnedChain pinned = desk.head();
    List<Intent> intents =
        List.of(new Intent.Swap(desk.usdc(), usdc("100"), desk.weth(), "uniswap-v3"));
    List<Observation> first = observe(agent, intents, pinned);
    world.tradeUntil(world.time() + 120);
    assertThat(observe(agent, intents, pinned)).isEqualTo(first);
  }

  private record Decided(Slot slot, List<Observation> seen, Plan plan, long until) {}

  private Decided decide(List<Intent> intents) throws Exception {
    return decide(agent, intents);
  }

  private Decided decide(Manifest by, List<Intent> intents) throws Exception {
    PinnedChain pinned = desk.head();
    long until = pinned.block().timestamp() + 90;
    List<Observation> seen = observe(by, intents, pinned);
    Plan plan = planner.plan(by, intents, seen, until);
    planner.check(by, intents, plan, seen);
    return new Decided(Slot.of(pinned.block().timestamp(), 0), seen, plan, until);
  }

  private List<Observation> observe(Manifest by, List<Intent> intents, PinnedChain pinned)
      throws Exception {
    List<Observation> seen = new ArrayList<>(planner.account(by, pinned));
    seen.addAll(planner.quotes(by, intents, pinned));
    return seen;
  }

  private Executed execute(Decided decided) throws Exception {
    Verdict verdict =
        desk.verdict(
            agent, decided.plan(), decided.slot(), decided.slot().anchor(), decided.until());
    MinedReceipt receipt = desk.send(agent.gate(), desk.certified(agent, decided.plan(), verdict));
    assertThat(receipt.success()).isTrue();
    return receipt.logs().stream()
        .map(Gate::executed)
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow();
  }

  private void refused(List<Intent> intents, Reason reason) {
    assertThatThrownBy(() -> decide(intents))
        .isInstanceOfSatisfying(Refused.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private AccountState account() throws Exception {
    return AccountState.in(planner.account(agent, desk.head()));
  }

  private Map<Address, BigInteger> balances() throws Exception {
    return Balances.read(desk.head(), agent.account(), List.of(desk.usdc(), desk.weth()));
  }

  private static BigInteger change(
      Map<Address, BigInteger> before, Map<Address, BigInteger> after, Address token) {
    return after
        .getOrDefault(token, BigInteger.ZERO)
        .subtract(before.getOrDefault(token, BigInteger.ZERO));
  }

  private Manifest.Policy withCaps(List<Manifest.Limit> limits) {
    Manifest.Policy p = desk.policy();
    return new Manifest.Policy(
        limits.stream().sorted(java.util.Comparator.comparing(Manifest.Limit::token)).toList(),
        p.recipients(),
        p.maxSlippageBps(),
        p.maxPriceImpactBps(),
        p.maxGasPerAction(),
        p.maxGasPerDay(),
        p.priceCheck(),
        p.protections());
  }

  private static Manifest withDecimals(Manifest m, Address token, int decimals) {
    return new Manifest(
        m.version(),
        m.name(),
        m.chainId(),
        m.gate(),
        m.account(),
        m.tokens().stream()
            .map(
                t ->
                    t.address().equals(token) ? new Manifest.Token(token, t.symbol(), decimals) : t)
            .toList(),
        m.venues(),
        m.schedule(),
        m.deadline(),
        m.minInterval(),
        m.maxTurns(),
        m.observe(),
        m.decide(),
        m.policy(),
        m.verify(),
        m.receiptKey(),
        m.instructorKeys());
  }
}
