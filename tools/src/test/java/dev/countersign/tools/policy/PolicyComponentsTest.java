package dev.countersign.tools.policy;

import static dev.countersign.tools.Agents.ALICE;
import static dev.countersign.tools.Agents.BOB;
import static dev.countersign.tools.Agents.DAI;
import static dev.countersign.tools.Agents.FEED;
import static dev.countersign.tools.Agents.USDC;
import static dev.countersign.tools.Agents.WETH;
import static dev.countersign.tools.Agents.ether;
import static dev.countersign.tools.Agents.usdc;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Slot;
import dev.countersign.tools.Agents;
import dev.countersign.tools.Market;
import dev.countersign.tools.RecordedChain;
import dev.countersign.tools.observe.AccountState;
import dev.countersign.tools.observe.Quote;
import dev.countersign.tools.observe.QuoteReading;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * A policy parameter that no code reads is a promise that nobody keeps. For each component of
 * {@link Manifest.Policy}, found by reflection, there must be a change of it that turns a permitted
 * action into a refused one. A new component without such a case fails this test, and so does a
 * component whose rule is deleted.
 */
class PolicyComponentsTest {
  private static final Intent.Swap BUY = new Intent.Swap(USDC, usdc("100"), WETH, Agents.V3.name());
  private static final List<String> FOR_PEOPLE_ONLY = List.of("recipients[].name");

  @Test
  void everyComponentOfThePolicyDecidesSomething() throws Exception {
    Map<String, UnaryOperator<Manifest.Policy>> tighter = tighter();
    List<String> components = components("", Manifest.Policy.class);
    components.removeAll(FOR_PEOPLE_ONLY);
    assertThat(tighter.keySet()).containsExactlyInAnyOrderElementsOf(components);

    assertThat(permits(Agents.policy())).isTrue();
    for (Map.Entry<String, UnaryOperator<Manifest.Policy>> change : tighter.entrySet()) {
      assertThat(permits(change.getValue().apply(Agents.policy())))
          .as("permitted although %s forbids it", change.getKey())
          .isFalse();
    }
  }

  /** A sale, a payment and its gas, read and judged as a whole. */
  private static boolean permits(Manifest.Policy policy) throws Exception {
    Manifest agent = Agents.manifest(policy);
    RecordedChain chain = new RecordedChain(Proposals.NOW);
    Market market = new Market(chain);
    market.v3Price(new BigInteger("500000000"), BigInteger.ONE);
    market.v3Ticks(0, 200_311L * 600);
    market.v3Quote(BUY, ether("0.04998"));
    market.feed(7, new BigInteger("200000000000"), Proposals.NOW - 60, 7);
    market.feedDecimals(8);
    AccountState.Execution earlier =
        new AccountState.Execution(new Slot(1), Proposals.NOW - 60, Map.of());
    AccountState account =
        Proposals.account(
            false,
            Map.of(),
            List.of(earlier),
            Map.of(USDC, usdc("1000"), Address.ZERO, ether("1")));
    try {
      Quote quote = new QuoteReading(agent, chain.pinned()).of(BUY);
      // Written by an encoder that demands what the default policy demands.
      PolicyRules.check(
          Proposals.proposal(
              agent,
              account,
              List.of(
                  Proposals.sale(quote, Agents.manifest()),
                  new Move.Payment(USDC, usdc("10"), ALICE)),
              List.of(quote)));
      return GasLimit.of(policy).judge(ether("0.004"), ether("0.001")).isEmpty();
    } catch (Refused e) {
      return false;
    }
  }

