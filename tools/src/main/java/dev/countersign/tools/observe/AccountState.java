package dev.countersign.tools.observe;

import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.ObservationClass;
import dev.countersign.receipt.Reason;
import dev.countersign.receipt.Slot;
import dev.countersign.tools.Parameters;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the gate and the account hold for one agent at the pinned block.
 *
 * @param time the pinned block's unix seconds
 * @param lastSlot the last slot that was executed, zero when there is none
 * @param paused whether the gate is paused
 * @param registered the hash of the agent's registered configuration, zero when there is none
 * @param day the UTC day of the pinned block: {@code time / 86400}
 * @param spentToday what this agent took on that day, as the gate counts it, by policy token
 * @param balances what the account holds, by policy token
 * @param executed this agent's executions within the look-back, the oldest first
 */
public record AccountState(
    long time,
    Slot lastSlot,
    boolean paused,
    Bytes32 registered,
    long day,
    Map<Address, BigInteger> spentToday,
    Map<Address, BigInteger> balances,
    List<Execution> executed) {
  /** The kind of the observation. */
  public static final String KIND = "account";

  /** Seconds of a UTC day, as the gate counts. */
  public static final long DAY = 86_400;

  /** Executions that are kept, the newest ones. */
  static final int MAX_EXECUTED = 64;

  private static final int MAX_TOKENS = 256;
  private static final String SOURCE = "gate";

  /** Copies the collections. */
  public AccountState {
    spentToday = Collections.unmodifiableSortedMap(new TreeMap<>(spentToday));
    balances = Collections.unmodifiableSortedMap(new TreeMap<>(balances));
    executed = List.copyOf(executed);
  }

  /**
   * One execution through the gate.
   *
   * @param slot its slot
   * @param time unix seconds of its block
   * @param flows what it measured: the change of the account's balance, by token
   */
  public record Execution(Slot slot, long time, Map<Address, BigInteger> flows) {
    /** Copies the flows. */
    public Execution {
      flows = Collections.unmodifiableSortedMap(new TreeMap<>(flows));
    }
  }

  /** What was spent of a token today. */
  public BigInteger spentToday(Address token) {
    return spentToday.getOrDefault(token, BigInteger.ZERO);
  }

  /** Whether every execution of the pinned block's day is among those that are kept. */
  public boolean knowsItsDay() {
    return executed.size() < MAX_EXECUTED || executed.getFirst().time() / DAY < day;
  }

  /** What the account holds of a policy token. */
  public BigInteger balance(Address token) {
    return balances.getOrDefault(token, BigInteger.ZERO);
  }

  /** The observation of this state at a block. */
  public Observation observed(BlockRef block) {
    ObjectNode content = JsonNodeFactory.instance.objectNode();
    content.put("lastSlot", lastSlot.value());
    content.put("paused", paused);
    content.put("registered", registered.hex());
    content.put("day", day);
    put(content.putArray("spentToday"), spentToday);
    put(content.putArray("balances"), balances);
    ArrayNode list = content.putArray("executed");
    for (Execution execution : executed) {
      ObjectNode entry = list.addObject();
      entry.put("slot", execution.slot().value()).put("time", execution.time());
      put(entry.putArray("flows"), execution.flows());
    }
    return new Observation(KIND, ObservationClass.CHAIN, SOURCE, block, content);
  }

  private static void put(ArrayNode list, Map<Address, BigInteger> amounts) {
    amounts.forEach(
        (token, amount) ->
            list.addObject().put("token", token.hex()).put("amount", amount.toString()));
  }

  /**
   * The one account state among observations.
   *
   * @throws Refused when there is none, or more than one, or it cannot be read
   */
  public static AccountState in(List<Observation> observations) throws Refused {
    List<Observation> found =
        observations.stream()
            .filter(observation -> observation.kind().equals(KIND))
            .filter(observation -> observation.observationClass() == ObservationClass.CHAIN)
            .toList();
    if (found.size() != 1) {
      throw new Refused(
          Reason.OBSERVATION_INSUFFICIENT,
          "there must be one observation of the account, not " + found.size());
    }
    Observation observation = found.getFirst();
    return parse(observation.block().timestamp(), Parameters.of(KIND, observation.content()));
  }

  private static AccountState parse(long time, Parameters content) throws Refused {
    List<Execution> executed = new ArrayList<>();
    for (Parameters entry : content.objects("executed", MAX_EXECUTED)) {
      executed.add(
          new Execution(
              slot(entry, "slot"),
              entry.integer("time", 0, Long.MAX_VALUE),
              amounts(entry, "flows", Parameters::signedAmount)));
      entry.end();
    }
    AccountState state =
        new AccountState(
            time,
            slot(content, "lastSlot"),
            content.flag("paused"),
            bytes32(content, "registered"),
            content.integer("day", 0, Long.MAX_VALUE),
            amounts(content, "spentToday", Parameters::amount),
            amounts(content, "balances", Parameters::amount),
            executed);
    content.end();
    return state;
  }

  private static Slot slot(Parameters content, String name) throws Refused {
    return new Slot(content.integer(name, 0, (1L << 53) - 1));
  }

  private static Bytes32 bytes32(Parameters content, String name) throws Refused {
    try {
      return new Bytes32(content.text(name));
    } catch (IllegalArgumentException e) {
      throw new Refused(Reason.SCHEMA, KIND + "." + name + " is not 32 bytes");
    }
  }

  @FunctionalInterface
  private interface AmountReader {
    BigInteger of(Parameters entry, String name) throws Refused;
  }

  private static Map<Address, BigInteger> amounts(
      Parameters content, String name, AmountReader amount) throws Refused {
    Map<Address, BigInteger> amounts = new TreeMap<>();
    for (Parameters entry : content.objects(name, MAX_TOKENS)) {
      if (amounts.put(entry.address("token"), amount.of(entry, "amount")) != null) {
        throw new Refused(Reason.SCHEMA, KIND + "." + name + " names a token twice");
      }
      entry.end();
    }
    return amounts;
  }
}
