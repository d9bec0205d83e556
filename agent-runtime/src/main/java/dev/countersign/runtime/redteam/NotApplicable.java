package dev.countersign.runtime.redteam;

/** An attack cannot be tried on this agent; the message says why. */
final class NotApplicable extends Exception {
  private static final long serialVersionUID = 1L;

  NotApplicable(String why) {
    super(why);
  }
}
