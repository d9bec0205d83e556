package dev.countersign.strategies;

import dev.countersign.inference.Candle;
import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Reason;
import dev.countersign.strategies.indicator.Ema;
import dev.countersign.strategies.indicator.Sma;
import dev.countersign.tools.Parameters;
import dev.countersign.tools.observe.AccountState;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * {@code moving-average-cross}: in while a fast average of closes is above a slow one, out while it
 * is below: {@code {"fast", "slow", "average": "sma" or "ema", "inBps", "outBps", "bandBps",
 * "marginBps", "venue"}}, the venue optional.
 *
 * <p>In and out are shares of the base token. Where the averages are no further apart than the
 * margin, nothing is done. Simple averages are of the last {@code slow} candles; exponential ones
 * begin {@code 4 * slow} candles ago, so that the same candles give the same decision however far
 * an agent looks back.
 */
public final class MovingAverageCross extends Termed<MovingAverageCross.Terms> {
  static final String ID = "moving-average-cross";

  /** A strategy without state. */
  public MovingAverageCross() {
    super(ID);
  }

  record Terms(
      TradedPair pair,
      int fast,
      int slow,
      boolean exponential,
      int inBps,
      int outBps,
      int bandBps,
      int marginBps) {
    private static final int BEGINNING = 4;

    int needed() {
      return exponential ? slow * BEGINNING : slow;
    }

    private double average(List<Candle> candles, int period) {
      DoubleUnaryOperator average = exponential ? new Ema(period)::push : new Sma(period)::push;
      double value = Double.NaN;
      for (Candle candle : candles) {
        value = average.applyAsDouble(candle.close().doubleValue());
      }
      return value;
    }
  }

  @Override
  Terms terms(Manifest manifest) throws Refused {
    Parameters with = Parameters.of(ID, manifest.decide().with());
    String average = with.text("average");
    if (!average.equals("sma") && !average.equals("ema")) {
      throw new Refused(Reason.SCHEMA, ID + ".average is sma or ema");
    }
    Terms terms =
        new Terms(
            TradedPair.ofCandles(ID, manifest, with),
            Bounds.candles(with, "fast", 1),
            Bounds.candles(with, "slow", 2),
            average.equals("ema"),
            Bounds.bps(with, "inBps"),
            Bounds.bps(with, "outBps"),
            Bounds.bps(with, "bandBps"),
            Bounds.bps(with, "marginBps"));
    with.end();
    if (terms.fast() >= terms.slow()) {
      throw new Refused(
          Reason.SCHEMA, ID + ": the fast average is over fewer candles than the slow");
    }
    if (terms.inBps() <= terms.outBps()) {
      throw new Refused(Reason.SCHEMA, ID + ": the share when in is above the share when out");
    }
    terms.pair().requireCandles(terms.needed());
    return terms;
  }

  @Override
  public Decision decide(Input input) throws Refused {
    Terms terms = terms(input.manifest());
    List<Candle> candles = terms.pair().newest(input.observations(), terms.needed());
    Portfolio portfolio =
        Portfolio.of(
            terms.pair(), AccountState.in(input.observations()), candles.getLast().close());
    double fast = terms.average(candles, terms.fast());
    double slow = terms.average(candles, terms.slow());
    String averages =
        "the average of " + terms.fast() + " is " + shown(fast) + ", of " + terms.slow() + " ";
    if (apart(fast, slow, terms.marginBps())) {
      return portfolio.steer(
          Aim.at(terms.inBps(), terms.bandBps(), " (" + averages + shown(slow) + ": in)"));
    }
    if (apart(slow, fast, terms.marginBps())) {
      return portfolio.steer(
          Aim.at(terms.outBps(), terms.bandBps(), " (" + averages + shown(slow) + ": out)"));
    }
    return Portfolio.hold("no-signal", averages + shown(slow) + ", too close to call.");
  }

  private static boolean apart(double higher, double lower, int marginBps) {
    return higher > lower && higher * Bounds.WHOLE >= lower * (Bounds.WHOLE + marginBps);
  }
}
