package dev.countersign.tools.wallet;

/**
 * How much work it is to try one passphrase (RFC 7914).
 *
 * @param n the memory and time, a power of two above 1
 * @param r the block size
 * @param p how often
 */
public record ScryptCost(int n, int r, int p) {
  /** What wallets use for keys that matter: 256 MiB, about a second. */
  public static final ScryptCost STANDARD = new ScryptCost(262_144, 8, 1);

  /** For local networks whose keys are worth nothing: 4 MiB. */
  public static final ScryptCost LIGHT = new ScryptCost(4096, 8, 1);

  private static final long MAX_MEMORY = 512L * 1024 * 1024;
  private static final long MAX_WORK = 1L << 23;

  /**
   * @throws IllegalArgumentException when it is no cost of scrypt, or more than 512 MiB or four
   *     times the standard work
   */
  public ScryptCost {
    if (n < 2 || Integer.bitCount(n) != 1 || r < 1 || p < 1) {
      throw new IllegalArgumentException("not parameters of scrypt: " + n + ", " + r + ", " + p);
    }
    if (128L * n * r > MAX_MEMORY || r > 64 || p > 64 || (long) n * r * p > MAX_WORK) {
      throw new IllegalArgumentException(
          "scrypt with n " + n + ", r " + r + ", p " + p + " costs more than is given to a file");
    }
  }
}
