package dev.countersign.network.devnet;

import dev.countersign.network.devnet.DevnetFailed.Reason;
import dev.countersign.receipt.Bytes32;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The third-party packages of the local network, installed from the lock file that ships with this
 * module.
 *
 * <p>Guarantees: npm checks each package against the SHA-512 in our lock file and runs no script of
 * any package; a folder that carries our marker was installed whole; several processes may install
 * at once. A changed lock file is another folder, so an old installation is never mistaken for the
 * new one.
 */
final class NpmPackages {
  private static final String RESOURCES = "/dev/countersign/network/npm/";
  private static final Duration INSTALL_LIMIT = Duration.ofMinutes(8);
  private static final String MARKER = ".installed";

  private final Path folder;

  private NpmPackages(Path folder) {
    this.folder = folder;
  }

  /** The folder of one package, such as {@code @uniswap/v3-core}. */
  Path of(String packageName) {
    return folder.resolve("node_modules").resolve(packageName);
  }

  /**
   * Installs the packages, or finds them installed.
   *
   * @param cache where installations are kept
   * @param programs where {@code npm} is looked for
   * @throws DevnetFailed with {@link Reason#NPM_MISSING}, {@link Reason#INSTALL_FAILED} or {@link
   *     Reason#BUSY}
   */
  static NpmPackages install(Path cache, Programs programs, Progress progress) throws DevnetFailed {
    byte[] lock = resource("package-lock.json");
    Path folder = cache.resolve("npm-" + Bytes32.sha256(lock).hex().substring(0, 16));
    if (Files.exists(folder.resolve(MARKER))) {
      return new NpmPackages(folder);
    }
    progress.at("installing the EVM node and the published contracts", 0, 0);
    ExclusiveLock held = ExclusiveLock.take(cache.resolve("npm.lock"), INSTALL_LIMIT);
    try (held) {
      if (!Files.exists(folder.resolve(MARKER))) {
        installInto(folder, lock, programs);
      }
      return new NpmPackages(folder);
    } catch (IOException | UncheckedIOException e) {
      throw new DevnetFailed(
          Reason.INSTALL_FAILED, "cannot install into " + folder + ": " + e.getMessage(), e);
    }
  }

  private static void installInto(Path folder, byte[] lock, Programs programs)
      throws DevnetFailed, IOException {
    Path npm =
        programs
            .find("npm")
            .orElseThrow(
                () ->
                    new DevnetFailed(
                        Reason.NPM_MISSING,
                        "the local network needs npm once, to fetch the EVM node and the published"
                            + " contracts, and npm is not on the PATH; install Node.js 20 or later"));
    Path work = folder.resolveSibling(folder.getFileName() + ".new");
    delete(work);
    delete(folder);
    Files.createDirectories(work);
    Files.write(work.resolve("package-lock.json"), lock);
    Files.write(work.resolve("package.json"), resource("package.json"));
    List<String> command =
        List.of(
            npm.toString(),
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--prefer-offline",
            "--loglevel=error");
    Programs.Outcome outcome = Programs.run(command, work, INSTALL_LIMIT);
    if (outcome.status() != 0) {
      throw new DevnetFailed(
          Reason.INSTALL_FAILED,
          "npm ci ended with status " + outcome.status() + ": " + outcome.complaint());
    }
    Files.writeString(work.resolve(MARKER), "ok\n", StandardCharsets.US_ASCII);
    Files.move(work, folder, StandardCopyOption.ATOMIC_MOVE);
  }

  private static byte[] resource(String name) throws DevnetFailed {
    try (InputStream in = NpmPackages.class.getResourceAsStream(RESOURCES + name)) {
      if (in == null) {
        throw new DevnetFailed(Reason.ARTIFACT_WRONG, "this build lacks " + RESOURCES + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new DevnetFailed(Reason.ARTIFACT_WRONG, "cannot read " + RESOURCES + name, e);
    }
  }

  private static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
