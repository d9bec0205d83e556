package dev.countersign.network.spi;

import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.Slot;
import dev.countersign.receipt.Tensor;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A decision maker: pure and total. The same input gives the same decision on every machine; it
 * reads no clock, no file and no network, and uses {@link StrictMath} where it must leave the
 * integers.
 */
public interface Strategy {
  /** The name in the agent file. */
  String id();

  /**
   * Checks the strategy's own parameters.
   *
   * @return one sentence for each thing that is wrong, empty when all is well
   */
  List<String> problems(Manifest manifest);

  /**
   * Whether it is told what to do in words: by a prompt, tool schemas and instructions. Where not,
   * a manifest that has any of them is refused.
   */
  default boolean prompted() {
    return false;
  }

  /**
   * What the model is given; empty, as it is by default, where the strategy uses no model.
   *
   * @param slot the slot, from which a seed may come
   * @throws Refused when the observations do not suffice
   */
  default Map<String, Tensor> features(Manifest manifest, Slot slot, List<Observation> observations)
      throws Refused {
    return Map.of();
  }

  /**
   * Turns what was seen and what the model said into intents.
   *
   * @throws Refused when no decision is possible; a decision to do nothing is a {@link Intent.Hold}
   */
  Decision decide(Input input) throws Refused;

  /**
   * Everything a decision may depend on.
   *
   * @param manifest the agent
   * @param with the strategy's own parameters, as in the manifest
   * @param slot the slot
   * @param observations what was seen
   * @param output the model's outputs by name, empty without a model
   */
  record Input(
      Manifest manifest,
      JsonNode with,
      Slot slot,
      List<Observation> observations,
      Map<String, Tensor> output) {}

  /**
   * A decision.
   *
   * @param intents at least one; a hold stands alone
   * @param because one sentence for a person, the same on every machine
   */
  record Decision(List<Intent> intents, String because) {
    /**
     * @throws IllegalArgumentException when there is no intent, or a hold beside another intent
     */
    public Decision {
      intents = List.copyOf(intents);
      boolean holds = intents.stream().anyMatch(intent -> intent instanceof Intent.Hold);
      if (intents.isEmpty() || (holds && intents.size() > 1)) {
        throw new IllegalArgumentException(
            "a decision is one hold, or intents without a hold: " + intents);
      }
    }
  }
}
