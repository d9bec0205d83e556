package dev.countersign.runtime.redteam;

import dev.countersign.network.evaluate.Evaluation;
import dev.countersign.network.evaluate.Inference;
import dev.countersign.network.evaluate.Window;
import dev.countersign.network.spi.Planner;
import dev.countersign.network.spi.Strategy;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.Receipt;
import dev.countersign.receipt.Slot;
import dev.countersign.receipt.Tensor;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a dishonest runtime makes of an honest evaluation: each fits together, and is then signed by
 * the right key, so that only looking again can tell.
 */
final class Altered {
  private Altered() {}

  /** The same agent by another name, chain, gate or account. */
  static Manifest manifest(
      Manifest agent, String name, long chainId, Address gate, Address account) {
    return new Manifest(
        agent.version(),
        name,
        chainId,
        gate,
        account,
        agent.tokens(),
        agent.venues(),
        agent.schedule(),
        agent.deadline(),
        agent.minInterval(),
        agent.maxTurns(),
        agent.observe(),
        agent.decide(),
        agent.policy(),
        agent.verify(),
        agent.receiptKey(),
        agent.instructorKeys());
  }

  /** The same agent with caps a thousand times as high. */
  static Manifest generous(Manifest agent) {
    BigInteger much = BigInteger.valueOf(1_000);
    List<Manifest.Limit> limits =
        agent.policy().tokens().stream()
            .map(
                limit ->
                    new Manifest.Limit(
                        limit.token(),
                        limit.maxPerAction().multiply(much).add(much),
                        limit.maxPerDay().multiply(much).add(much)))
            .toList();
    Manifest.Policy policy = agent.policy();
    return new Manifest(
        agent.version(),
        agent.name(),
        agent.chainId(),
        agent.gate(),
        agent.account(),
        agent.tokens(),
        agent.venues(),
        agent.schedule(),
        agent.deadline(),
        agent.minInterval(),
        agent.maxTurns(),
        agent.observe(),
        agent.decide(),
        new Manifest.Policy(
            limits,
            policy.recipients(),
            policy.maxSlippageBps(),
            policy.maxPriceImpactBps(),
            policy.maxGasPerAction(),
            policy.maxGasPerDay(),
            policy.priceCheck(),
            policy.protections()),
        agent.verify(),
        agent.receiptKey(),
        agent.instructorKeys());
  }

  /** Said to be of another manifest, slot or window. */
  static Evaluation of(Evaluation honest, Manifest manifest, Slot slot, Window window) {
    return new Evaluation(
        manifest,
        slot,
        window,
        honest.block(),
        honest.observations(),
        honest.inputs(),
        honest.model(),
        honest.decision(),
        honest.plan());
  }

  /** Said to have seen something else. */
  static Evaluation observations(Evaluation honest, BlockRef block, List<Observation> seen) {
    return new Evaluation(
        honest.manifest(),
        honest.slot(),
        honest.window(),
        block,
        seen,
        honest.inputs(),
        honest.model(),
        honest.decision(),
        honest.plan());
  }

  /** Everything seen at another block. */
  static Evaluation at(Evaluation honest, BlockRef block) {
    List<Observation> seen =
        honest.observations().stream()
            .map(
                o ->
                    new Observation(o.kind(), o.observationClass(), o.source(), block, o.content()))
            .toList();
    return observations(honest, block, seen);
  }

  /** One amount, price or number that was seen is one more than it is. */
  static Evaluation richer(Evaluation honest) {
    List<Observation> seen = new ArrayList<>(honest.observations());
    for (int i = 0; i < seen.size(); i++) {
      Observation one = seen.get(i);
      JsonNode content = one.content().deepCopy();
      if (raised(content)) {
        seen.set(
            i,
            new Observation(
                one.kind(), one.observationClass(), one.source(), one.block(), content));
        return observations(honest, honest.block(), seen);
      }
    }
    throw new IllegalStateException("nothing that was seen has a number");
  }

  /** Adds one to the first decimal string; whether there was one. */
  private static boolean raised(JsonNode node) {
    if (node instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> member : object.properties()) {
        JsonNode value = member.getValue();
        if (value.isString() && value.asString().matches("[0-9]+")) {
          BigInteger more = new BigInteger(value.asString()).add(BigInteger.ONE);
          object.put(member.getKey(), more.toString());
          return true;
        }
        if (raised(value)) {
          return true;
        }
      }
    }
    if (node instanceof ArrayNode array) {
      for (JsonNode item : array) {
        if (raised(item)) {
          return true;
        }
      }
    }
    return false;
  }

  /** The model is said to have had another input, or to have given another output. */
  static Evaluation tensors(Evaluation honest, List<Tensor> inputs, List<Tensor> outputs) {
    Inference.Outputs model = honest.model();
    return new Evaluation(
        honest.manifest(),
        honest.slot(),
        honest.window(),
        honest.block(),
        honest.observations(),
        inputs,
        model.with(outputs),
        honest.decision(),
        honest.plan());
  }

  /** The tensor with the lowest bit of its first element flipped. */
  static Tensor flipped(Tensor tensor) {
    byte[] data = new byte[tensor.data().remaining()];
    tensor.data().get(data);
    data[0] ^= 1;
    return Tensor.of(tensor.name(), tensor.type(), tensor.dims(), data);
  }

  /** Said to have decided and planned something else. */
  static Evaluation decision(Evaluation honest, List<Intent> intents, Planner.Plan plan) {
    return new Evaluation(
        honest.manifest(),
        honest.slot(),
        honest.window(),
        honest.block(),
        honest.observations(),
        honest.inputs(),
        honest.model(),
        new Strategy.Decision(intents, "it suits"),
        plan);
  }

  static Receipt header(Receipt honest, Receipt.Header header, Receipt.Action action) {
    return new Receipt(
        header,
        honest.manifest(),
        honest.model(),
        honest.runtime(),
        honest.input(),
        honest.sampling(),
        honest.output(),
        honest.evidence(),
        action);
  }

  static Receipt model(Receipt honest, Receipt.Model model, Receipt.Platform runtime) {
    return new Receipt(
        honest.receipt(),
        honest.manifest(),
        model,
        runtime,
        honest.input(),
        honest.sampling(),
        honest.output(),
        honest.evidence(),
        honest.action());
  }

  static Receipt sampling(Receipt honest, Receipt.Sampling sampling) {
    return new Receipt(
        honest.receipt(),
        honest.manifest(),
        honest.model(),
        honest.runtime(),
        honest.input(),
        sampling,
        honest.output(),
        honest.evidence(),
        honest.action());
  }
}
