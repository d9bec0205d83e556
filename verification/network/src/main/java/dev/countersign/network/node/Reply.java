package dev.countersign.network.node;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Jcs;
import dev.countersign.receipt.Json;
import dev.countersign.receipt.Reason;
import dev.countersign.receipt.ReceiptRejected;
import dev.countersign.receipt.Refusal;
import dev.countersign.receipt.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a verifier says about a receipt, as it goes over the wire.
 *
 * <p>Does not guarantee that a signature is right: who receives a reply checks it.
 */
public sealed interface Reply {
  /**
   * It re-checked everything and agrees.
   *
   * @param verdict what it signed
   * @param signer who says so
   * @param signature over the verdict's EIP-712 hash
   */
  record Agreed(Verdict verdict, Address signer, Bytes signature) implements Reply {}

  /**
   * It refuses, for good.
   *
   * @param refusal what it signed
   * @param reason the name of its code
   * @param detail a sentence for a person
   * @param signer who says so
   * @param signature over the refusal's EIP-712 hash
   */
  record Declined(Refusal refusal, Reason reason, String detail, Address signer, Bytes signature)
      implements Reply {}

  /**
   * It cannot say; it may be asked again.
   *
   * @param reason why
   * @param detail a sentence for a person
   */
  record Abstained(Reason reason, String detail) implements Reply {}

  /** The JSON text. */
  default String toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    switch (this) {
      case Agreed agreed -> {
        json.put("kind", "verdict").set("verdict", agreed.verdict.toJson());
        json.put("signer", agreed.signer.hex()).put("signature", agreed.signature.hex());
      }
      case Declined declined -> {
        json.put("kind", "refusal").set("refusal", declined.refusal.toJson());
        json.put("reason", declined.reason.name()).put("detail", declined.detail);
        json.put("signer", declined.signer.hex()).put("signature", declined.signature.hex());
      }
      case Abstained abstained ->
          json.put("kind", "abstention")
              .put("reason", abstained.reason.name())
              .put("detail", abstained.detail);
    }
    return new String(Jcs.canonical(json), StandardCharsets.UTF_8);
  }

  /**
   * Reads the JSON text.
   *
   * @throws ReceiptRejected when it is anything else than one of the three
   */
  static Reply parse(byte[] utf8) throws ReceiptRejected {
    JsonNode json = Json.parse(utf8);
    try {
      return switch (text(json, "kind")) {
        case "verdict" -> {
          members(json, Set.of("kind", "verdict", "signer", "signature"));
          yield new Agreed(
              Verdict.parse(json.path("verdict")),
              new Address(text(json, "signer")),
              new Bytes(text(json, "signature")));
        }
        case "refusal" -> declined(json);
        case "abstention" -> {
          members(json, Set.of("kind", "reason", "detail"));
          Reason reason = Reason.valueOf(text(json, "reason"));
          if (!reason.isAbstention()) {
            throw new IllegalArgumentException(reason + " is no reason to abstain");
          }
          yield new Abstained(reason, text(json, "detail"));
        }
        default -> throw new IllegalArgumentException("an unknown kind");
      };
    } catch (IllegalArgumentException e) {
      throw new ReceiptRejected(Reason.SCHEMA, "not a verifier's reply: " + e.getMessage(), e);
    }
  }

  private static Declined declined(JsonNode json) throws ReceiptRejected {
    members(json, Set.of("kind", "refusal", "reason", "detail", "signer", "signature"));
    Refusal refusal = Refusal.parse(json.path("refusal"));
    Reason reason = Reason.valueOf(text(json, "reason"));
    if (reason.isAbstention() || reason.code() != refusal.reason()) {
      throw new IllegalArgumentException(
          "reason " + reason + " is not what was signed: code " + refusal.reason());
    }
    return new Declined(
        refusal,
        reason,
        text(json, "detail"),
        new Address(text(json, "signer")),
        new Bytes(text(json, "signature")));
  }

  private static String text(JsonNode json, String name) {
    JsonNode member = json.path(name);
    if (!member.isString()) {
      throw new IllegalArgumentException(name + " is not a text");
    }
    return member.stringValue();
  }

  private static void members(JsonNode json, Set<String> names) {
    if (!Set.copyOf(json.propertyNames()).equals(names)) {
      throw new IllegalArgumentException("its members are not " + names);
    }
  }
}
