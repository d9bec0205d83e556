package dev.countersign.strategies;

import dev.countersign.inference.Candle;
import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Reason;
import dev.countersign.tools.Parameters;
import dev.countersign.tools.observe.AccountState;
import java.math.BigInteger;

/**
 * {@code grid}: buys a step on each grid line that the price falls through and sells it one line
 * higher: {@code {"lower", "upper", "levels", "spacing": "arithmetic" or "geometric", "leastBps",
 * "mostBps", "venue"}}, the venue optional, the prices x 10^18.
 *
 * <p>The lines cut the range into so many cells. At the lowest line the base token has the most of
 * the value, at the highest the least, and in between evenly less from line to line. In a cell any
 * share between those of its two lines is wanted: whoever came from above has the lesser one,
 * whoever came from below the greater. So the position itself is the memory, and verifiers need no
 * other. A share that is off by less than half a step is left alone. Below the range it buys up to
 * the most and sells nothing, above it sells down to the least and buys nothing.
 */
public final class Grid extends Termed<Grid.Terms> {
  static final String ID = "grid";

  private static final int MOST_LEVELS = 500;

  /** A step smaller than this is traded at a loss by any fee. */
  private static final int LEAST_STEP = 2;

  /** A strategy without state. */
  public Grid() {
    super(ID);
  }

  record Terms(
      TradedPair pair,
      BigInteger lower,
      BigInteger upper,
      int levels,
      boolean geometric,
      int leastBps,
      int mostBps) {
    private int share(int line) {
      return mostBps - (mostBps - leastBps) * line / levels;
    }

    private int tolerance() {
      return (mostBps - leastBps) / levels / 2;
    }

    private int cell(BigInteger price) {
      if (!geometric) {
        return price
            .subtract(lower)
            .multiply(BigInteger.valueOf(levels))
            .divide(upper.subtract(lower))
            .intValueExact();
      }
      double low = lower.doubleValue();
      double part =
          StrictMath.log(price.doubleValue() / low) / StrictMath.log(upper.doubleValue() / low);
      return Math.clamp((long) StrictMath.floor(part * levels), 0, levels - 1);
    }

    private Aim aim(BigInteger price) {
      if (price.compareTo(lower) < 0) {
        return new Aim(mostBps, Bounds.WHOLE, tolerance(), " (below the grid)");
      }
      if (price.compareTo(upper) >= 0) {
        return new Aim(0, leastBps, tolerance(), " (above the grid)");
      }
      int cell = cell(price);
      return new Aim(
          share(cell + 1),
          share(cell),
          tolerance(),
          " (cell " + (cell + 1) + " of " + levels + ")");
    }
  }

  @Override
  Terms terms(Manifest manifest) throws Refused {
    Parameters with = Parameters.of(ID, manifest.decide().with());
    String spacing = with.text("spacing");
    if (!spacing.equals("arithmetic") && !spacing.equals("geometric")) {
      throw new Refused(Reason.SCHEMA, ID + ".spacing is arithmetic or geometric");
    }
    Terms terms =
        new Terms(
            TradedPair.ofCandles(ID, manifest, with),
            with.natural("lower"),
            with.natural("upper"),
            Math.toIntExact(with.integer("levels", 2, MOST_LEVELS)),
            spacing.equals("geometric"),
            Bounds.bps(with, "leastBps"),
            Bounds.bps(with, "mostBps"));
    with.end();
    if (terms.lower().signum() == 0 || terms.lower().compareTo(terms.upper()) >= 0) {
      throw new Refused(Reason.SCHEMA, ID + ": the lower price is above zero and below the upper");
    }
    if (terms.mostBps() - terms.leastBps() < LEAST_STEP * terms.levels()) {
      throw new Refused(
          Reason.SCHEMA, ID + ": the shares leave less than 0.02 % for each of the levels");
    }
    terms.pair().requireCandles(1);
    return terms;
  }

  @Override
  public Decision decide(Input input) throws Refused {
    Terms terms = terms(input.manifest());
    Candle last = terms.pair().candles(input.observations()).newest();
    return Portfolio.of(terms.pair(), AccountState.in(input.observations()), last.close())
        .steer(terms.aim(last.close()));
  }
}
