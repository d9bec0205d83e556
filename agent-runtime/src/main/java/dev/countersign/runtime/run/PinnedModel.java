package dev.countersign.runtime.run;

import dev.countersign.inference.ModelBundle;
import dev.countersign.receipt.Bytes32;
import dev.countersign.runtime.agent.Agent;
import dev.countersign.runtime.agent.AgentFile;
import dev.countersign.runtime.agent.Durations;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.agent.LockFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The model of an agent, as its lock file pins it. */
public final class PinnedModel {
  private PinnedModel() {}

  /**
   * The bundle that the lock file names; empty where the agent has no model.
   *
   * @throws Failure with {@link Exit#CONFIGURATION} when it is not pinned, not here, or not the one
   *     that was pinned, or when it was trained on candles of another interval
   */
  public static Optional<ModelBundle> of(AgentFile file, Models models) throws Failure {
    String name = file.agent().decide().model();
    if (name.equals(Agent.Decide.NONE)) {
      return Optional.empty();
    }
    LockFile lock = LockFile.of(file.path());
    Optional<Bytes32> digest = lock.model(name);
    if (digest.isEmpty()) {
      throw new Failure(
          Exit.CONFIGURATION,
          lock.path()
              + " does not pin the model "
              + name
              + "; write it with: countersign model lock "
              + file.path());
    }
    ModelBundle bundle = models.pinned(name, digest.get(), lock.path());
    checkInterval(file, bundle);
    return Optional.of(bundle);
  }

  /** Whether an agent has a model that nothing pins. */
  public static boolean missing(AgentFile file) throws Failure {
    String name = file.agent().decide().model();
    return !name.equals(Agent.Decide.NONE) && LockFile.of(file.path()).model(name).isEmpty();
  }

  /**
   * What was pinned.
   *
   * @param path of the lock file
   * @param bundle the model
   * @param before what was pinned before
   */
  public record Pin(Path path, ModelBundle bundle, Optional<Bytes32> before) {}

  /**
   * Pins the model of an agent by the digest of the one that is here.
   *
   * @throws Failure with {@link Exit#CONFIGURATION} when it names none, or there is none
   */
  public static Pin pin(AgentFile file, Models models) throws Failure {
    String name = file.agent().decide().model();
    if (name.equals(Agent.Decide.NONE)) {
      throw new Failure(
          Exit.CONFIGURATION, file.path() + " names no model, so there is nothing to pin");
    }
    ModelBundle bundle = models.find(name);
    LockFile before = LockFile.of(file.path());
    try {
      before.with(name, bundle.digest()).write();
    } catch (IOException e) {
      throw new Failure(
          Exit.CONFIGURATION, "cannot write " + before.path() + ": " + e.getMessage(), e);
    }
    return new Pin(before.path(), bundle, before.model(name));
  }

  /** A model that was trained on hourly candles means nothing on others. */
  public static void checkInterval(AgentFile file, ModelBundle bundle) throws Failure {
    String trained = bundle.card().interval();
    if (trained.equals("none")) {
      return;
    }
    for (Agent.Observe observe : file.agent().observe()) {
      if (observe instanceof Agent.Candles candles
          && !Durations.text(candles.interval()).equals(trained)) {
        throw new Failure(
            Exit.CONFIGURATION,
            file.path()
                + ": the model "
                + bundle.card().name()
                + " was trained on candles of "
                + trained
                + ", but the agent observes candles of "
                + Durations.text(candles.interval()));
      }
    }
  }
}
