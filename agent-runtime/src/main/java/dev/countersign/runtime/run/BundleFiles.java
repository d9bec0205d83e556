package dev.countersign.runtime.run;

import dev.countersign.receipt.Bundle;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Slot;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The certified bundles, a file each: {@code AGENT-SLOT.receipt.json}.
 *
 * @param folder where they are
 */
public record BundleFiles(Path folder) {
  /** Where the bundle of a slot is, or will be. */
  public Path file(String agent, Slot slot) {
    return folder.resolve(agent + "-" + slot + ".receipt.json");
  }

  /** Writes a bundle, all of it or nothing. */
  public Path write(Manifest manifest, Slot slot, Bundle bundle) throws Failure {
    Path file = file(manifest.name(), slot);
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try {
      Files.createDirectories(folder);
      Files.write(next, bundle.toBytes());
      try (FileChannel written = FileChannel.open(next, StandardOpenOption.WRITE)) {
        written.force(true);
      }
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return file;
    } catch (IOException e) {
      throw new Failure(Exit.UNEXPECTED, "cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
