package dev.countersign.network.evaluate;

import dev.countersign.receipt.Bytes32;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * The digest of a piece of code: the Merkle tree hash of RFC 6962 over all class files beside a
 * class, in its jar or its folder. A leaf is the path (UTF-8, with {@code /}), a zero byte and the
 * file's SHA-256; leaves are sorted by the bytes of the path.
 *
 * <p>Guarantees: a folder of classes and a jar of the same classes have the same digest; any change
 * to any of the class files changes it. Does not cover what that code calls in other jars, nor
 * resources.
 */
public final class CodeDigest {
  private static final String CLASS = ".class";

  private CodeDigest() {}

  /**
   * The digest of the jar or folder that a class was loaded from.
   *
   * @throws IllegalArgumentException when the class did not come from a jar or a folder that can be
   *     read
   */
  public static Bytes32 of(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      throw new IllegalArgumentException("where " + type.getName() + " comes from is not known");
    }
    try {
      Path path = Path.of(source.getLocation().toURI());
      return Bytes32.of(root(leaves(Files.isDirectory(path) ? folder(path) : jar(path))));
    } catch (IOException | URISyntaxException e) {
      throw new IllegalArgumentException(
          "the code of " + type.getName() + " cannot be read from " + source.getLocation(), e);
    }
  }

  private static SortedMap<byte[], Bytes32> folder(Path folder) throws IOException {
    SortedMap<byte[], Bytes32> files = new TreeMap<>(Arrays::compareUnsigned);
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
        String path = folder.relativize(file).toString().replace('\\', '/');
        if (path.endsWith(CLASS)) {
          files.put(
              path.getBytes(StandardCharsets.UTF_8), Bytes32.sha256(Files.readAllBytes(file)));
        }
      }
    }
    return files;
  }

  private static SortedMap<byte[], Bytes32> jar(Path path) throws IOException {
    SortedMap<byte[], Bytes32> files = new TreeMap<>(Arrays::compareUnsigned);
    try (JarFile jar = new JarFile(path.toFile(), true)) {
      for (Enumeration<JarEntry> all = jar.entries(); all.hasMoreElements(); ) {
        JarEntry entry = all.nextElement();
        if (entry.getName().endsWith(CLASS)) {
          try (InputStream in = jar.getInputStream(entry)) {
            files.put(
                entry.getName().getBytes(StandardCharsets.UTF_8),
                Bytes32.sha256(in.readAllBytes()));
          }
        }
      }
    }
    return files;
  }

  private static List<byte[]> leaves(SortedMap<byte[], Bytes32> files) {
    return files.entrySet().stream()
        .map(file -> join((byte) 0, file.getKey(), new byte[1], file.getValue().toArray()))
        .map(CodeDigest::sha256)
        .toList();
  }

  /** RFC 6962 section 2.1: the left part is the largest power of two below the number of leaves. */
  private static byte[] root(List<byte[]> leaves) {
    int n = leaves.size();
    if (n == 0) {
      return sha256(new byte[0]);
    }
    if (n == 1) {
      return leaves.getFirst();
    }
    int left = Integer.highestOneBit(n - 1);
    return sha256(join((byte) 1, root(leaves.subList(0, left)), root(leaves.subList(left, n))));
  }

  private static byte[] join(byte first, byte[]... rest) {
    ByteBuffer bytes = ByteBuffer.allocate(1 + Stream.of(rest).mapToInt(part -> part.length).sum());
    bytes.put(first);
    for (byte[] part : rest) {
      bytes.put(part);
    }
    return bytes.array();
  }

  private static byte[] sha256(byte[] bytes) {
    return Bytes32.sha256(bytes).toArray();
  }
}
