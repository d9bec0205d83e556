package dev.countersign.tools.outbox;

import java.math.BigInteger;
import java.time.Duration;

/**
 * How patient the outbox is.
 *
 * @param confirmations blocks on top of an end until it counts as final; zero to follow the node's
 *     {@code finalized} tag
 * @param resendAfter how long a transaction may be unknown to the node before it is sent again
 * @param bumpAfter how long a transaction may wait before its fees are raised
 * @param lostAfter how long the nonce may be used up, with none of our transactions mined, before
 *     it is believed; receipts may lag behind
 * @param poll between two looks at the chain
 * @param leastTip wei for who makes the block
 */
public record OutboxTerms(
    int confirmations,
    Duration resendAfter,
    Duration bumpAfter,
    Duration lostAfter,
    Duration poll,
    BigInteger leastTip) {
  /** For public networks with blocks every few seconds: final when the node says so. */
  public static final OutboxTerms DEFAULT =
      new OutboxTerms(
          0,
          Duration.ofSeconds(25),
          Duration.ofSeconds(45),
          Duration.ofSeconds(15),
          Duration.ofMillis(500),
          BigInteger.valueOf(1_000_000));

  /** For a local network that mines every second. */
  public static final OutboxTerms LOCAL =
      new OutboxTerms(
          1,
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          Duration.ofMillis(50),
          BigInteger.ONE);

  /**
   * @throws IllegalArgumentException when a wait is not positive
   */
  public OutboxTerms {
    boolean positive =
        confirmations >= 0
            && leastTip.signum() >= 0
            && resendAfter.isPositive()
            && bumpAfter.isPositive()
            && lostAfter.isPositive()
            && poll.isPositive();
    if (!positive) {
      throw new IllegalArgumentException("the outbox waits for positive times");
    }
  }
}
