package dev.countersign.tools.store;

import dev.countersign.tools.store.StoreFailed.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A copy of H2's file in a folder of its own, which only this user can read.
 *
 * <p>The file only grows at its end or over space that was free for at least 45 seconds (H2's
 * retention time), and each part of it has a checksum; so a copy made while it is written is what a
 * crash at that moment would leave, and opens as that does.
 */
final class Snapshot implements AutoCloseable {
  private static final String SUFFIX = ".mv.db";

  private final Path folder;

  private Snapshot(Path folder) {
    this.folder = folder;
  }

  static Snapshot of(Path file) throws StoreFailed {
    Path original = file.resolveSibling(file.getFileName() + SUFFIX);
    try {
      Snapshot copy = new Snapshot(Files.createTempDirectory("countersign-snapshot-"));
      boolean made = false;
      try {
        if (Files.exists(original)) {
          Files.copy(original, copy.folder.resolve("copy" + SUFFIX));
        }
        made = true;
        return copy;
      } finally {
        if (!made) {
          copy.close();
        }
      }
    } catch (IOException e) {
      throw new StoreFailed(
          Kind.CANNOT_OPEN, "the database cannot be copied for reading: " + e.getMessage(), e);
    }
  }

  /** The copy, without the suffix. */
  Path file() {
    return folder.resolve("copy");
  }

  @Override
  public void close() {
    try (Stream<Path> paths = Files.walk(folder)) {
      List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + folder, e);
    }
  }
}
