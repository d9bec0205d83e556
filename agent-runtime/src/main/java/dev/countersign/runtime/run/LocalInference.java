package dev.countersign.runtime.run;

import dev.countersign.inference.InferenceFailed;
import dev.countersign.inference.ModelBundle;
import dev.countersign.inference.spi.Engine;
import dev.countersign.network.evaluate.Inference;
import dev.countersign.network.evaluate.ModelInference;
import dev.countersign.network.spi.Refused;
import dev.countersign.network.spi.Unable;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Manifest.ModelRef;
import dev.countersign.receipt.Tensor;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/** Runs one agent's model on this machine; the engine starts only when there is a model. */
public final class LocalInference implements Inference, AutoCloseable {
  private final List<Engine> engines;
  private final ModelInference models;

  private LocalInference(List<Engine> engines) {
    this.engines = engines;
    this.models = new ModelInference(engines, Engine.Options.DEFAULT);
  }

  /**
   * For the model that a manifest names, where it is here.
   *
   * @throws Failure when it cannot be loaded, or this machine does not reproduce its self-test
   */
  public static LocalInference of(Manifest manifest, Models models) throws Failure {
    ModelRef ref = manifest.decide().model();
    Optional<ModelBundle> bundle =
        ref.equals(ModelRef.NONE)
            ? Optional.empty()
            : models.list().stream().filter(b -> b.digest().equals(ref.digest())).findFirst();
    return of(bundle);
  }

  /** For one model, or none. */
  public static LocalInference of(Optional<ModelBundle> bundle) throws Failure {
    if (bundle.isEmpty()) {
      return new LocalInference(List.of());
    }
    LocalInference inference = new LocalInference(engines());
    try {
      inference.models.add(bundle.get());
      return inference;
    } catch (InferenceFailed e) {
      inference.close();
      throw new Failure(
          Exit.CONFIGURATION,
          "the model " + bundle.get().card().name() + " cannot be used here: " + e.getMessage(),
          e);
    }
  }

  private static List<Engine> engines() {
    return ServiceLoader.load(Engine.class).stream().map(ServiceLoader.Provider::get).toList();
  }

  @Override
  public Outputs infer(ModelRef model, Map<String, Tensor> inputs, Map<String, Tensor> claimed)
      throws Refused, Unable {
    return models.infer(model, inputs, claimed);
  }

  @Override
  public void close() {
    models.close();
    engines.forEach(Engine::close);
  }
}
