package dev.countersign.network.quorum;

import java.time.Duration;

/**
 * How long verifiers may take and how much they may answer.
 *
 * @param connect to open a connection
 * @param total for all of them together, whatever happens
 * @param again before a verifier that does not know the block yet is asked again
 * @param maxBytes the longest answer that is read
 */
public record QuorumLimits(Duration connect, Duration total, Duration again, int maxBytes) {
  /** Two seconds to connect, 25 in all, a quarter of a second between questions, 64 KiB. */
  public static final QuorumLimits DEFAULT =
      new QuorumLimits(
          Duration.ofSeconds(2), Duration.ofSeconds(25), Duration.ofMillis(250), 64 * 1024);

  /**
   * @throws IllegalArgumentException when a limit is not positive: there is no "no limit"
   */
  public QuorumLimits {
    if (!connect.isPositive() || !total.isPositive() || !again.isPositive() || maxBytes < 1) {
      throw new IllegalArgumentException("every limit is positive");
    }
  }

  /** The same limits with another time in all. */
  public QuorumLimits withTotal(Duration limit) {
    return new QuorumLimits(connect, limit, again, maxBytes);
  }
}
