package dev.countersign.network.node;

import dev.countersign.inference.InferenceFailed;
import dev.countersign.inference.ModelBundle;
import dev.countersign.inference.ModelCard;
import dev.countersign.inference.spi.Engine;
import dev.countersign.network.evaluate.ModelInference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engines of a node and the models that this machine can reproduce, tried at start-up. */
final class Models implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Models.class);

  private final List<Engine> engines;
  private final ModelInference inference;

  private Models(List<Engine> engines) {
    this.engines = engines;
    this.inference = new ModelInference(engines, Engine.Options.DEFAULT);
  }

  /**
   * Loads every model in these folders. One that is damaged, or whose self-test this machine does
   * not reproduce, is left out with a line in the log: the node abstains on it.
   */
  static Models load(List<Path> folders) throws NodeFailed {
    Models models =
        new Models(
            ServiceLoader.load(Engine.class).stream().map(ServiceLoader.Provider::get).toList());
    for (Path folder : folders) {
      try (Stream<Path> bundles = Files.list(folder)) {
        bundles
            .filter(bundle -> Files.isRegularFile(bundle.resolve(ModelCard.FILE)))
            .sorted()
            .forEach(models::add);
      } catch (IOException | UncheckedIOException e) {
        models.close();
        throw new NodeFailed(
            NodeFailed.Reason.MODELS, "the models in " + folder + " cannot be read: " + e, e);
      }
    }
    return models;
  }

  private void add(Path folder) {
    try {
      ModelBundle bundle = ModelBundle.open(folder);
      inference.add(bundle);
      LOG.info("model {} ({}) reproduced its self-test", bundle.card().name(), bundle.digest());
    } catch (InferenceFailed e) {
      LOG.warn("abstains on the model in {}: {}", folder, e.getMessage());
    }
  }

  ModelInference inference() {
    return inference;
  }

  @Override
  public void close() {
    inference.close();
    engines.forEach(Engine::close);
  }
}
