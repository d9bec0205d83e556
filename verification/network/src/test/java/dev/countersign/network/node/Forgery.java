package dev.countersign.network.node;

import dev.countersign.inference.ModelBundle;
import dev.countersign.inference.spi.Engine;
import dev.countersign.inference.spi.LoadedModel;
import dev.countersign.network.evaluate.Evaluation;
import dev.countersign.network.evaluate.Window;
import dev.countersign.network.spi.Planner;
import dev.countersign.network.spi.Strategy;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.Slot;
import dev.countersign.receipt.Tensor;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a dishonest runtime can make of an honest evaluation: each fits together and is signed by
 * the right key, so that only looking again can tell.
 */
final class Forgery {
  private Forgery() {}

  static Evaluation observations(Evaluation honest, List<Observation> observations) {
    return new Evaluation(
        honest.manifest(),
        honest.slot(),
        honest.window(),
        honest.block(),
        observations,
        honest.inputs(),
        honest.model(),
        honest.decision(),
        honest.plan());
  }

  /** The account has one unit more than it has. */
  static Evaluation richer(Evaluation honest) {
    List<Observation> observations = new ArrayList<>(honest.observations());
    Observation seen = observations.getFirst();
    BigInteger amount = new BigInteger(seen.content().path("amount").asString());
    observations.set(
        0,
        new Observation(
            seen.kind(),
            seen.observationClass(),
            seen.source(),
            seen.block(),
            Tips.balance(
                honest.manifest().policy().tokens().getFirst().token(),
                amount.add(BigInteger.ONE))));
    return observations(honest, observations);
  }

  /** Seen at another block. */
  static Evaluation at(Evaluation honest, BlockRef block) {
    List<Observation> observations =
        honest.observations().stream()
            .map(
                seen ->
                    new Observation(
                        seen.kind(), seen.observationClass(), seen.source(), block, seen.content()))
            .toList();
    return new Evaluation(
        honest.manifest(),
        honest.slot(),
        honest.window(),
        block,
        observations,
        honest.inputs(),
        honest.model(),
        honest.decision(),
        honest.plan());
  }

  /** Said to be of another slot or window, or by another manifest. */
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

  static Evaluation inputs(Evaluation honest, List<Tensor> inputs) {
    return new Evaluation(
        honest.manifest(),
        honest.slot(),
        honest.window(),
        honest.block(),
        honest.observations(),
        inputs,
        honest.model(),
        honest.decision(),
        honest.plan());
  }

  static Evaluation outputs(Evaluation honest, List<Tensor> outputs) {
    return new Evaluation(
        honest.manifest(),
        honest.slot(),
        honest.window(),
        honest.block(),
        honest.observations(),
        honest.inputs(),
        honest.model().with(outputs),
        honest.decision(),
        honest.plan());
  }

  static Evaluation graph(Evaluation honest, Bytes32 graph) {
    return new Evaluation(
        honest.manifest(),
        honest.slot(),
        honest.window(),
        honest.block(),
        honest.observations(),
        honest.inputs(),
        honest.model().withGraph(graph),
        honest.decision(),
        honest.plan());
  }

  static Evaluation decision(Evaluation honest, Intent intent, Planner.Plan plan) {
    return new Evaluation(
        honest.manifest(),
        honest.slot(),
        honest.window(),
        honest.block(),
        honest.observations(),
        honest.inputs(),
        honest.model(),
        new Strategy.Decision(List.of(intent), "it suits"),
        plan);
  }

  static Evaluation plan(Evaluation honest, Planner.Plan plan) {
    return new Evaluation(
        honest.manifest(),
        honest.slot(),
        honest.window(),
        honest.block(),
        honest.observations(),
        honest.inputs(),
        honest.model(),
        honest.decision(),
        plan);
  }

  /** The tensor with the lowest bit of its first element flipped. */
  static Tensor flipped(Tensor tensor) {
    byte[] data = new byte[tensor.data().remaining()];
    tensor.data().get(data);
    data[0] ^= 1;
    return Tensor.of(tensor.name(), tensor.type(), tensor.dims(), data);
  }

  /** What the model gives with one bit of one weight flipped, of those that show. */
  static Evaluation otherWeights(Evaluation honest, Engine engine, Path folder) throws Exception {
    Path copy = copy(TestNetwork.MODELS.resolve("signal-v1"), folder.resolve("other-weights"));
    Path file = copy.resolve("model.onnx");
    byte[] weights = Files.readAllBytes(file);
    Map<String, Tensor> inputs =
        honest.inputs().stream().collect(Collectors.toMap(Tensor::name, tensor -> tensor));
    for (int fromEnd = 200; fromEnd < 2000; fromEnd += 40) {
      byte[] changed = weights.clone();
      changed[changed.length - fromEnd] ^= 1;
      Files.write(file, changed);
      try (LoadedModel model = engine.load(ModelBundle.open(copy), Engine.Options.DEFAULT)) {
        Evaluation other = outputs(honest, List.copyOf(model.run(inputs).values()));
        if (!other.outputs().equals(honest.outputs())) {
          return other;
        }
      }
    }
    throw new AssertionError("no weight of these matters");
  }

  static Path copy(Path folder, Path target) throws IOException {
    Files.createDirectories(target);
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(String.valueOf(file.getFileName())));
      }
    }
    return target;
  }
}
