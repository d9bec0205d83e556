package dev.countersign.strategies.backtest;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Slot;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Fills orders and keeps count of what they cost and what everything is worth. */
final class Ledger {
  private final Market market;
  private final Books books;
  private final Backtest.Terms terms;
  private final List<Outcome.Fill> fills = new ArrayList<>();
  private final List<Outcome.Point> points = new ArrayList<>();
  private BigInteger gas = BigInteger.ZERO;
  private BigInteger cost = BigInteger.ZERO;
  private BigInteger benchmark = BigInteger.ZERO;
  private BigInteger benchmarkGas = BigInteger.ZERO;

  /** A swap that the policy allowed, and where. */
  record Order(Intent.Swap swap, Manifest.Venue venue) {}

  Ledger(Market market, Books books, Backtest.Terms terms) {
    this.market = market;
    this.books = books;
    this.terms = terms;
  }

  /** Opens the books; what is held of the base token is taken to have cost its price. */
  void begin(long time, BigInteger price, Manifest.Venue venue) {
    cost = market.worth(held(), price);
    benchmark = held();
    if (cash().signum() > 0) {
      boolean forward = Market.zeroForOne(venue, market.quote().address());
      benchmark = benchmark.add(market.pool(venue, price).amountOut(forward, cash()));
      benchmarkGas = terms.gas();
    }
    points.add(new Outcome.Point(time, price, held(), cash(), gas, equity(price), equity(price)));
  }

  private BigInteger held() {
    return books.balance(market.base().address());
  }

  private BigInteger cash() {
    return books.balance(market.quote().address());
  }

  private BigInteger equity(BigInteger price) {
    return market.worth(held(), price).add(cash()).subtract(gas);
  }

  /** A candle closed. */
  void mark(long time, BigInteger price) {
    points.add(
        new Outcome.Point(
            time,
            price,
            held(),
            cash(),
            gas,
            equity(price),
            market.worth(benchmark, price).subtract(benchmarkGas)));
  }

  /**
   * Fills all orders of a slot, or none.
   *
   * @param least what must come in, by token
   * @return whether they were filled
   */
  boolean fill(Slot slot, List<Order> orders, Map<Address, BigInteger> least, BigInteger price) {
    Map<Address, BigInteger> gone = new TreeMap<>();
    Map<Address, BigInteger> come = new TreeMap<>();
    List<BigInteger> bought = new ArrayList<>();
    for (Order order : orders) {
      Intent.Swap swap = order.swap();
      BigInteger out =
          market
              .pool(order.venue(), price)
              .amountOut(Market.zeroForOne(order.venue(), swap.tokenIn()), swap.amountIn());
      bought.add(out);
      gone.merge(swap.tokenIn(), swap.amountIn(), BigInteger::add);
      come.merge(swap.tokenOut(), out, BigInteger::add);
    }
    gas = gas.add(terms.gas());
    for (Map.Entry<Address, BigInteger> wanted : least.entrySet()) {
      if (come.getOrDefault(wanted.getKey(), BigInteger.ZERO).compareTo(wanted.getValue()) < 0) {
        return false;
      }
    }
    BigInteger left = held();
    for (int i = 0; i < orders.size(); i++) {
      BigInteger gasOfSlot = i == 0 ? terms.gas() : BigInteger.ZERO;
      Outcome.Fill fill = fill(slot, orders.get(i), bought.get(i), price, gasOfSlot, left);
      left =
          fill.tokenOut().equals(market.base().address()) ? left : left.subtract(fill.amountIn());
      fills.add(fill);
    }
    books.execute(slot, slot.anchor(), gone, come);
    return true;
  }

  private Outcome.Fill fill(
      Slot slot,
      Order order,
      BigInteger out,
      BigInteger price,
      BigInteger gasOfSlot,
      BigInteger heldBefore) {
    Intent.Swap swap = order.swap();
    boolean buys = swap.tokenOut().equals(market.base().address());
    BigInteger fee = market.pool(order.venue(), price).fee(swap.amountIn());
    BigInteger value = buys ? swap.amountIn() : market.worth(swap.amountIn(), price);
    BigInteger brought = buys ? market.worth(out, price) : out;
    BigInteger realised = BigInteger.ZERO;
    if (buys) {
      cost = cost.add(swap.amountIn()).add(gasOfSlot);
    } else {
      BigInteger share = cost.multiply(swap.amountIn()).divide(heldBefore.max(BigInteger.ONE));
      realised = out.subtract(gasOfSlot).subtract(share);
      cost = cost.subtract(share);
    }
    return new Outcome.Fill(
        slot,
        swap.venue(),
        swap.tokenIn(),
        swap.amountIn(),
        swap.tokenOut(),
        out,
        price,
        value,
        buys ? fee : market.worth(fee, price),
        value.subtract(brought),
        gasOfSlot,
        realised);
  }

  Outcome outcome(long interval, List<Outcome.Decision> decisions) {
    return new Outcome(
        terms.manifest(), market.base(), market.quote(), interval, decisions, fills, points, gas);
  }
}
