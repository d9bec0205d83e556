package dev.countersign.inference.language;

import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An answer and the evidence for it. Immutable. */
public final class Generation {
  /** The names of the tensors. */
  public static final List<String> TENSORS = List.of("tokens", "logits", "root", "text", "finish");

  /** Why an answer ends. */
  public enum Finish {
    /** The model ended it. */
    STOP(0),
    /** There was no room for more. */
    LENGTH(1),
    /** The last token was too close to call; nothing should be done on account of this answer. */
    UNSURE(2);

    private final int number;

    Finish(int number) {
      this.number = number;
    }

    /** The number in the tensor. */
    public int number() {
      return number;
    }
  }

  private final long[] tokens;
  private final byte[] evidence;
  private final Bytes32 root;
  private final byte[] bytes;
  private final Finish finish;

  Generation(long[] tokens, byte[] evidence, Bytes32 root, byte[] bytes, Finish finish) {
    this.tokens = tokens.clone();
    this.evidence = evidence.clone();
    this.root = root;
    this.bytes = bytes.clone();
    this.finish = finish;
  }

  /** The answer's ids, its end included where it has one; at least 1. */
  public long[] tokens() {
    return tokens.clone();
  }

  /**
   * One byte for each token that was chosen and not forced: the first of the SHA-256 of the row of
   * logits that it was chosen from, as little-endian binary32.
   */
  public byte[] evidence() {
    return evidence.clone();
  }

  /** SHA-256 over the digests of those rows in order. */
  public Bytes32 root() {
    return root;
  }

  /**
   * The answer in UTF-8, markers of calls included, the end left out; it may end in a character.
   */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Why it ends. */
  public Finish finish() {
    return finish;
  }

  /** The answer as text; bytes that are no UTF-8 are U+FFFD. */
  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** The model's outputs, by name. */
  public Map<String, Tensor> toTensors() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("tokens", Tensor.ofLongs("tokens", List.of((long) tokens.length), tokens));
    tensors.put("logits", Tensor.ofBytes("logits", evidence));
    tensors.put("root", Tensor.ofBytes("root", root.toArray()));
    tensors.put("text", Tensor.ofBytes("text", bytes));
    tensors.put("finish", Tensor.ofBytes("finish", new byte[] {(byte) finish.number()}));
    return tensors;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Generation generation
        && Arrays.equals(tokens, generation.tokens)
        && Arrays.equals(evidence, generation.evidence)
        && root.equals(generation.root)
        && Arrays.equals(bytes, generation.bytes)
        && finish == generation.finish;
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(tokens) + root.hashCode();
  }

  @Override
  public String toString() {
    return tokens.length + " tokens, " + finish + ": " + text();
  }
}
