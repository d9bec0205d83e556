package dev.countersign.runtime.agent;

/** How a command ended. The numbers are stable: scripts depend on them. */
public enum Exit {
  /** Done; a hold and a slot that was done already are done. */
  DONE(0),
  /** Something nobody expected. */
  UNEXPECTED(1),
  /** The user's configuration, or arguments. */
  CONFIGURATION(2),
  /** Refused by the policy. */
  REFUSED(3),
  /** Not verified: too few verdicts, or a bundle that does not hold. */
  NOT_VERIFIED(4),
  /** The chain or the network cannot be reached. */
  UNREACHABLE(5),
  /** Stopped by the kill switch. */
  STOPPED(6),
  /** Certified, but not executed: reverted, expired or replaced. */
  NOT_EXECUTED(7);

  private final int code;

  Exit(int code) {
    this.code = code;
  }

  /** The process's exit code. */
  public int code() {
    return code;
  }
}
