package dev.countersign.inference.language;

import dev.countersign.receipt.Bytes32;
import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;

/**
 * Numbers of the standard Gumbel distribution, one for each position and token, which everybody who
 * knows the seed computes alike: {@code gumbel-1} of {@code docs/sampling.md}.
 */
final class Gumbel {
  private static final double STEP = 0x1p-52;

  private final MessageDigest sha256 = Evidence.sha256();
  private final ByteBuffer block = ByteBuffer.allocate(32 + 8 + 4);
  private final byte[] digest = new byte[32];
  private final ByteBuffer read = ByteBuffer.wrap(digest);

  Gumbel(Bytes32 seed) {
    block.put(seed.toArray());
  }

  /** The number for a token at a position of the answer. */
  double at(long position, int token) {
    block.putLong(32, position).putInt(40, token);
    sha256.update(block.array());
    try {
      sha256.digest(digest, 0, digest.length);
    } catch (DigestException e) {
      throw new IllegalStateException("32 bytes are enough for SHA-256", e);
    }
    // 52 bits and a half: never 0, never 1, and exact.
    double uniform = ((read.getLong(0) >>> 12) + 0.5) * STEP;
    return -StrictMath.log(-StrictMath.log(uniform));
  }
}
