package dev.countersign.strategies;

import dev.countersign.inference.Signal;
import dev.countersign.network.spi.Refused;
import dev.countersign.network.spi.Strategy;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.Slot;
import dev.countersign.receipt.Tensor;
import dev.countersign.tools.observe.AccountState;
import dev.countersign.tools.observe.Candles;
import java.util.List;
import java.util.Map;

/**
 * {@code rebalance}: keeps two tokens at shares of their joint value: {@code {"targets": [{"token",
 * "bps"}, {"token", "bps"}], "bandBps", "leanBps", "venue"}}, the venue optional.
 *
 * <p>The targets are the base and the quote token of the agent's candles. The last close is the
 * price. With a model, its signal leans the base token's target by up to {@code leanBps}: up less
 * down, in proportion. Within the band around the target it holds; outside it trades back to the
 * target, as far as the caps of one action and what is left of the day's allow. Everything after
 * the model is integer arithmetic.
 *
 * <p>Does not guarantee that the trade is worth its fees, nor that the price is fair: the policy
 * judges prices.
 */
public final class Rebalance implements Strategy {
  static final String ID = "rebalance";

  /** A strategy without state. */
  public Rebalance() {}

  @Override
  public String id() {
    return ID;
  }

  @Override
  public List<String> problems(Manifest manifest) {
    try {
      RebalanceTerms.of(manifest);
      return List.of();
    } catch (Refused e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Map<String, Tensor> features(Manifest manifest, Slot slot, List<Observation> observations)
      throws Refused {
    if (manifest.decide().model().equals(Manifest.ModelRef.NONE)) {
      return Map.of();
    }
    return SignalModel.features(RebalanceTerms.of(manifest).pair(), observations);
  }

  @Override
  public Decision decide(Input input) throws Refused {
    RebalanceTerms terms = RebalanceTerms.of(input.manifest());
    Candles candles = terms.pair().candles(input.observations());
    Portfolio portfolio =
        Portfolio.of(terms.pair(), AccountState.in(input.observations()), candles.newest().close());
    Lean lean = lean(input, terms);
    int target = Math.clamp((long) terms.baseBps() + lean.bps(), 0, 10_000);
    return portfolio.steer(Aim.at(target, terms.bandBps(), lean.why()));
  }

  /** How far the model moves the target, and a clause that says why. */
  private record Lean(int bps, String why) {}

  private static Lean lean(Input input, RebalanceTerms terms) throws Refused {
    if (input.manifest().decide().model().equals(Manifest.ModelRef.NONE)) {
      return new Lean(0, "");
    }
    Signal signal = SignalModel.signal(input.output());
    int bps = Math.toIntExact((long) signal.score() * terms.leanBps() / 10_000);
    return new Lean(
        bps,
        " ("
            + Aim.percent(terms.baseBps())
            + (bps < 0 ? " - " : " + ")
            + Aim.percent(Math.abs(bps))
            + " by the model: down "
            + Aim.percent(signal.down())
            + ", up "
            + Aim.percent(signal.up())
            + ")");
  }
}
