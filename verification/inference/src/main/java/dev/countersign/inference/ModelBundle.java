package dev.countersign.inference;

import dev.countersign.inference.ModelRefused.Code;
import dev.countersign.receipt.Bytes32;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * A model on disk: a folder with {@code model.json} (the {@link ModelCard}), the ONNX graph,
 * weights beside it if it has any, and a {@link SelfTest}. Named by the {@link MerkleTree} root
 * over its files.
 *
 * <p>Guarantees, once opened: every file was hashed; the graph was read by this module's own
 * bounded reader and can ask for neither more memory nor more work than the limits; it has the
 * inputs and outputs of the card; {@link #read} gives only the bytes that were hashed. Does not
 * guarantee that the engine takes it, or that it is any good.
 */
public final class ModelBundle {
  private static final int MOST_CARD = 1 << 20;
  private static final int MOST_SELF_TEST = 16 << 20;

  private final Path folder;
  private final SortedMap<String, Bytes32> digests;
  private final SortedMap<String, Long> sizes;
  private final Bytes32 digest;
  private final ModelCard card;
  private final SelfTest selfTest;
  private final OnnxGraph graph;

  private ModelBundle(Path folder, ModelLimits limits) throws ModelRefused {
    this.folder = folder;
    this.sizes = BundleFiles.list(folder, limits);
    this.digests = new TreeMap<>();
    for (Map.Entry<String, Long> file : sizes.entrySet()) {
      digests.put(
          file.getKey(), BundleFiles.digest(folder.resolve(file.getKey()), file.getValue()));
    }
    this.digest = MerkleTree.root(digests);
    this.card = ModelCard.parse(bytes(ModelCard.FILE, MOST_CARD));
    this.selfTest = SelfTest.parse(bytes(card.selfTest(), MOST_SELF_TEST), card);
    this.graph = OnnxGraph.check(bytes(card.graph(), limits.graphBytes()), card, sizes, limits);
  }

  /**
   * Opens a bundle and looks at all of it.
   *
   * @throws ModelRefused when anything is not as it must be
   */
  public static ModelBundle open(Path folder) throws ModelRefused {
    return new ModelBundle(folder, ModelLimits.DEFAULT);
  }

  /**
   * Opens a bundle that must have this digest.
   *
   * @throws ModelRefused with {@link Code#MODEL_DIGEST_MISMATCH} when it has another
   */
  public static ModelBundle open(Path folder, Bytes32 expected) throws ModelRefused {
    SortedMap<String, Bytes32> digests = new TreeMap<>();
    for (Map.Entry<String, Long> file : BundleFiles.list(folder, ModelLimits.DEFAULT).entrySet()) {
      digests.put(
          file.getKey(), BundleFiles.digest(folder.resolve(file.getKey()), file.getValue()));
    }
    requireDigest(folder, expected, MerkleTree.root(digests));
    ModelBundle bundle = open(folder);
    requireDigest(folder, expected, bundle.digest);
    return bundle;
  }

  private static void requireDigest(Path folder, Bytes32 expected, Bytes32 found)
      throws ModelRefused {
    if (!found.equals(expected)) {
      throw new ModelRefused(
          Code.MODEL_DIGEST_MISMATCH,
          "the model in %s has the digest %s; %s was asked for: a file was changed, added or removed"
              .formatted(folder, found, expected));
    }
  }

  /** The digest over all files. */
  public Bytes32 digest() {
    return digest;
  }

  /** What the bundle says about itself. */
  public ModelCard card() {
    return card;
  }

  /** What a host must reproduce before it votes. */
  public SelfTest selfTest() {
    return selfTest;
  }

  /** SHA-256 of the graph's file: the receipt's {@code model.graph}. */
  public Bytes32 graphDigest() {
    return fileDigest(card.graph());
  }

  /** The folder. */
  public Path folder() {
    return folder;
  }

  /** SHA-256 of each file by path. */
  public SortedMap<String, Bytes32> files() {
    return Collections.unmodifiableSortedMap(digests);
  }

  OnnxGraph graph() {
    return graph;
  }

  /**
   * Reads a file of the bundle again, into direct memory.
   *
   * @throws ModelRefused with {@link Code#MODEL_DIGEST_MISMATCH} when it changed since
   */
  ByteBuffer read(String path) throws ModelRefused {
    ByteBuffer bytes = room(path, ByteBuffer::allocateDirect);
    read(path, bytes);
    return bytes;
  }

  private <T> T room(String path, IntFunction<T> allocate) throws ModelRefused {
    long size = size(path);
    try {
      return allocate.apply(Math.toIntExact(size));
    } catch (OutOfMemoryError e) {
      throw new ModelRefused(
          Code.TOO_LARGE, path + " needs " + size + " bytes; the JVM has less to give", e);
    }
  }

  private byte[] bytes(String path, long most) throws ModelRefused {
    long size = size(path);
    if (size > most) {
      throw new ModelRefused(
          Code.TOO_LARGE, path + " has " + size + " bytes; the limit is " + most);
    }
    byte[] bytes = room(path, byte[]::new);
    read(path, ByteBuffer.wrap(bytes));
    return bytes;
  }

  private void read(String path, ByteBuffer into) throws ModelRefused {
    Bytes32 seen = BundleFiles.read(folder.resolve(path), into);
    if (!seen.equals(fileDigest(path))) {
      throw new ModelRefused(
          Code.MODEL_DIGEST_MISMATCH,
          folder.resolve(path) + " changed after the bundle was opened");
    }
  }

  private Bytes32 fileDigest(String path) {
    return java.util.Objects.requireNonNull(digests.get(path), path);
  }

  private long size(String path) throws ModelRefused {
    Long size = sizes.get(path);
    if (size == null) {
      throw new ModelRefused(
          Code.NOT_A_BUNDLE, "the bundle " + folder + " has no file " + Excerpt.of(path));
    }
    return size;
  }

  @Override
  public String toString() {
    return card.name() + " " + digest;
  }
}
