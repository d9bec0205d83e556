package dev.countersign.receipt;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * What a receipt says of a language model's answer, read from its output tensors: {@code tokens}
 * (int64, one dimension), {@code finish} (uint8, one element: 0 stop, 1 length, 2 unsure) and
 * {@code root} (uint8, 32 elements).
 *
 * @param tokens how many were drawn, 1 or more
 * @param finish why it stopped: {@code stop} at its own end, {@code length} at the limit, {@code
 *     unsure} where the best choice was not far enough ahead of the next
 * @param root SHA-256 over the digests of the logits that the tokens were chosen from
 */
public record Said(long tokens, String finish, Bytes32 root) {
  /** The tensor of the tokens. */
  public static final String TOKENS = "tokens";

  /** The tensor that says why it stopped. */
  public static final String FINISH = "finish";

  /** The tensor of the root. */
  public static final String ROOT = "root";

  /** Why an answer stopped, by the number in the tensor. */
  public static final List<String> FINISHES = List.of("stop", "length", "unsure");

  /**
   * Reads it.
   *
   * @throws ReceiptRejected with {@link Reason#SCHEMA} when a tensor is missing or not as described
   */
  public static Said in(List<Tensor> outputs) throws ReceiptRejected {
    long tokens = data(outputs, TOKENS, Tensor.Type.INT64).remaining() / Long.BYTES;
    ByteBuffer finish = data(outputs, FINISH, Tensor.Type.UINT8);
    ByteBuffer root = data(outputs, ROOT, Tensor.Type.UINT8);
    if (tokens == 0
        || finish.remaining() != 1
        || finish.get(0) < 0
        || finish.get(0) >= FINISHES.size()
        || root.remaining() != Bytes32.ZERO.toArray().length) {
      throw new ReceiptRejected(
          Reason.SCHEMA, "the outputs are not the tokens, finish and root of a language model");
    }
    byte[] digest = new byte[root.remaining()];
    root.get(digest);
    return new Said(tokens, FINISHES.get(finish.get(0)), Bytes32.of(digest));
  }

  private static ByteBuffer data(List<Tensor> outputs, String name, Tensor.Type type)
      throws ReceiptRejected {
    for (Tensor tensor : outputs) {
      if (tensor.name().equals(name) && tensor.type() == type && tensor.dims().size() == 1) {
        return tensor.data();
      }
    }
    throw new ReceiptRejected(
        Reason.SCHEMA, "the outputs of a language model lack the tensor " + name);
  }
}
