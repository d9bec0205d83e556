package dev.countersign.strategies.backtest;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Slot;
import dev.countersign.tools.observe.AccountState;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the account holds and what the gate would remember of the agent: balances, what was spent on
 * the UTC day, and the executions within the look-back of {@link
 * dev.countersign.tools.observe.AccountReading}.
 */
final class Books {
  private static final long LEAST_LOOK_BACK = 2 * AccountState.DAY;
  private static final long MOST_LOOK_BACK = 7 * AccountState.DAY;
  private static final int MOST_EXECUTED = 64;

  private final Manifest manifest;
  private final Bytes32 registered;
  private final Map<Address, BigInteger> balances = new TreeMap<>();
  private final Map<Address, BigInteger> spent = new TreeMap<>();
  private final Deque<AccountState.Execution> executed = new ArrayDeque<>();
  private Slot lastSlot = new Slot(0);
  private long day = -1;

  Books(Manifest manifest, Map<Address, BigInteger> capital) {
    this.manifest = manifest;
    this.registered = manifest.digest();
    balances.putAll(capital);
  }

  BigInteger balance(Address token) {
    return balances.getOrDefault(token, BigInteger.ZERO);
  }

  /** As the chain would show it at a time. */
  AccountState at(long time) {
    Map<Address, BigInteger> held = new TreeMap<>();
    Map<Address, BigInteger> today = new TreeMap<>();
    for (Manifest.Limit limit : manifest.policy().tokens()) {
      held.put(limit.token(), balance(limit.token()));
      today.put(
          limit.token(),
          time / AccountState.DAY == day
              ? spent.getOrDefault(limit.token(), BigInteger.ZERO)
              : BigInteger.ZERO);
    }
    long lookBack =
        Math.clamp(manifest.policy().protections().cooldown(), LEAST_LOOK_BACK, MOST_LOOK_BACK);
    return new AccountState(
        time,
        lastSlot,
        false,
        registered,
        time / AccountState.DAY,
        today,
        held,
        new ArrayList<>(executed.stream().filter(each -> each.time() >= time - lookBack).toList()));
  }

  /** One execution: what left, what came. */
  void execute(Slot slot, long time, Map<Address, BigInteger> gone, Map<Address, BigInteger> come) {
    if (time / AccountState.DAY != day) {
      day = time / AccountState.DAY;
      spent.clear();
    }
    Map<Address, BigInteger> flows = new TreeMap<>();
    gone.forEach(
        (token, amount) -> {
          balances.merge(token, amount.negate(), BigInteger::add);
          spent.merge(token, amount, BigInteger::add);
          flows.merge(token, amount.negate(), BigInteger::add);
        });
    come.forEach(
        (token, amount) -> {
          balances.merge(token, amount, BigInteger::add);
          flows.merge(token, amount, BigInteger::add);
        });
    lastSlot = slot;
    executed.addLast(new AccountState.Execution(slot, time, flows));
    if (executed.size() > MOST_EXECUTED) {
      executed.removeFirst();
    }
  }
}
