package dev.countersign.inference;

import dev.countersign.inference.ModelRefused.Code;
import dev.countersign.receipt.Bytes32;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder of model bundles, each a folder named by its digest.
 *
 * <p>Guarantees: {@link #add} is atomic (a crash leaves the bundle whole or not at all, and its
 * files on disk) and does nothing the second time; everything that is given out was hashed at that
 * moment and has the digest of its folder. A folder with another name that is a bundle, such as one
 * in a checkout, is found as well. Does not guarantee anything about files that somebody puts there
 * while they are used.
 */
public final class ModelStore {
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
  private static final int LEAST_PREFIX = 8;
  private static final int MOST_BUNDLES = 1000;

  private final Path root;

  /** A store in this folder; it is created when something is added. */
  public ModelStore(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  /**
   * Copies a bundle into the store.
   *
   * @return the bundle as it is in the store
   * @throws ModelRefused when it is not a bundle that may be loaded
   */
  public ModelBundle add(Path folder) throws ModelRefused, IOException {
    ModelBundle source = ModelBundle.open(folder);
    Path target = root.resolve(source.digest().hex());
    if (!Files.exists(target)) {
      Files.createDirectories(root);
      Path copy = Files.createTempDirectory(root, ".adding-");
      try {
        copy(source, copy);
        ModelBundle.open(copy, source.digest());
        moveInto(copy, target);
      } finally {
        delete(copy);
      }
    }
    return ModelBundle.open(target, source.digest());
  }

  /** Writes a bundle into an empty folder. */
  @FunctionalInterface
  public interface Maker {
    /** Writes it, all files on disk when it returns. */
    void write(Path emptyFolder) throws InferenceFailed, IOException;
  }

  /**
   * Adds a bundle that is only now written, beside the others: it is there whole or not at all.
   *
   * @return the bundle as it is in the store
   * @throws InferenceFailed when it is not written, or is not a bundle that may be loaded
   */
  public ModelBundle make(Maker maker) throws InferenceFailed, IOException {
    Files.createDirectories(root);
    Path made = Files.createTempDirectory(root, ".adding-");
    try {
      maker.write(made);
      Bytes32 digest = ModelBundle.open(made).digest();
      Path target = root.resolve(digest.hex());
      if (!Files.exists(target)) {
        moveInto(made, target);
      }
      return ModelBundle.open(target, digest);
    } finally {
      delete(made);
    }
  }

  private static void copy(ModelBundle source, Path target) throws IOException, ModelRefused {
    for (String path : source.files().keySet()) {
      Path file = target.resolve(path);
      Files.createDirectories(file.getParent());
      Files.copy(source.folder().resolve(path), file);
      try (FileChannel written = FileChannel.open(file, StandardOpenOption.WRITE)) {
        written.force(true);
      }
    }
  }

  private void moveInto(Path copy, Path target) throws IOException {
    try {
      Files.move(copy, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (java.nio.file.FileSystemException e) {
      if (!Files.exists(target)) {
        throw e;
      }
      // Somebody else added the same bundle at the same time.
    }
    try (FileChannel folder = FileChannel.open(root, StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  /**
   * Every bundle, by name and then digest.
   *
   * @throws ModelRefused when one of them is damaged
   */
  public List<ModelBundle> list() throws ModelRefused, IOException {
    List<ModelBundle> bundles = new ArrayList<>();
    for (Path folder : folders()) {
      bundles.add(open(folder));
    }
    bundles.sort(
        Comparator.comparing((ModelBundle bundle) -> bundle.card().name())
            .thenComparing(ModelBundle::digest));
    return bundles;
  }

  /**
   * The one bundle of this name, digest, or at least 8 digits that a digest begins with.
   *
   * @throws ModelRefused with {@link Code#UNKNOWN_MODEL} or {@link Code#AMBIGUOUS_NAME} when there
   *     is not exactly one, or when it is damaged
   */
  public ModelBundle find(String nameOrDigest) throws ModelRefused, IOException {
    if (DIGEST.matcher(nameOrDigest).matches() && Files.isDirectory(root.resolve(nameOrDigest))) {
      return open(root.resolve(nameOrDigest));
    }
    Found all = openAll();
    List<ModelBundle> found =
        all.bundles().stream()
            .filter(
                bundle ->
                    bundle.card().name().equals(nameOrDigest)
                        || (nameOrDigest.length() >= LEAST_PREFIX
                            && bundle.digest().hex().startsWith(nameOrDigest)))
            .toList();
    List<Bytes32> digests = found.stream().map(ModelBundle::digest).distinct().toList();
    if (digests.isEmpty()) {
      throw all.damage()
          .orElseGet(
              () ->
                  new ModelRefused(
                      Code.UNKNOWN_MODEL, "no model " + Excerpt.of(nameOrDigest) + " in " + root));
    }
    if (digests.size() > 1) {
      throw new ModelRefused(
          Code.AMBIGUOUS_NAME,
          Excerpt.of(nameOrDigest) + " could be any of " + digests + "; name one by its digest");
    }
    return found.getFirst();
  }

  /**
   * The bundle of exactly this digest, as a lock file or a manifest pins it.
   *
   * @throws ModelRefused with {@link Code#MODEL_DIGEST_MISMATCH} when there is only one of that
   *     name with another digest, with {@link Code#UNKNOWN_MODEL} when there is none at all
   */
  public ModelBundle load(String name, Bytes32 digest) throws ModelRefused, IOException {
    Path folder = root.resolve(digest.hex());
    if (Files.isDirectory(folder)) {
      return ModelBundle.open(folder, digest);
    }
    Found all = openAll();
    for (ModelBundle bundle : all.bundles()) {
      if (bundle.digest().equals(digest)) {
        return bundle;
      }
    }
    for (ModelBundle bundle : all.bundles()) {
      if (bundle.card().name().equals(name)) {
        throw new ModelRefused(
            Code.MODEL_DIGEST_MISMATCH,
            "the model %s in %s has the digest %s; %s was asked for"
                .formatted(name, bundle.folder(), bundle.digest(), digest));
      }
    }
    throw all.damage()
        .orElseGet(
            () ->
                new ModelRefused(
                    Code.UNKNOWN_MODEL,
                    "no model " + Excerpt.of(name) + " (" + digest + ") in " + root));
  }

  /**
   * @param damage what is wrong with the first of the others
   */
  private record Found(List<ModelBundle> bundles, Optional<ModelRefused> damage) {}

  /** A damaged bundle does not stand in the way of the others; it is named if nothing is found. */
  private Found openAll() throws ModelRefused, IOException {
    List<ModelBundle> bundles = new ArrayList<>();
    Optional<ModelRefused> damage = Optional.empty();
    for (Path folder : folders()) {
      try {
        bundles.add(open(folder));
      } catch (ModelRefused e) {
        damage = damage.or(() -> Optional.of(e));
      }
    }
    return new Found(bundles, damage);
  }

  private static ModelBundle open(Path folder) throws ModelRefused {
    String name = folder.getFileName().toString();
    return DIGEST.matcher(name).matches()
        ? ModelBundle.open(folder, new Bytes32(name))
        : ModelBundle.open(folder);
  }

  private List<Path> folders() throws IOException, ModelRefused {
    List<Path> folders = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
      for (Path entry : entries) {
        if (Files.isRegularFile(entry.resolve(ModelCard.FILE))
            && !entry.getFileName().toString().startsWith(".")) {
          folders.add(entry);
        }
        if (folders.size() > MOST_BUNDLES) {
          throw new ModelRefused(Code.TOO_LARGE, root + " has more than 1000 models");
        }
      }
    } catch (NoSuchFileException e) {
      return List.of();
    }
    return folders;
  }
}
