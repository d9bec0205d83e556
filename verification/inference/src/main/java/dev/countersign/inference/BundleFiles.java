package dev.countersign.inference;

import dev.countersign.inference.ModelRefused.Code;
import dev.countersign.receipt.Bytes32;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The regular files of a bundle's folder, by their relative path. Nothing else may be there: no
 * links, no pipes, no hidden files, no name beyond ASCII letters, digits, dot, dash and underscore
 * (so none with two Unicode forms), no two names that differ by letter case alone.
 */
final class BundleFiles {
  private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}");
  private static final int DEPTH = 4;

  private BundleFiles() {}

  /** Sizes by path, ascending. */
  static SortedMap<String, Long> list(Path folder, ModelLimits limits) throws ModelRefused {
    Walk walk = new Walk(folder, limits);
    try {
      if (!Files.isDirectory(folder)) {
        throw new ModelRefused(Code.NOT_A_BUNDLE, folder + " is not a folder");
      }
      Files.walkFileTree(folder, EnumSet.noneOf(FileVisitOption.class), DEPTH, walk);
    } catch (IOException e) {
      throw new ModelRefused(Code.NOT_A_BUNDLE, "cannot read " + folder + ": " + e, e);
    }
    if (walk.refusal != null) {
      throw walk.refusal;
    }
    return walk.sizes;
  }

  /** SHA-256 of each file by path. */
  static SortedMap<String, Bytes32> digests(Path folder, SortedMap<String, Long> sizes)
      throws ModelRefused {
    SortedMap<String, Bytes32> digests = new TreeMap<>();
    for (Map.Entry<String, Long> file : sizes.entrySet()) {
      digests.put(file.getKey(), digest(folder.resolve(file.getKey()), file.getValue()));
    }
    return digests;
  }

  /** SHA-256 of a file that must have exactly this size. */
  static Bytes32 digest(Path file, long size) throws ModelRefused {
    MessageDigest digest = sha256();
    try (SeekableByteChannel in = open(file)) {
      ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
      long seen = 0;
      while (in.read(buffer) >= 0) {
        buffer.flip();
        seen += buffer.remaining();
        if (seen > size) {
          break;
        }
        digest.update(buffer);
        buffer.clear();
      }
      requireSize(file, size, seen);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    return Bytes32.of(digest.digest());
  }

  /** Reads a file of exactly the buffer's capacity, and gives its SHA-256. */
  static Bytes32 read(Path file, ByteBuffer into) throws ModelRefused {
    try (SeekableByteChannel in = open(file)) {
      requireSize(file, into.capacity(), in.size());
      while (into.hasRemaining() && in.read(into) >= 0) {
        // until it is full or the file ends
      }
      requireSize(file, into.capacity(), into.position());
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    into.flip();
    MessageDigest digest = sha256();
    digest.update(into.duplicate());
    return Bytes32.of(digest.digest());
  }

  static SeekableByteChannel open(Path file) throws IOException {
    return Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
  }

  private static void requireSize(Path file, long expected, long seen) throws ModelRefused {
    if (expected != seen) {
      throw new ModelRefused(Code.NOT_A_BUNDLE, file + " changed while it was read");
    }
  }

  private static ModelRefused unreadable(Path file, IOException e) {
    return new ModelRefused(Code.NOT_A_BUNDLE, "cannot read " + file + ": " + e, e);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static final class Walk extends SimpleFileVisitor<Path> {
    private final Path folder;
    private final ModelLimits limits;
    private final SortedMap<String, Long> sizes = new TreeMap<>();
    private final Set<String> folded = new HashSet<>();
    private int seen;
    private long total;
    private @Nullable ModelRefused refusal;

    Walk(Path folder, ModelLimits limits) {
      this.folder = folder;
      this.limits = limits;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path entry, BasicFileAttributes attributes) {
      return entry.equals(folder) ? FileVisitResult.CONTINUE : named(entry);
    }

    @Override
    public FileVisitResult visitFile(Path entry, BasicFileAttributes attributes) {
      if (!attributes.isRegularFile()) {
        return refuse(Code.UNSAFE_PATH, shown(entry) + " is a link, a device or nested too deep");
      }
      total += attributes.size();
      if (total > limits.bundleBytes()) {
        return refuse(Code.TOO_LARGE, "more than " + limits.bundleBytes() + " bytes");
      }
      FileVisitResult result = named(entry);
      sizes.put(relative(entry), attributes.size());
      return result;
    }

    private FileVisitResult named(Path entry) {
      String name = entry.getFileName().toString();
      if (!SEGMENT.matcher(name).matches()) {
        return refuse(
            Code.UNSAFE_PATH,
            "the name "
                + shown(entry)
                + " has something else than ASCII letters, digits, dot, dash and underscore");
      }
      if (!folded.add(relative(entry).toLowerCase(Locale.ROOT))) {
        return refuse(Code.UNSAFE_PATH, shown(entry) + " differs from another by case alone");
      }
      if (++seen > limits.files()) {
        return refuse(Code.TOO_LARGE, "more than " + limits.files() + " files");
      }
      return FileVisitResult.CONTINUE;
    }

    private String relative(Path entry) {
      return folder.relativize(entry).toString().replace('\\', '/');
    }

    private String shown(Path entry) {
      return Excerpt.of(relative(entry));
    }

    private FileVisitResult refuse(Code code, String what) {
      refusal = new ModelRefused(code, "the bundle " + folder + ": " + what);
      return FileVisitResult.TERMINATE;
    }
  }
}
