package dev.countersign.inference.language;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * What an answer leaves of the logits it was chosen from: a byte of each row's digest, and one
 * digest over all of them. See {@code docs/sampling.md} for what each buys.
 */
final class Evidence {
  private final MessageDigest ofRow = sha256();
  private final MessageDigest ofAll = sha256();
  private final byte[] row;
  private final ByteBuffer view;
  private final byte[] digest = new byte[32];
  private byte[] bytes = new byte[64];
  private int count;

  Evidence(int vocabulary) {
    this.row = new byte[4 * vocabulary];
    this.view = ByteBuffer.wrap(row).order(ByteOrder.LITTLE_ENDIAN);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Adds the row that the next token is chosen from. */
  void add(float[] logits) {
    view.asFloatBuffer().put(logits);
    ofRow.update(row);
    try {
      ofRow.digest(digest, 0, digest.length);
    } catch (DigestException e) {
      throw new IllegalStateException("32 bytes are enough for SHA-256", e);
    }
    ofAll.update(digest);
    if (count == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * count);
    }
    bytes[count++] = digest[0];
  }

  /** The first byte of each row's digest, in order. */
  byte[] bytes() {
    return Arrays.copyOf(bytes, count);
  }

  /** The digest over all rows' digests; the evidence is complete then. */
  byte[] root() {
    return ofAll.digest();
  }
}
