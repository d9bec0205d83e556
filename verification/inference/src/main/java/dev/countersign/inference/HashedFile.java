package dev.countersign.inference;

import dev.countersign.inference.ModelRefused.Code;
import dev.countersign.receipt.Bytes32;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.security.MessageDigest;

/**
 * A file of a bundle that is read once from its beginning to its end. Nothing that came from it may
 * be used before {@link #requireHashed()} returned.
 */
public final class HashedFile implements AutoCloseable {
  private final Path file;
  private final Bytes32 expected;
  private final SeekableByteChannel in;
  private final MessageDigest digest = BundleFiles.sha256();
  private long left;

  HashedFile(Path file, long size, Bytes32 expected) throws IOException {
    this.file = file;
    this.expected = expected;
    this.left = size;
    this.in = BundleFiles.open(file);
  }

  /**
   * Fills the buffer from its position to its limit.
   *
   * @throws ModelRefused with {@link Code#TRUNCATED} when the file ends before
   */
  public void read(ByteBuffer into) throws ModelRefused {
    ByteBuffer part = into.duplicate();
    try {
      while (into.hasRemaining() && in.read(into) >= 0) {
        // until it is full or the file ends
      }
    } catch (IOException e) {
      throw new ModelRefused(Code.NOT_A_BUNDLE, "cannot read " + file + ": " + e, e);
    }
    if (into.hasRemaining()) {
      throw new ModelRefused(Code.TRUNCATED, file + " ends too early");
    }
    left -= part.remaining();
    digest.update(part);
  }

  /**
   * Everything was read, and it was what the bundle's digest covers.
   *
   * @throws ModelRefused with {@link Code#MODEL_DIGEST_MISMATCH} when it was not
   */
  public void requireHashed() throws ModelRefused {
    if (left != 0 || !Bytes32.of(digest.digest()).equals(expected)) {
      throw new ModelRefused(
          Code.MODEL_DIGEST_MISMATCH, file + " changed after the bundle was opened");
    }
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("cannot close " + file, e);
    }
  }
}
