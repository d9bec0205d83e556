package dev.countersign.tools.policy;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Manifest;
import dev.countersign.tools.WholeTokens;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one account can lose at worst, whatever its runtimes and their models do, as long as the
 * gate holds and no quorum of verifiers lies.
 *
 * <p>The amounts leave the account; what comes in for them is not counted. Does not cover tokens
 * that no policy lists, standing allowances, and the value of what the account holds.
 *
 * @param tokens by token, ascending by address
 * @param gasPerAction wei that the keys which pay may burn in one action of each agent
 * @param gasPerDay wei that the keys which pay may burn in one UTC day
 * @param agents the agents that were summed over
 */
public record WorstCase(
    List<Outflow> tokens, BigInteger gasPerAction, BigInteger gasPerDay, List<String> agents) {
  /** Copies the lists. */
  public WorstCase {
    tokens = List.copyOf(tokens);
    agents = List.copyOf(agents);
  }

  /**
   * What may leave of one token, in base units.
   *
   * @param token the token, the zero address for the native coin
   * @param perAction in one action of each agent
   * @param perDay in one UTC day
   * @param acrossMidnight in any two hours around midnight UTC: twice the day's
   * @param shown the three amounts in whole tokens
   */
  public record Outflow(
      Address token,
      BigInteger perAction,
      BigInteger perDay,
      BigInteger acrossMidnight,
      String shown) {}

  /** Of one agent. */
  public static WorstCase of(Manifest manifest) {
    return of(List.of(manifest));
  }

  /**
   * Of all agents of one account together.
   *
   * @throws IllegalArgumentException when there is none, or they are not of one account on one
   *     chain
   */
  public static WorstCase of(List<Manifest> agents) {
    Manifest first = agents.getFirst();
    Map<Address, Manifest.Limit> sums = new TreeMap<>();
    Map<Address, Manifest> named = new TreeMap<>();
    BigInteger gasPerAction = BigInteger.ZERO;
    BigInteger gasPerDay = BigInteger.ZERO;
    for (Manifest agent : agents) {
      if (agent.chainId() != first.chainId() || !agent.account().equals(first.account())) {
        throw new IllegalArgumentException(
            agent.name() + " is not an agent of account " + first.account());
      }
      for (Manifest.Limit limit : agent.policy().tokens()) {
        sums.merge(limit.token(), effective(limit), WorstCase::sum);
        named.putIfAbsent(limit.token(), agent);
      }
      gasPerAction = gasPerAction.add(agent.policy().maxGasPerAction());
      gasPerDay = gasPerDay.add(agent.policy().maxGasPerDay());
    }
    List<Outflow> outflows = new ArrayList<>();
    sums.forEach(
        (token, limit) -> {
          Manifest manifest = named.getOrDefault(token, first);
          outflows.add(outflow(manifest, limit));
        });
    return new WorstCase(
        outflows, gasPerAction, gasPerDay, agents.stream().map(Manifest::name).toList());
  }

  /** One action never moves more than a day allows. */
  private static Manifest.Limit effective(Manifest.Limit limit) {
    return new Manifest.Limit(
        limit.token(), limit.maxPerAction().min(limit.maxPerDay()), limit.maxPerDay());
  }

  private static Manifest.Limit sum(Manifest.Limit one, Manifest.Limit other) {
    return new Manifest.Limit(
        one.token(),
        one.maxPerAction().add(other.maxPerAction()),
        one.maxPerDay().add(other.maxPerDay()));
  }

  private static Outflow outflow(Manifest manifest, Manifest.Limit limit) {
    BigInteger across = limit.maxPerDay().shiftLeft(1);
    return new Outflow(
        limit.token(),
        limit.maxPerAction(),
        limit.maxPerDay(),
        across,
        "at most "
            + WholeTokens.of(manifest, limit.token(), limit.maxPerAction())
            + " in one action, "
            + WholeTokens.of(manifest, limit.token(), limit.maxPerDay())
            + " on one day, "
            + WholeTokens.of(manifest, limit.token(), across)
            + " across midnight UTC");
  }
}
