package dev.countersign.runtime.redteam;

import dev.countersign.network.spi.Planner;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Call;
import dev.countersign.receipt.Flow;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.tools.contracts.Erc20;
import dev.countersign.tools.contracts.Trade;
import dev.countersign.tools.contracts.UniswapV2;
import dev.countersign.tools.contracts.UniswapV3;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Some amount of a token that leaves the account, in a shape that the gate permits to the agent:
 * what is wrong with it, if anything is, is the amount or who gets what comes in.
 *
 * @param intent what would have been decided
 * @param plan the calls and flows, without any protection that an honest plan has
 */
record Outflow(Intent intent, Planner.Plan plan) {
  /** Far enough in the future for every attack. */
  static final long WINDOW = 3_600;

  /** A transfer to somebody listed, else a swap on a listed venue for whatever it brings. */
  static Optional<Outflow> of(Manifest agent, Address token, BigInteger amount, long deadline) {
    return transfer(agent, token, amount)
        .or(() -> swap(agent, token, amount, agent.account(), deadline));
  }

  /** A transfer to the first of the recipients; empty where there is none. */
  static Optional<Outflow> transfer(Manifest agent, Address token, BigInteger amount) {
    return agent.policy().recipients().stream()
        .findFirst()
        .map(to -> transfer(token, amount, to.address()));
  }

  static Outflow transfer(Address token, BigInteger amount, Address to) {
    Call call =
        token.equals(Address.ZERO)
            ? new Call(to, amount, Bytes.EMPTY)
            : new Call(token, BigInteger.ZERO, Erc20.transfer(to, amount));
    return new Outflow(
        new Intent.Transfer(token, amount, to),
        new Planner.Plan(List.of(call), List.of(new Flow(token, amount.negate()))));
  }

  /** The venues at which an agent may sell a token for another that it may hold. */
  static Optional<Manifest.Venue> venue(Manifest agent, Address token) {
    return agent.venues().stream()
        .filter(venue -> venue.token0().equals(token) || venue.token1().equals(token))
        .filter(venue -> agent.policy().limit(other(venue, token)).isPresent())
        .findFirst();
  }

  /** The first token that an agent may sell, with its limit. */
  static Optional<Manifest.Limit> sellable(Manifest agent) {
    return agent.policy().tokens().stream()
        .filter(limit -> limit.maxPerAction().min(limit.maxPerDay()).signum() > 0)
        .filter(limit -> venue(agent, limit.token()).isPresent())
        .findFirst();
  }

  static Address other(Manifest.Venue venue, Address token) {
    return venue.token0().equals(token) ? venue.token1() : venue.token0();
  }

  /**
   * A swap that is content with one base unit.
   *
   * @param to who gets what it brings
   */
  static Optional<Outflow> swap(
      Manifest agent, Address token, BigInteger amount, Address to, long deadline) {
    return venue(agent, token)
        .map(
            venue -> {
              Address bought = other(venue, token);
              BigInteger comesIn = to.equals(agent.account()) ? BigInteger.ONE : BigInteger.ZERO;
              Trade trade = new Trade(token, amount, bought, BigInteger.ONE, to, deadline);
              List<Flow> flows =
                  Stream.of(new Flow(token, amount.negate()), new Flow(bought, comesIn))
                      .sorted(Comparator.comparing(Flow::token))
                      .toList();
              return new Outflow(
                  new Intent.Swap(token, amount, bought, venue.name()),
                  new Planner.Plan(
                      List.of(
                          new Call(token, BigInteger.ZERO, Erc20.approve(venue.router(), amount)),
                          new Call(venue.router(), BigInteger.ZERO, calldata(venue, trade))),
                      flows));
            });
  }

  static Bytes calldata(Manifest.Venue venue, Trade trade) {
    return venue.kind().equals("uniswap-v2")
        ? UniswapV2.swap(trade)
        : UniswapV3.swap(trade, venue.fee());
  }
}
