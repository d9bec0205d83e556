package dev.countersign.runtime.agent;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Profile;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * An agent as a person describes it: what the agent file says, and what the builder builds. Each
 * can express everything the other can.
 *
 * <p>Guarantees: immutable; names only, nothing in it is resolved yet. Does not guarantee that the
 * names exist: {@link Resolver} finds that out.
 *
 * @param name {@code [a-z0-9-]}, at most 63
 * @param description for people, empty where there is none
 * @param mode whether money moves
 * @param network a name in the networks file
 * @param account the Safe, by its name in the networks file
 * @param schedule when it runs
 * @param observe what it sees, in order
 * @param decide who decides
 * @param policy what it may do
 * @param verify how it is checked
 * @param instructors Ed25519 public keys of those who may tell a language model what to do; none:
 *     the one whose key is in this home
 */
public record Agent(
    String name,
    String description,
    Mode mode,
    String network,
    String account,
    Schedule schedule,
    List<Observe> observe,
    Decide decide,
    Policy policy,
    Verify verify,
    List<Bytes32> instructors) {

  /** Copies the lists. */
  public Agent {
    observe = List.copyOf(observe);
    instructors = List.copyOf(instructors);
  }

  /** Starts a builder; it says itself what is missing. */
  public static AgentBuilder builder(String name) {
    return new AgentBuilder(name);
  }

  /** Whether money moves. */
  public enum Mode {
    /** Everything but the broadcast: the action is simulated. */
    PAPER,
    /** The action is executed. */
    LIVE
  }

  /**
   * When an agent runs.
   *
   * @param trigger what starts a run
   * @param misfire what happens to a missed instant
   * @param overlap what happens when a run is still going on
   * @param deadline seconds that a slot's window stays open
   * @param jitter seconds by which a start may be delayed; the slot stays
   */
  public record Schedule(
      Trigger trigger, Misfire misfire, Overlap overlap, long deadline, long jitter) {
    /** Only when asked; a window is open for 90 seconds. */
    public static final Schedule ON_REQUEST =
        new Schedule(new OnRequest(), Misfire.SKIP, Overlap.FORBID, 90, 0);

    /** The same with another deadline in seconds. */
    public Schedule withDeadline(long seconds) {
      return new Schedule(trigger, misfire, overlap, seconds, jitter);
    }
  }

  /** What starts a run. */
  public sealed interface Trigger {}

  /** Somebody asks. */
  public record OnRequest() implements Trigger {}

  /**
   * A calendar.
   *
   * @param expression five fields
   * @param timezone an IANA zone
   */
  public record Cron(String expression, String timezone) implements Trigger {}

  /**
   * A clock.
   *
   * @param seconds between two runs
   */
  public record Every(long seconds) implements Trigger {}

  /** A new block. */
  public record OnBlock() implements Trigger {}

  /** What happens to a missed instant. */
  public enum Misfire {
    /** Nothing. */
    SKIP,
    /** One run for all that were missed. */
    RUN_ONCE,
    /** A run for each. */
    CATCH_UP
  }

  /** What happens when a run is still going on. */
  public enum Overlap {
    /** The next one does not start. */
    FORBID
  }

  /** What an agent sees. */
  public sealed interface Observe {}

  /**
   * Candles of a pair.
   *
   * @param base the token priced
   * @param quote the token it is priced in
   * @param interval seconds
   * @param count how many closed intervals
   * @param source {@code pool}, or the name of a venue
   */
  public record Candles(String base, String quote, long interval, int count, String source)
      implements Observe {}

  /**
   * Balances of the account.
   *
   * @param tokens by symbol
   */
  public record Balances(List<String> tokens) implements Observe {
    /** Copies the list. */
    public Balances {
      tokens = List.copyOf(tokens);
    }
  }

  /**
   * Who decides.
   *
   * @param strategy the id of a strategy, {@code none} where a language model decides
   * @param with the strategy's own parameters, an object
   * @param model the name of a model bundle, {@code none} where there is none
   * @param prompt the file of a prompt template, empty where there is none
   * @param tools what a language model may call
   * @param maxTurns model turns in one run
   */
  public record Decide(
      String strategy,
      JsonNode with,
      String model,
      String prompt,
      List<String> tools,
      int maxTurns) {
    /** No model, or no strategy. */
    public static final String NONE = "none";

    /** The strategy behind a prompt. */
    public static final String PLANNER = "planner";

    /** Whether a language model decides. */
    public boolean prompted() {
      return !prompt.isEmpty();
    }

    /** Copies the list. */
    public Decide {
      tools = List.copyOf(tools);
    }
  }

  /**
   * What an agent may do. What is not named here is not allowed.
   *
   * @param tokens the tokens it may move, by symbol
   * @param recipients who transfers may go to, by name
   * @param maxPerAction whole tokens that may leave in one execution, by symbol
   * @param maxPerDay whole tokens that may leave in one UTC day, by symbol
   * @param maxGas what executing may cost
   * @param maxSlippageBps against the pool's quote
   * @param maxPriceImpactBps of the quote against the mid price
   * @param priceCheck the references a swap is compared with
   * @param protections rules that refuse or exit
   * @param minInterval seconds between manual runs
   */
  public record Policy(
      List<String> tokens,
      Map<String, Address> recipients,
      Map<String, BigDecimal> maxPerAction,
      Map<String, BigDecimal> maxPerDay,
      Gas maxGas,
      int maxSlippageBps,
      int maxPriceImpactBps,
      PriceCheck priceCheck,
      Protections protections,
      long minInterval) {
    /** Copies lists and maps; amounts lose trailing zeros. */
    public Policy {
      tokens = List.copyOf(tokens);
      recipients = Collections.unmodifiableMap(new LinkedHashMap<>(recipients));
      maxPerAction = normal(maxPerAction);
      maxPerDay = normal(maxPerDay);
    }

    private static Map<String, BigDecimal> normal(Map<String, BigDecimal> amounts) {
      Map<String, BigDecimal> normal = new LinkedHashMap<>();
      amounts.forEach((symbol, amount) -> normal.put(symbol, amount.stripTrailingZeros()));
      return Collections.unmodifiableMap(normal);
    }
  }

  /**
   * What executing may cost, in whole native coins of the key that pays.
   *
   * @param perAction for one execution
   * @param perDay for one UTC day
   */
  public record Gas(BigDecimal perAction, BigDecimal perDay) {
    /** Nothing may be executed. */
    public static final Gas NONE = new Gas(BigDecimal.ZERO, BigDecimal.ZERO);

    /** Amounts lose trailing zeros. */
    public Gas {
      perAction = perAction.stripTrailingZeros();
      perDay = perDay.stripTrailingZeros();
    }
  }

  /**
   * Prices that do not come from the pool being traded.
   *
   * @param sources any of {@code twap} and {@code feed}
   * @param maxDeviationBps how far they may be apart
   */
  public record PriceCheck(List<String> sources, int maxDeviationBps) {
    /** No reference. */
    public static final PriceCheck NONE = new PriceCheck(List.of(), 0);

    /** Copies the list. */
    public PriceCheck {
      sources = List.copyOf(sources);
    }
  }

  /**
   * Rules that refuse and rules that exit; zero switches a rule off.
   *
   * @param stopLossBps exits
   * @param takeProfitBps exits
   * @param maxDrawdownBps exits
   * @param maxDailyLossBps refuses
   * @param cooldown refuses; seconds after the last execution
   * @param maxOpen refuses; positions
   */
  public record Protections(
      int stopLossBps,
      int takeProfitBps,
      int maxDrawdownBps,
      int maxDailyLossBps,
      long cooldown,
      int maxOpen) {
    /** Every rule is off. */
    public static final Protections NONE = new Protections(0, 0, 0, 0, 0, 0);
  }

  /**
   * How an agent's receipts are checked.
   *
   * @param profile the profile
   * @param quorum verdicts needed
   * @param of verifiers there are
   */
  public record Verify(Profile profile, int quorum, int of) {}
}
