package dev.countersign.strategies.backtest;

import dev.countersign.network.evaluate.Evaluation;
import dev.countersign.network.evaluate.Inference;
import dev.countersign.network.spi.Strategy;
import dev.countersign.network.spi.Unable;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Manifest;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.ServiceLoader;
import java.util.TreeMap;

/**
 * Runs an agent over recorded candles.
 *
 * <p>Guarantees: each slot goes through the {@link dev.countersign.network.evaluate.Evaluator} that
 * runs live, with the same strategy, model, planner and policy; what it observes at a time holds
 * nothing later than the last candle that had closed by then; money is counted in base units.
 *
 * <p>The rules of the market, which no candle tells:
 *
 * <ul>
 *   <li>an agent on request or on blocks has a slot whenever a candle closes, another has those of
 *       its schedule; the first is when so many candles have closed as it observes
 *   <li>a quote is a pool's at the last close; a swap is filled by a pool at the opening price of
 *       the candle that holds the slot's time, or not at all where there is none or the pool would
 *       pay less than the least amount; a swap that is not filled for that costs its gas
 *   <li>the gas of an executed slot is a fixed amount of the quote token, paid by somebody else
 *       than the account and taken off its equity
 * </ul>
 *
 * <p>Does not know liquidity, other traders' answers, failed nodes, or verifiers that say no.
 */
public final class Backtest {
  private Backtest() {}

  /**
   * What to run.
   *
   * @param manifest the agent, with one entry of candles, or none and one feed
   * @param capital base units at the beginning, by token
   * @param from unix seconds of the first decision; as early as possible without
   * @param to unix seconds of the end; the last candle's without
   * @param depth base units of the quote token that raise the price by one per cent
   * @param gas base units of the quote token for each executed slot
   */
  public record Terms(
      Manifest manifest,
      Map<Address, BigInteger> capital,
      OptionalLong from,
      OptionalLong to,
      BigInteger depth,
      BigInteger gas) {
    /**
     * @throws IllegalArgumentException when an amount is negative or the depth is not positive
     */
    public Terms {
      capital = new TreeMap<>(capital);
      if (depth.signum() <= 0 || gas.signum() < 0) {
        throw new IllegalArgumentException("depth is positive and gas not negative");
      }
    }
  }

  /** Follows a backtest. */
  public interface Listener {
    /** Follows nothing. */
    Listener NONE = new Listener() {};

    /** So many of so many seconds of the period are done. */
    default void progress(long done, long total) {}

    /** A slot was evaluated and the policy allowed what was decided. */
    default void evaluated(Evaluation evaluation) {}
  }

  /**
   * Runs.
   *
   * @param history candles of the agent's interval, or of one that it is a multiple of
   * @throws HistoryRefused when the candles do not suffice
   * @throws Unable when the agent cannot be evaluated here: a strategy or model is missing
   */
  public static Outcome run(Terms terms, History history, Inference inference, Listener listener)
      throws HistoryRefused, Unable {
    return new Session(terms, history, strategies(), inference, listener).run();
  }

  /**
   * The two tokens of a backtest: the one that the candles price, and the one they price it in.
   *
   * @throws HistoryRefused when the agent does not say
   */
  public static List<Manifest.Token> tokens(Manifest manifest) throws HistoryRefused {
    Pair pair = Pair.of(manifest);
    return List.of(pair.base(), pair.quote());
  }

  /** Those on the class path. */
  static List<Strategy> strategies() {
    return ServiceLoader.load(Strategy.class).stream().map(ServiceLoader.Provider::get).toList();
  }
}
