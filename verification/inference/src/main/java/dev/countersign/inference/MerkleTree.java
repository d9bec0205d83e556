package dev.countersign.inference;

import dev.countersign.receipt.Bytes32;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * One digest for a set of named files: the Merkle tree hash of RFC 6962 section 2.1 over SHA-256.
 *
 * <p>The leaves are the files in ascending order of their path's UTF-8 bytes (unsigned). A leaf's
 * input is the length of the path in bytes as an unsigned 64-bit big-endian integer, the path's
 * UTF-8 bytes with {@code /} between segments, and the 32 bytes of the file's SHA-256. A leaf
 * hashes to SHA-256(00 || input), an inner node to SHA-256(01 || left || right), where the left
 * part has the largest power of two of leaves that is smaller than the whole. No files hash to
 * SHA-256 of nothing.
 */
public final class MerkleTree {
  private MerkleTree() {}

  /** The root over files by their relative path. */
  public static Bytes32 root(Map<String, Bytes32> files) {
    List<byte[]> leaves =
        files.entrySet().stream()
            .map(file -> Map.entry(utf8(file.getKey()), file.getValue()))
            .sorted(Map.Entry.comparingByKey(Arrays::compareUnsigned))
            .map(file -> leaf(file.getKey(), file.getValue()))
            .toList();
    return Bytes32.of(leaves.isEmpty() ? sha256(new byte[0]) : root(leaves));
  }

  private static byte[] root(List<byte[]> leaves) {
    if (leaves.size() == 1) {
      return leaves.getFirst();
    }
    int left = Integer.highestOneBit(leaves.size() - 1);
    ByteArrayOutputStream node = new ByteArrayOutputStream(65);
    node.write(1);
    node.writeBytes(root(leaves.subList(0, left)));
    node.writeBytes(root(leaves.subList(left, leaves.size())));
    return sha256(node.toByteArray());
  }

  private static byte[] leaf(byte[] path, Bytes32 digest) {
    return sha256(
        ByteBuffer.allocate(1 + 8 + path.length + 32)
            .put((byte) 0)
            .putLong(path.length)
            .put(path)
            .put(digest.toArray())
            .array());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
