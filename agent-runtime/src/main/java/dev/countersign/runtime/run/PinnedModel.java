package dev.countersign.runtime.run;

import dev.countersign.inference.ModelBundle;
import dev.countersign.receipt.Bytes32;
import dev.countersign.runtime.agent.Agent;
import dev.countersign.runtime.agent.AgentFile;
import dev.countersign.runtime.agent.Durations;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.agent.LockFile;
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
