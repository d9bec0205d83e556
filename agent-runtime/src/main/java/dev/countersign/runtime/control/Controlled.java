package dev.countersign.runtime.control;

import dev.countersign.runtime.agent.Failure;
import tools.jackson.databind.JsonNode;

/** What can be asked of the process that keeps agents running. */
public interface Controlled {
  /** What is going on. */
  JsonNode status() throws Failure;

  /** Ends it; returns before it has ended. */
  void stop();

  /**
   * Lets an agent, or all, start no new run.
   *
   * @param agent by name; empty for all
   */
  void pause(String agent) throws Failure;

  /** Lets an agent, or all, run again; see {@link #pause}. */
  void resume(String agent) throws Failure;
}
