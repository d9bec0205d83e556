package dev.countersign.strategies;

import dev.countersign.inference.Signal;
import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.Reason;
import dev.countersign.receipt.Slot;
import dev.countersign.receipt.Tensor;
import dev.countersign.tools.Parameters;
import dev.countersign.tools.observe.AccountState;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/**
 * {@code onnx-signal}: buys when a signal model holds a rise likely enough, sells when it holds a
 * fall likely enough: {@code {"upBps", "downBps", "shareBps", "venue"}}, the venue optional.
 *
 * <p>It buys the base token for a share of the quote token that is held, or sells a share of the
 * base token that is held, as far as the caps allow. Where the model says neither, or both, it
 * holds.
 */
public final class OnnxSignal extends Termed<OnnxSignal.Terms> {
  static final String ID = "onnx-signal";

  private static final BigInteger WHOLE = BigInteger.valueOf(Bounds.WHOLE);

  /** A strategy without state. */
  public OnnxSignal() {
    super(ID);
  }

  record Terms(TradedPair pair, int upBps, int downBps, int shareBps) {
    private BigInteger share(BigInteger held) {
      return held.multiply(BigInteger.valueOf(shareBps)).divide(WHOLE);
    }
  }

  @Override
  Terms terms(Manifest manifest) throws Refused {
    Parameters with = Parameters.of(ID, manifest.decide().with());
    Terms terms =
        new Terms(
            TradedPair.ofCandles(ID, manifest, with),
            Math.toIntExact(with.integer("upBps", 1, Bounds.WHOLE)),
            Math.toIntExact(with.integer("downBps", 1, Bounds.WHOLE)),
            Math.toIntExact(with.integer("shareBps", 1, Bounds.WHOLE)));
    with.end();
    if (manifest.decide().model().equals(Manifest.ModelRef.NONE)) {
      throw new Refused(Reason.SCHEMA, ID + " needs a model");
    }
    return terms;
  }

  @Override
  public Map<String, Tensor> features(Manifest manifest, Slot slot, List<Observation> observations)
      throws Refused {
    return SignalModel.features(terms(manifest).pair(), observations);
  }

  @Override
  public Decision decide(Input input) throws Refused {
    Terms terms = terms(input.manifest());
    BigInteger price = terms.pair().candles(input.observations()).newest().close();
    Portfolio portfolio = Portfolio.of(terms.pair(), AccountState.in(input.observations()), price);
    Signal signal = SignalModel.signal(input.output());
    boolean up = signal.up() >= terms.upBps();
    boolean down = signal.down() >= terms.downBps();
    String said =
        "the model says down " + Aim.percent(signal.down()) + ", up " + Aim.percent(signal.up());
    if (up == down) {
      return Portfolio.hold("no-signal", said + (up ? ", which is both." : ", which is neither."));
    }
    Portfolio.Trade trade =
        up
            ? portfolio.spend(terms.share(portfolio.cash()))
            : portfolio.sell(terms.share(portfolio.held()));
    return portfolio.decide(trade, said);
  }
}
