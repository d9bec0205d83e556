package dev.countersign.strategies;

import dev.countersign.inference.Candle;
import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Reason;
import dev.countersign.tools.Parameters;
import dev.countersign.tools.observe.AccountState;
import java.math.BigInteger;
import java.util.List;

/**
 * {@code momentum}: in when the last close is so far above the close some candles earlier, out when
 * it is so far below: {@code {"period", "enterBps", "exitBps", "inBps", "outBps", "bandBps",
 * "venue"}}, the venue optional.
 *
 * <p>In and out are shares of the base token. Between the two nothing is done. All of it is integer
 * arithmetic on the closes.
 */
public final class Momentum extends Termed<Momentum.Terms> {
  static final String ID = "momentum";

  private static final BigInteger WHOLE = BigInteger.valueOf(Bounds.WHOLE);

  /** A strategy without state. */
  public Momentum() {
    super(ID);
  }

  record Terms(
      TradedPair pair, int period, int enterBps, int exitBps, int inBps, int outBps, int bandBps) {}

  @Override
  Terms terms(Manifest manifest) throws Refused {
    Parameters with = Parameters.of(ID, manifest.decide().with());
    Terms terms =
        new Terms(
            TradedPair.ofCandles(ID, manifest, with),
            Bounds.candles(with, "period", 1),
            Bounds.bps(with, "enterBps"),
            Bounds.bps(with, "exitBps"),
            Bounds.bps(with, "inBps"),
            Bounds.bps(with, "outBps"),
            Bounds.bps(with, "bandBps"));
    with.end();
    if (terms.enterBps() == 0 && terms.exitBps() == 0) {
      throw new Refused(
          Reason.SCHEMA, ID + ": a price that stands still cannot be both in and out");
    }
    if (terms.inBps() <= terms.outBps()) {
      throw new Refused(Reason.SCHEMA, ID + ": the share when in is above the share when out");
    }
    terms.pair().requireCandles(terms.period() + 1);
    return terms;
  }

  @Override
  public Decision decide(Input input) throws Refused {
    Terms terms = terms(input.manifest());
    List<Candle> candles = terms.pair().newest(input.observations(), terms.period() + 1);
    BigInteger before = candles.getFirst().close();
    BigInteger now = candles.getLast().close();
    Portfolio portfolio = Portfolio.of(terms.pair(), AccountState.in(input.observations()), now);
    BigInteger moved = now.subtract(before).multiply(WHOLE);
    String why = "the price " + change(moved, before) + " in " + terms.period() + " candles";
    if (moved.compareTo(before.multiply(BigInteger.valueOf(terms.enterBps()))) >= 0) {
      return portfolio.steer(Aim.at(terms.inBps(), terms.bandBps(), " (" + why + ": in)"));
    }
    if (moved.negate().compareTo(before.multiply(BigInteger.valueOf(terms.exitBps()))) >= 0) {
      return portfolio.steer(Aim.at(terms.outBps(), terms.bandBps(), " (" + why + ": out)"));
    }
    return Portfolio.hold("no-signal", why + ", which is neither in nor out.");
  }

  private static String change(BigInteger moved, BigInteger before) {
    BigInteger bps = moved.abs().divide(before).min(BigInteger.valueOf(Long.MAX_VALUE));
    return (moved.signum() < 0 ? "fell by " : "rose by ") + Aim.percent(bps.longValueExact());
  }
}
