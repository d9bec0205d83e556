package dev.countersign.runtime.agent;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The keys under {@code decide.with} of the strategies that trade by rule: how each is written,
 * what it becomes, and what it is when it is absent.
 */
final class StrategyKeys {
  /** How a value is written, and what it becomes. */
  enum Form {
    /** {@code "1.5%"}: basis points. */
    PERCENT,
    /** A whole number. */
    COUNT,
    /** {@code "1800.5"}: whole quote tokens for a whole base token, times 10^18. */
    PRICE,
    /** {@code "2.5"}: hundredths. */
    HUNDREDTHS,
    /** One of a few words; the strategy knows them. */
    WORD,
    /** A symbol: its address. */
    TOKEN
  }

  /**
   * A key.
   *
   * @param name in the agent file
   * @param resolved in the manifest
   * @param form how it is written
   * @param absent what it is when it is not there: empty leaves it out, {@link #NEEDED} is a
   *     mistake
   */
  record Key(String name, String resolved, Form form, String absent) {}

  /** In place of a value for absence: there is none. */
  static final String NEEDED = "needed";

  private static final Map<String, List<Key>> BY_STRATEGY = new LinkedHashMap<>();

  static {
    put(
        "moving-average-cross",
        key("fast", Form.COUNT),
        key("slow", Form.COUNT),
        new Key("average", "average", Form.WORD, "sma"),
        new Key("margin", "marginBps", Form.PERCENT, "0%"));
    put(
        "momentum",
        key("period", Form.COUNT),
        new Key("enter", "enterBps", Form.PERCENT, NEEDED),
        new Key("exit", "exitBps", Form.PERCENT, NEEDED));
    put(
        "mean-reversion",
        key("period", Form.COUNT),
        new Key("deviations", "deviationsHundredths", Form.HUNDREDTHS, "2"),
        new Key("exit", "exit", Form.WORD, "middle"),
        new Key("rsi-period", "rsiPeriod", Form.COUNT, ""),
        new Key("rsi-below", "rsiBelow", Form.COUNT, ""));
    for (List<Key> keys : BY_STRATEGY.values()) {
      keys.add(new Key("in", "inBps", Form.PERCENT, "100%"));
      keys.add(new Key("out", "outBps", Form.PERCENT, "0%"));
      keys.add(new Key("band", "bandBps", Form.PERCENT, "1%"));
    }
    put(
        "grid",
        key("lower", Form.PRICE),
        key("upper", Form.PRICE),
        key("levels", Form.COUNT),
        new Key("spacing", "spacing", Form.WORD, "arithmetic"),
        new Key("least", "leastBps", Form.PERCENT, "0%"),
        new Key("most", "mostBps", Form.PERCENT, "100%"));
    put(
        "guardian",
        key("safe", Form.TOKEN),
        new Key("drop", "dropBps", Form.PERCENT, "0%"),
        new Key("period", "period", Form.COUNT, "24"),
        new Key("floor", "floor", Form.PRICE, "0"),
        new Key("keep", "keepBps", Form.PERCENT, "0%"));
    put(
        "onnx-signal",
        new Key("up", "upBps", Form.PERCENT, "60%"),
        new Key("down", "downBps", Form.PERCENT, "60%"),
        new Key("share", "shareBps", Form.PERCENT, "25%"));
    for (List<Key> keys : BY_STRATEGY.values()) {
      keys.add(new Key("venue", "venue", Form.WORD, ""));
    }
  }

  private StrategyKeys() {}

  private static Key key(String name, Form form) {
    return new Key(name, name, form, NEEDED);
  }

  private static void put(String strategy, Key... keys) {
    BY_STRATEGY.put(strategy, new ArrayList<>(List.of(keys)));
  }

  /** The strategies whose keys are here. */
  static Set<String> strategies() {
    return Set.copyOf(BY_STRATEGY.keySet());
  }

  /** The keys of a strategy; none when it is not one of these. */
  static List<Key> of(String strategy) {
    return List.copyOf(BY_STRATEGY.getOrDefault(strategy, List.of()));
  }

  /** The names of a strategy's keys. */
  static Set<String> names(String strategy) {
    Set<String> names = new TreeSet<>();
    of(strategy).forEach(key -> names.add(key.name()));
    return names;
  }
}
