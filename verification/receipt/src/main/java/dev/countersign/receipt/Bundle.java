package dev.countersign.receipt;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A receipt with everything needed to check it, in one file {@code NAME.receipt.json}.
 *
 * <p>Guarantees: its bytes are their own canonical form (RFC 8785); one bundle has one byte form.
 * Does not guarantee that any of it fits together: that is for {@link Receipts}. Holds no secret.
 *
 * @param manifest the agent
 * @param envelope the signed receipt
 * @param observations what was seen, in the receipt's order
 * @param inputs the model's input tensors, ascending by name (they are sorted); none without a
 *     model
 * @param outputs the model's output tensors, likewise
 * @param calls what the account is to call, in order
 * @param flows what that must do to its balances, strictly ascending by token
 * @param certificate empty before verifiers signed, and where nothing is to be signed
 */
public record Bundle(
    Manifest manifest,
    Dsse envelope,
    List<Observation> observations,
    List<Tensor> inputs,
    List<Tensor> outputs,
    List<Call> calls,
    List<Flow> flows,
    Optional<Certificate> certificate) {

  /**
   * @throws IllegalArgumentException when two tensors share a name, or flows are not strictly
   *     ascending
   */
  public Bundle {
    observations = List.copyOf(observations);
    inputs = sorted(inputs);
    outputs = sorted(outputs);
    calls = List.copyOf(calls);
    flows = ascending(flows);
  }

  static List<Tensor> sorted(List<Tensor> tensors) {
    Set<String> names = new HashSet<>();
    for (Tensor tensor : tensors) {
      if (!names.add(tensor.name())) {
        throw new IllegalArgumentException("two tensors are named " + tensor.name());
      }
    }
    return tensors.stream().sorted(Comparator.comparing(Tensor::name)).toList();
  }

  static List<Flow> ascending(List<Flow> flows) {
    for (int i = 1; i < flows.size(); i++) {
      if (flows.get(i - 1).token().compareTo(flows.get(i).token()) >= 0) {
        throw new IllegalArgumentException("flows are not strictly ascending by token");
      }
    }
    return List.copyOf(flows);
  }

  /** The canonical bytes. */
  public byte[] toBytes() {
    return PublishedBundle.of(this).toBytes();
  }

  /**
   * Reads a bundle; every other form of the same bundle is refused, and so is one that withholds a
   * part ({@link PublishedBundle} reads those).
   */
  public static Bundle parse(byte[] bytes) throws ReceiptRejected {
    return PublishedBundle.parse(bytes).whole();
  }

  /**
   * The receipt in the envelope.
   *
   * @throws ReceiptRejected when the payload is no receipt
   */
  public Receipt receipt() throws ReceiptRejected {
    return Receipt.parse(envelope.payloadBytes());
  }

  /** The same bundle with a certificate. */
  public Bundle withCertificate(Certificate signed) {
    return new Bundle(
        manifest, envelope, observations, inputs, outputs, calls, flows, Optional.of(signed));
  }
}
