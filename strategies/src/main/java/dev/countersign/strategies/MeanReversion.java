package dev.countersign.strategies;

import dev.countersign.inference.Candle;
import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Reason;
import dev.countersign.strategies.indicator.BollingerBands;
import dev.countersign.strategies.indicator.Rsi;
import dev.countersign.tools.Parameters;
import dev.countersign.tools.observe.AccountState;
import java.util.List;

/**
 * {@code mean-reversion}: in when the last close is below the lower Bollinger band, out once it is
 * back at the middle or the upper one: {@code {"period", "deviationsHundredths", "exit": "middle"
 * or "upper", "inBps", "outBps", "bandBps", "rsiPeriod", "rsiBelow", "venue"}}. The venue is
 * optional, and so are the last two together: then it goes in only while the relative strength
 * index is below, too.
 *
 * <p>In and out are shares of the base token. Between the two nothing is done. The bands are of the
 * last {@code period} candles, the index begins {@code 5 * rsiPeriod} candles ago.
 */
public final class MeanReversion extends Termed<MeanReversion.Terms> {
  static final String ID = "mean-reversion";

  /** A strategy without state. */
  public MeanReversion() {
    super(ID);
  }

  record Terms(
      TradedPair pair,
      int period,
      double deviations,
      boolean upper,
      int inBps,
      int outBps,
      int bandBps,
      int rsiPeriod,
      int rsiBelow) {
    private static final int BEGINNING = 5;

    int needed() {
      return Math.max(period, rsiPeriod * BEGINNING);
    }

    private double rsi(List<Candle> candles) {
      Rsi rsi = new Rsi(rsiPeriod);
      double value = Double.NaN;
      for (Candle candle :
          candles.subList(candles.size() - rsiPeriod * BEGINNING, candles.size())) {
        value = rsi.push(candle.close().doubleValue());
      }
      return value;
    }
  }

  @Override
  Terms terms(Manifest manifest) throws Refused {
    Parameters with = Parameters.of(ID, manifest.decide().with());
    String exit = with.text("exit");
    if (!exit.equals("middle") && !exit.equals("upper")) {
      throw new Refused(Reason.SCHEMA, ID + ".exit is middle or upper");
    }
    boolean index = with.has("rsiPeriod") || with.has("rsiBelow");
    Terms terms =
        new Terms(
            TradedPair.ofCandles(ID, manifest, with),
            Bounds.candles(with, "period", 2),
            with.integer("deviationsHundredths", 1, 1000) / 100.0,
            exit.equals("upper"),
            Bounds.bps(with, "inBps"),
            Bounds.bps(with, "outBps"),
            Bounds.bps(with, "bandBps"),
            index ? Bounds.candles(with, "rsiPeriod", 2) : 0,
            index ? Math.toIntExact(with.integer("rsiBelow", 1, 99)) : 0);
    with.end();
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
    BollingerBands bands = new BollingerBands(terms.period(), terms.deviations());
    for (Candle candle : candles) {
      bands.push(candle.close().doubleValue());
    }
    double close = candles.getLast().close().doubleValue();
    double middle = (bands.lower() + bands.upper()) / 2;
    double exit = terms.upper() ? bands.upper() : middle;
    String closed = "the last close is " + shown(close);
    if (close < bands.lower()) {
      String below = closed + ", below the band at " + shown(bands.lower());
      if (terms.rsiPeriod() > 0) {
        double rsi = terms.rsi(candles);
        below = below + ", and the index is " + (int) rsi;
        if (!(rsi < terms.rsiBelow())) {
          return Portfolio.hold("no-signal", below + ", not below " + terms.rsiBelow() + ".");
        }
      }
      return portfolio.steer(Aim.at(terms.inBps(), terms.bandBps(), " (" + below + ": in)"));
    }
    if (close >= exit) {
      String back = " (" + closed + ", not below " + shown(exit) + ": out)";
      return portfolio.steer(Aim.at(terms.outBps(), terms.bandBps(), back));
    }
    return Portfolio.hold(
        "no-signal", closed + ", between " + shown(bands.lower()) + " and " + shown(exit) + ".");
  }
}
