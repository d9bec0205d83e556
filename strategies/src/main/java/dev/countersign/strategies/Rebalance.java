package dev.countersign.strategies;

import dev.countersign.inference.Candle;
import dev.countersign.inference.InputRefused;
import dev.countersign.inference.Signal;
import dev.countersign.inference.SignalFeatures;
import dev.countersign.network.spi.Refused;
import dev.countersign.network.spi.Strategy;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.Reason;
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
  /** A strategy without state. */
  public Rebalance() {}

  @Override
  public String id() {
    return "rebalance";
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
    RebalanceTerms terms = RebalanceTerms.of(manifest);
    try {
      return new SignalFeatures().features(terms.candles(observations).list());
    } catch (InputRefused e) {
      throw new Refused(Reason.OBSERVATION_INSUFFICIENT, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Decision decide(Input input) throws Refused {
    RebalanceTerms terms = RebalanceTerms.of(input.manifest());
    Candles candles = terms.candles(input.observations());
    Candle last = candles.newest();
    Portfolio portfolio = Portfolio.of(terms, AccountState.in(input.observations()), last.close());
    if (portfolio.value().signum() == 0) {
      return hold("no-funds", "the account holds neither of the two tokens.");
    }
    Lean lean = lean(input, terms);
    int target = Math.clamp((long) terms.baseBps() + lean.bps(), 0, 10_000);
    String aim =
        portfolio.shown() + "; the target is " + RebalanceTerms.percent(target) + lean.why();
    long off = portfolio.baseBps() - target;
    if (Math.abs(off) <= terms.bandBps()) {
      return hold(
          "within-band",
          aim + ", which is within the band of " + RebalanceTerms.percent(terms.bandBps()) + ".");
    }
    Portfolio.Trade trade = portfolio.tradeTo(target);
    if (trade.amountIn().signum() == 0) {
      return hold(trade.limit(), aim + ", but " + trade.why() + ".");
    }
    Intent.Swap swap =
        new Intent.Swap(trade.tokenIn(), trade.amountIn(), trade.tokenOut(), terms.venue());
    return new Decision(List.of(swap), aim + ", so it sells " + trade.shown() + ".");
  }

  /** How far the model moves the target, and a clause that says why. */
  private record Lean(int bps, String why) {}

  private static Lean lean(Input input, RebalanceTerms terms) throws Refused {
    if (input.manifest().decide().model().equals(Manifest.ModelRef.NONE)) {
      return new Lean(0, "");
    }
    Signal signal;
    try {
      signal = Signal.of(input.output());
    } catch (InputRefused e) {
      throw new Refused(Reason.UNDECODABLE, String.valueOf(e.getMessage()));
    }
    int bps = Math.toIntExact((long) signal.score() * terms.leanBps() / 10_000);
    return new Lean(
        bps,
        " ("
            + RebalanceTerms.percent(terms.baseBps())
            + (bps < 0 ? " - " : " + ")
            + RebalanceTerms.percent(Math.abs(bps))
            + " by the model: down "
            + RebalanceTerms.percent(signal.down())
            + ", up "
            + RebalanceTerms.percent(signal.up())
            + ")");
  }

  private static Decision hold(String reason, String because) {
    return new Decision(List.of(new Intent.Hold(reason)), because);
  }
}
