package dev.countersign.receipt;

import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** Receipts of a language model's answer that do not fit it. */
final class SpokenForgeries extends Forgeries {
  SpokenForgeries() throws ReceiptRejected {}

  @Override
  void forge() throws ReceiptRejected {
    tampered(
        "DIGEST_MISMATCH.tokens",
        "more tokens than the answer has",
        r -> put(r, "/output", "tokens", 4));
    tampered(
        "DIGEST_MISMATCH.finish",
        "an answer that was cut off passed off as a whole one",
        r -> put(r, "/output", "finish", "length"));
    tampered(
        "DIGEST_MISMATCH.logits",
        "the root of other logits",
        r -> put(r, "/evidence", "root", Samples.sha256("other logits").hex()));
    tampered(
        "UNKNOWN_VERSION.outputs",
        "the evidence of a tensor model for a language model",
        r -> put(r, "/evidence", "kind", "outputs"));
    tampered(
        "UNKNOWN_VERSION.undrawn",
        "tokens that nothing drew",
        r -> put(r, "/sampling", "spec", "none"));
    tampered(
        "RECEIPT_MISMATCH.seeded",
        "a seed where the likeliest token is taken",
        r -> put(r, "/sampling", "seed", Samples.sha256("seed").hex()));
    drawn(
        "RECEIPT_MISMATCH.seed",
        "tokens drawn by a seed of the runtime's choice",
        r -> put(r, "/sampling", "seed", Samples.sha256("lucky").hex()));
    drawn(
        "RECEIPT_MISMATCH.beacon",
        "tokens drawn by another block",
        r -> put(r, "/sampling/beacon", "block", Samples.sha256("lucky block").hex()));
    lacking("SCHEMA.root", "an answer without its evidence", "root");
    lacking("SCHEMA.tokens", "an answer without its tokens", "tokens");
    Samples.Draft endless = Samples.spoken(manifest);
    Receipt receipt = endless.receipt();
    endless.outputs =
        endless.outputs.stream()
            .map(
                tensor ->
                    tensor.name().equals("finish")
                        ? Tensor.ofBytes("finish", new byte[] {9})
                        : tensor)
            .toList();
    add(
        "SCHEMA.finish",
        "an answer that stopped for a reason that is unknown",
        Samples.certified(endless.sign(receipt)).toBytes());
  }

  private void lacking(String name, String how, String tensor) throws ReceiptRejected {
    Samples.Draft draft = Samples.spoken(manifest);
    Receipt whole = draft.receipt();
    draft.outputs = draft.outputs.stream().filter(t -> !t.name().equals(tensor)).toList();
    Bytes32 digest = Receipt.tensorDigest(draft.outputs);
    add(
        name,
        how,
        Samples.certified(
                draft.sign(Samples.edited(whole, r -> put(r, "/output", "digest", digest.hex()))))
            .toBytes());
  }

  private void tampered(String name, String how, Consumer<ObjectNode> change)
      throws ReceiptRejected {
    tampered(Samples.spoken(manifest), name, how, change);
  }

  private void drawn(String name, String how, Consumer<ObjectNode> change) throws ReceiptRejected {
    tampered(Samples.drawn(manifest), name, how, change);
  }

  private void tampered(Samples.Draft draft, String name, String how, Consumer<ObjectNode> change)
      throws ReceiptRejected {
    add(
        name,
        how,
        Samples.certified(draft.sign(Samples.edited(draft.receipt(), change))).toBytes());
  }
}
