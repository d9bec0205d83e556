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
 * {@code guardian}: sells the base token for the safe one when its price falls, and does nothing
 * else: {@code {"safe", "dropBps", "period", "floor", "keepBps", "venue"}}, the venue optional. The
 * safe token is the quote of the agent's candles.
 *
 * <p>It sells down to the share to keep when the last close is {@code dropBps} or more below the
 * highest price of the last {@code period} candles, or not above the floor (a price x 10^18, zero
 * for none). It never sells the safe token, whatever happens: each intent of it is a sale of the
 * base token or a hold.
 */
public final class Guardian extends Termed<Guardian.Terms> {
  static final String ID = "guardian";

  private static final BigInteger WHOLE = BigInteger.valueOf(Bounds.WHOLE);

  /** A strategy without state. */
  public Guardian() {
    super(ID);
  }

  record Terms(TradedPair pair, int dropBps, int period, BigInteger floor, int keepBps) {}

  @Override
  Terms terms(Manifest manifest) throws Refused {
    Parameters with = Parameters.of(ID, manifest.decide().with());
    Terms terms =
        new Terms(
            TradedPair.ofCandles(ID, manifest, with),
            Bounds.bps(with, "dropBps"),
            Bounds.candles(with, "period", 1),
            with.natural("floor"),
            Bounds.bps(with, "keepBps"));
    if (!with.address("safe").equals(terms.pair().quote().address())) {
      throw new Refused(Reason.SCHEMA, ID + ": the safe token is the quote of the candles");
    }
    with.end();
    if (terms.dropBps() == 0 && terms.floor().signum() == 0) {
      throw new Refused(Reason.SCHEMA, ID + " needs a drop or a floor to watch for");
    }
    terms.pair().requireCandles(terms.period());
    return terms;
  }

  @Override
  public Decision decide(Input input) throws Refused {
    Terms terms = terms(input.manifest());
    List<Candle> candles = terms.pair().newest(input.observations(), terms.period());
    BigInteger close = candles.getLast().close();
    BigInteger high = candles.stream().map(Candle::high).reduce(BigInteger.ZERO, BigInteger::max);
    BigInteger left = BigInteger.valueOf(Bounds.WHOLE - terms.dropBps());
    boolean dropped =
        terms.dropBps() > 0 && close.multiply(WHOLE).compareTo(high.multiply(left)) <= 0;
    boolean low = close.compareTo(terms.floor()) <= 0;
    String fall =
        "the price is "
            + Aim.percent(high.subtract(close).multiply(WHOLE).divide(high).longValueExact())
            + " below its highest in "
            + terms.period()
            + " candles";
    if (!dropped && !low) {
      return Portfolio.hold("all-clear", fall + ", which is no alarm.");
    }
    Portfolio portfolio = Portfolio.of(terms.pair(), AccountState.in(input.observations()), close);
    String why = dropped ? fall : "the price is not above the floor";
    return portfolio.steer(Aim.atMost(terms.keepBps(), " (" + why + ")"));
  }
}
