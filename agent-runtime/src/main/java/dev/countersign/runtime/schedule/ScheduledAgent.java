package dev.countersign.runtime.schedule;

import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Mode;
import dev.countersign.runtime.agent.Agent.Misfire;

/**
 * An agent that is kept running.
 *
 * @param agentId as the gate knows it
 * @param name for people, and for pausing
 * @param mode whether money moves
 * @param schedule of its manifest; not on request
 * @param misfire what becomes of a missed slot
 * @param deadline seconds that a slot's window is open
 * @param jitter seconds by which a start may be delayed
 * @param runner runs its slots
 */
public record ScheduledAgent(
    Bytes32 agentId,
    String name,
    Mode mode,
    Manifest.Schedule schedule,
    Misfire misfire,
    long deadline,
    long jitter,
    SlotRunner runner) {
  /**
   * @throws IllegalArgumentException when nothing but a request starts it
   */
  public ScheduledAgent {
    if (schedule.on().equals("request")) {
      throw new IllegalArgumentException(name + " has no schedule: it runs when it is asked to");
    }
  }

  /** Whether each block is a slot. */
  boolean onBlocks() {
    return schedule.on().equals("block");
  }

  SlotTimes times() {
    return new SlotTimes(schedule, jitter, agentId);
  }
}
