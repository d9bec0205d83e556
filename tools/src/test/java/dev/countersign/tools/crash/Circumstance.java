package dev.countersign.tools.crash;

import dev.countersign.tools.outbox.State;

/** What else happens to an action, and how it must end. */
enum Circumstance {
  /** Nothing: it is executed. */
  PLAIN(State.SETTLED),
  /** Somebody else executes it while ours waits. */
  ELSEWHERE(State.SETTLED),
  /** The gate is paused before anything was signed. */
  PAUSED_BEFORE(State.REFUSED),
  /** The gate is paused while ours waits: it reverts, or is not signed again. */
  PAUSED_AFTER(State.FAILED, State.REFUSED),
  /** The gate is paused before anything was signed, and later somebody else executes it. */
  EXECUTED_LATER(State.SETTLED),
  /** Another receipt of the same slot is executed while ours waits. */
  OVERTAKEN(State.REPLACED),
  /**
   * It is dropped, and its time is over; a nonce that was somebody else's is then lost for good.
   */
  LATE(State.EXPIRED, State.REPLACED);

  private final State end;
  private final State otherwise;

  Circumstance(State end) {
    this(end, end);
  }

  Circumstance(State end, State otherwise) {
    this.end = end;
    this.otherwise = otherwise;
  }

  boolean mayEndAs(State state) {
    return state == end || state == otherwise;
  }

  /** Whether it happens when ours is out; blocks are held back until then. */
  boolean meanwhile() {
    return switch (this) {
      case PLAIN, PAUSED_BEFORE, EXECUTED_LATER -> false;
      case ELSEWHERE, PAUSED_AFTER, OVERTAKEN, LATE -> true;
    };
  }

  /** Whether the gate is paused from the beginning. */
  boolean pausedFirst() {
    return this == PAUSED_BEFORE || this == EXECUTED_LATER;
  }

  /** Whether its time passes while ours is out. */
  boolean late() {
    return this == LATE;
  }

  /** One that leads to a state. */
  static Circumstance leadingTo(State state) {
    return switch (state) {
      case PLANNED, CERTIFIED, SIGNED, BROADCAST, MINED, SETTLED -> PLAIN;
      case WATCHED -> EXECUTED_LATER;
      case REFUSED -> PAUSED_BEFORE;
      case FAILED -> PAUSED_AFTER;
      case REPLACED -> OVERTAKEN;
      case EXPIRED -> LATE;
    };
  }
}