  private static Map<String, UnaryOperator<Manifest.Policy>> tighter() {
    Map<String, UnaryOperator<Manifest.Policy>> tighter = new TreeMap<>();
    tighter.put("tokens[].token", p -> limits(p, DAI, usdc("500"), usdc("2000")));
    tighter.put("tokens[].maxPerAction", p -> limits(p, USDC, usdc("109"), usdc("2000")));
    tighter.put("tokens[].maxPerDay", p -> limits(p, USDC, usdc("500"), usdc("109")));
    tighter.put(
        "recipients[].address",
        p -> Agents.recipients(p, List.of(new Manifest.Recipient(BOB, "alice"))));
    tighter.put("maxSlippageBps", p -> Agents.prices(p, 49, 100, p.priceCheck()));
    tighter.put("maxPriceImpactBps", p -> Agents.prices(p, 50, 3, p.priceCheck()));
    tighter.put("maxGasPerAction", p -> gas(p, ether("0.0039"), ether("0.05")));
    tighter.put("maxGasPerDay", p -> gas(p, ether("0.01"), ether("0.0049")));
    tighter.put(
        "priceCheck.sources", p -> check(p, List.of("twap", "moon"), 150, feed(WETH, USDC)));
    tighter.put(
        "priceCheck.maxDeviationBps", p -> check(p, List.of("twap", "feed"), 0, feed(WETH, USDC)));
    tighter.put(
        "priceCheck.feeds[].base", p -> check(p, List.of("twap", "feed"), 150, feed(DAI, USDC)));
    tighter.put(
        "priceCheck.feeds[].quote", p -> check(p, List.of("twap", "feed"), 150, feed(WETH, DAI)));
    tighter.put(
        "priceCheck.feeds[].address", p -> feeds(p, new Manifest.Feed(WETH, USDC, BOB, 8, 3600)));
    tighter.put(
        "priceCheck.feeds[].decimals", p -> feeds(p, new Manifest.Feed(WETH, USDC, FEED, 9, 3600)));
    tighter.put(
        "priceCheck.feeds[].maxAge", p -> feeds(p, new Manifest.Feed(WETH, USDC, FEED, 8, 59)));
    tighter.put("protections.stopLossBps", p -> protect(p, 1, 0, 0, 0, 0, 0));
    tighter.put("protections.takeProfitBps", p -> protect(p, 0, 1, 0, 0, 0, 0));
    tighter.put("protections.maxDrawdownBps", p -> protect(p, 0, 0, 1, 0, 0, 0));
    tighter.put("protections.maxDailyLossBps", p -> protect(p, 0, 0, 0, 1, 0, 0));
    tighter.put("protections.cooldown", p -> protect(p, 0, 0, 0, 0, 61, 0));
    // The sale would make it three tokens, which is two positions.
    tighter.put("protections.maxOpen", p -> protect(p, 0, 0, 0, 0, 0, 1));
    return tighter;
  }

  private static Manifest.Policy limits(
      Manifest.Policy p, Address token, BigInteger perAction, BigInteger perDay) {
    return Agents.caps(
        p,
        List.of(
            new Manifest.Limit(token, perAction, perDay),
            new Manifest.Limit(WETH, ether("1"), ether("1"))));
  }

  private static Manifest.Policy gas(Manifest.Policy p, BigInteger perAction, BigInteger perDay) {
    return new Manifest.Policy(
        p.tokens(),
        p.recipients(),
        p.maxSlippageBps(),
        p.maxPriceImpactBps(),
        perAction,
        perDay,
        p.priceCheck(),
        p.protections());
  }

  private static Manifest.Policy check(
      Manifest.Policy p, List<String> sources, int deviation, Manifest.Feed feed) {
    return Agents.prices(p, 50, 100, new Manifest.PriceCheck(sources, deviation, List.of(feed)));
  }

  private static Manifest.Policy feeds(Manifest.Policy p, Manifest.Feed feed) {
    return check(p, List.of("twap", "feed"), 150, feed);
  }

  private static Manifest.Feed feed(Address base, Address quote) {
    return new Manifest.Feed(base, quote, FEED, 8, 3600);
  }

  private static Manifest.Policy protect(
      Manifest.Policy p, int stop, int take, int drawdown, int loss, long cooldown, int open) {
    return Agents.protections(
        p, new Manifest.Protections(stop, take, drawdown, loss, cooldown, open));
  }

  /** Addresses and numbers are leaves. */
  private static boolean isPart(Class<?> type) {
    return type.isRecord() && type.getEnclosingClass() == Manifest.class;
  }

  private static List<String> components(String prefix, Class<?> type) {
    List<String> names = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      String name = prefix + component.getName();
      if (isPart(component.getType())) {
        names.addAll(components(name + ".", component.getType()));
      } else if (component.getType() == List.class) {
        Class<?> element =
            (Class<?>) ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
        names.addAll(isPart(element) ? components(name + "[].", element) : List.of(name));
      } else {
        names.add(name);
      }
    }
    return names;
  }
}
