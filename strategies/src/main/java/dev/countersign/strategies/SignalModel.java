package dev.countersign.strategies;

import dev.countersign.inference.InputRefused;
import dev.countersign.inference.Signal;
import dev.countersign.inference.SignalFeatures;
import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.Reason;
import dev.countersign.receipt.Tensor;
import java.util.List;
import java.util.Map;

/** What a signal model is given, and what it says, for the strategies that ask one. */
final class SignalModel {
  private SignalModel() {}

  static Map<String, Tensor> features(TradedPair pair, List<Observation> observations)
      throws Refused {
    try {
      return new SignalFeatures().features(pair.candles(observations).list());
    } catch (InputRefused e) {
      throw new Refused(Reason.OBSERVATION_INSUFFICIENT, String.valueOf(e.getMessage()));
    }
  }

  static Signal signal(Map<String, Tensor> output) throws Refused {
    try {
      return Signal.of(output);
    } catch (InputRefused e) {
      throw new Refused(Reason.UNDECODABLE, String.valueOf(e.getMessage()));
    }
  }
}
