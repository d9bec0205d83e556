package dev.countersign.network.chain;

import java.time.Duration;

/**
 * How long a node may take and how much it may answer.
 *
 * @param connect to open a connection
 * @param read between two parts of an answer
 * @param call for one request as a whole, whatever happens in it
 * @param maxBytes the largest answer that is read, after decompression
 */
public record RpcLimits(Duration connect, Duration read, Duration call, int maxBytes) {
  /** Two seconds to connect, five between parts, ten in all, 64 MiB. */
  public static final RpcLimits DEFAULT =
      new RpcLimits(
          Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(10), 64 * 1024 * 1024);

  /**
   * @throws IllegalArgumentException when a limit is not positive: there is no "no limit"
   */
  public RpcLimits {
    requirePositive("connect", connect);
    requirePositive("read", read);
    requirePositive("call", call);
    if (maxBytes <= 0) {
      throw new IllegalArgumentException("maxBytes must be positive, not " + maxBytes);
    }
  }

  /** The same limits with another time for one request as a whole. */
  public RpcLimits withCall(Duration limit) {
    return new RpcLimits(connect, read, limit, maxBytes);
  }

  private static void requirePositive(String name, Duration duration) {
    if (duration.isZero() || duration.isNegative()) {
      throw new IllegalArgumentException(name + " must be positive, not " + duration);
    }
  }
}
