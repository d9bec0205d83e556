package dev.countersign.receipt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/** Bundles whose file or contents were changed after signing. */
final class DocumentForgeries extends Forgeries {
  DocumentForgeries() throws ReceiptRejected {}

  @Override
  void forge() throws ReceiptRejected {
    document();
    contents();
  }

  private void document() throws ReceiptRejected {
    String type = "\"type\":\"" + PublishedBundle.TYPE + "\"";
    add("MALFORMED", "a member is there twice", text.replace(type, type + "," + type));
    add(
        "MALFORMED.fraction",
        "a time with a fraction",
        text.replace("\"validUntil\":1735689690", "\"validUntil\":1735689690.0"));
    add(
        "MALFORMED.exponent",
        "a time with an exponent",
        text.replace("\"version\":1", "\"version\":1e0"));
    add("MALFORMED.trailing", "text after the bundle", text + "{}");
    add(
        "MALFORMED.surrogate",
        "half of a surrogate pair",
        text.replace("Z\u00fcrich", "Z\\ud800rich"));
    add("NOT_CANONICAL", "a line break at the end", text + "\n");
    add(
        "NOT_CANONICAL.escape",
        "a letter written as an escape",
        text.replace("Z\u00fcrich", "Z\\u00fcrich"));
    add(
        "SCHEMA",
        "a member that the format does not have",
        Samples.edited(good, b -> b.put("note", "")));
    add("SCHEMA.missing", "no flows", Samples.edited(good, b -> b.remove("flows")));
    add(
        "SCHEMA.null",
        "null for calls",
        Samples.edited(good, b -> at(b, "/calls").set(0, b.nullNode())));
    add(
        "SCHEMA.null-token",
        "null among the manifest's tokens",
        Samples.edited(good, b -> at(b, "/manifest/tokens").set(0, b.nullNode())));
    add(
        "SCHEMA.null-signature",
        "null among the signatures",
        Samples.edited(good, b -> at(b, "/certificate/signatures").set(0, b.nullNode())));
    add(
        "SCHEMA.amount",
        "an amount with a leading zero",
        text.replace("\"value\":\"0\"", "\"value\":\"00\""));
    add("SCHEMA.number", "an amount as a number", text.replace("\"value\":\"0\"", "\"value\":0"));
    add(
        "SCHEMA.digits",
        "an amount in other digits",
        text.replace("\"value\":\"0\"", "\"value\":\"\u0660\""));
    add(
        "SCHEMA.checksum",
        "an address in mixed case",
        text.replace(Samples.ROUTER.hex(), Samples.ROUTER.checksummed()));
    add(
        "SCHEMA.base64",
        "base64 without its padding",
        Samples.edited(good, b -> edit(b, "/envelope/signatures/0/sig", s -> s.replace("=", ""))));
    add(
        "SCHEMA.nan",
        "a tensor that holds NaN",
        Samples.edited(good, b -> edit(b, "/outputs/1/data", s -> "AADAfw==")));
    add(
        "SCHEMA.order",
        "tensors out of order",
        Samples.edited(good, b -> at(b, "/outputs").add(at(b, "/outputs").remove(0))));
    add(
        "UNKNOWN_VERSION",
        "another version of the bundle",
        text.replace(PublishedBundle.TYPE, "urn:countersign:bundle:2"));
    Receipt two = Samples.swap(manifest).receipt();
    byte[] payload =
        new String(two.canonicalPayload(), UTF_8)
            .replace("\"version\":1}", "\"version\":2}")
            .getBytes(UTF_8);
    add(
        "UNKNOWN_VERSION.receipt",
        "another version of the receipt",
        enveloped(Dsse.sign(Dsse.IN_TOTO, payload, Samples.RECEIPT_KEY)).toBytes());
    add(
        "UNKNOWN_VERSION.payload",
        "another type of payload",
        enveloped(Dsse.sign("application/json", two.canonicalPayload(), Samples.RECEIPT_KEY))
            .toBytes());
  }

  private void contents() throws ReceiptRejected {
    add(
        "DIGEST_MISMATCH",
        "a balance was changed",
        Samples.edited(
            good, b -> put(b, "/observations/1/content/balances/0", "amount", "9000000001")));
    add(
        "DIGEST_MISMATCH.output",
        "one bit of the output was flipped",
        Samples.edited(good, b -> edit(b, "/outputs/1/data", s -> "AQCAPg==")));
    add(
        "DIGEST_MISMATCH.input",
        "one bit of the input was flipped",
        Samples.edited(good, b -> edit(b, "/inputs/0/data", s -> "AQ" + s.substring(2))));
    add(
        "DIGEST_MISMATCH.dropped",
        "an observation was dropped",
        Samples.edited(good, b -> at(b, "/observations").remove(2)));
    add(
        "DIGEST_MISMATCH.reordered",
        "two observations changed places",
        Samples.edited(good, b -> at(b, "/observations").add(at(b, "/observations").remove(0))));
    add(
        "DIGEST_MISMATCH.class",
        "what was only carried is called read from the chain",
        text.replace("\"carried\"", "\"chain\""));
    PublishedBundle published = PublishedBundle.of(good).withholdObservation(2);
    add(
        "DIGEST_MISMATCH.withheld",
        "an observation is withheld under another digest",
        new String(published.toBytes(), UTF_8)
            .replace(
                "{\"digest\":\"" + good.observations().get(2).digest(),
                "{\"digest\":\"" + good.observations().get(1).digest()));
    add(
        "CALLS_HASH_MISMATCH",
        "the recipient of a call was changed",
        text.replace("\"target\":\"" + Samples.ROUTER, "\"target\":\"" + Samples.address(0x99)));
    add(
        "CALLS_HASH_MISMATCH.least",
        "a least amount was lowered",
        text.replace("\"least\":\"70000000000000000\"", "\"least\":\"1\""));
    add(
        "WRONG_BLOCK",
        "the time of an observation's block was changed",
        Samples.edited(
            good,
            b -> put(b, "/observations/0/block", "timestamp", Samples.BLOCK.timestamp() + 1)));
    Samples.Draft late = Samples.swap(manifest);
    Receipt receipt =
        Samples.edited(late.receipt(), r -> put(r, "/input/observations/1/block", "number", 1235));
    List<Observation> observations = new ArrayList<>(late.observations);
    Observation second = observations.get(1);
    observations.set(
        1,
        new Observation(
            second.kind(),
            second.observationClass(),
            second.source(),
            new BlockRef(1235, Samples.BLOCK.hash(), Samples.BLOCK.timestamp()),
            second.content()));
    late.observations = observations;
    add(
        "WRONG_BLOCK.two",
        "observations of two blocks",
        Samples.certified(late.sign(receipt)).toBytes());
  }
}
