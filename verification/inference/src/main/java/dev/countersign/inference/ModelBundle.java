package dev.countersign.inference;

import dev.countersign.inference.ModelRefused.Code;
import dev.countersign.inference.decoder.DecoderBundle;
import dev.countersign.receipt.Bytes32;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A model on disk: a folder with {@code model.json} (the {@link ModelCard}), the ONNX graph,
 * weights beside it if it has any, and a {@link SelfTest}. Named by the {@link MerkleTree} root
 * over its files.
 *
 * <p>Guarantees, once opened: every file was hashed; {@link #read} and {@link #stream} give only
 * the bytes that were hashed. Of the format {@code onnx}: the graph was read by this module's own
 * bounded reader and can ask for neither more memory nor more work than the limits; it has the
 * inputs and outputs of the card. Of the format {@code decoder}: what {@link DecoderBundle} says.
 * Does not guarantee that the engine takes it, or that it is any good.
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
  private final @Nullable OnnxGraph graph;

  private ModelBundle(Path folder) throws ModelRefused {
    this.folder = folder;
    this.sizes = BundleFiles.list(folder, ModelLimits.DECODER);
    ByteBuffer cardBytes = ByteBuffer.allocate((int) size(ModelCard.FILE, MOST_CARD));
    Bytes32 cardDigest = BundleFiles.read(folder.resolve(ModelCard.FILE), cardBytes);
    this.card = ModelCard.parse(cardBytes.array());
    boolean onnx = card.format().equals(ModelCard.ONNX);
    ModelLimits limits = onnx ? ModelLimits.DEFAULT : ModelLimits.DECODER;
    requireTotal(limits);
    this.digests = BundleFiles.digests(folder, sizes);
    requireSame(ModelCard.FILE, cardDigest);
    this.digest = MerkleTree.root(digests);
    this.selfTest = SelfTest.parse(bytes(card.selfTest(), MOST_SELF_TEST), card);
    byte[] graphBytes = bytes(card.graph(), limits.graphBytes());
    this.graph = onnx ? OnnxGraph.check(graphBytes, card, sizes, limits) : null;
  }

  private void requireTotal(ModelLimits limits) throws ModelRefused {
    long total = sizes.values().stream().mapToLong(size -> size).sum();
    if (total > limits.bundleBytes()) {
      throw new ModelRefused(
          Code.TOO_LARGE,
          "the bundle %s has %d bytes; the limit of the format %s is %d"
              .formatted(folder, total, card.format(), limits.bundleBytes()));
    }
  }

  /**
   * Opens a bundle and looks at all of it.
   *
   * @throws ModelRefused when anything is not as it must be
   */
  public static ModelBundle open(Path folder) throws ModelRefused {
    ModelBundle bundle = new ModelBundle(folder);
    if (bundle.card.format().equals(ModelCard.DECODER)) {
      DecoderBundle.open(bundle);
    }
    return bundle;
  }

  /**
   * Opens a bundle that must have this digest.
   *
   * @throws ModelRefused with {@link Code#MODEL_DIGEST_MISMATCH} when it has another
   */
  public static ModelBundle open(Path folder, Bytes32 expected) throws ModelRefused {
    SortedMap<String, Long> sizes = BundleFiles.list(folder, ModelLimits.DECODER);
    requireDigest(folder, expected, MerkleTree.root(BundleFiles.digests(folder, sizes)));
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

  /** Of the format {@code onnx} only. */
  OnnxGraph graph() {
    return Objects.requireNonNull(graph, "a decoder's graph is derived, not read");
  }

  /**
   * The size of a file of the bundle, in bytes.
   *
   * @throws ModelRefused with {@link Code#NOT_A_BUNDLE} when it is not there
   */
  public long size(String path) throws ModelRefused {
    Long size = sizes.get(path);
    if (size == null) {
      throw new ModelRefused(
          Code.NOT_A_BUNDLE, "the bundle " + folder + " has no file " + Excerpt.of(path));
    }
    return size;
  }

  /**
   * Reads a file of the bundle again.
   *
   * @param most the size above which it is refused, in bytes
   * @throws ModelRefused with {@link Code#MODEL_DIGEST_MISMATCH} when it changed since, with {@link
   *     Code#TOO_LARGE} or {@link Code#NOT_A_BUNDLE}
   */
  public byte[] bytes(String path, long most) throws ModelRefused {
    size(path, most);
    byte[] bytes = room(path, byte[]::new);
    read(path, ByteBuffer.wrap(bytes));
    return bytes;
  }

  /**
   * Reads a file of the bundle again from its beginning to its end, without holding it.
   *
   * @throws ModelRefused when it cannot be opened
   */
  public HashedFile stream(String path) throws ModelRefused {
    long size = size(path);
    try {
      return new HashedFile(folder.resolve(path), size, fileDigest(path));
    } catch (IOException e) {
      throw new ModelRefused(
          Code.NOT_A_BUNDLE, "cannot read " + folder.resolve(path) + ": " + e, e);
    }
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

  private long size(String path, long most) throws ModelRefused {
    long size = size(path);
    if (size > most) {
      throw new ModelRefused(
          Code.TOO_LARGE, path + " has " + size + " bytes; the limit is " + most);
    }
    return size;
  }

  private void read(String path, ByteBuffer into) throws ModelRefused {
    requireSame(path, BundleFiles.read(folder.resolve(path), into));
  }

  private void requireSame(String path, Bytes32 seen) throws ModelRefused {
    if (!seen.equals(fileDigest(path))) {
      throw new ModelRefused(
          Code.MODEL_DIGEST_MISMATCH,
          folder.resolve(path) + " changed after the bundle was opened");
    }
  }

  private Bytes32 fileDigest(String path) {
    return Objects.requireNonNull(digests.get(path), path);
  }

  @Override
  public String toString() {
    return card.name() + " " + digest;
  }
}
