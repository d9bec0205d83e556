package dev.countersign.receipt;

import java.util.Base64;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The content of an observation of class {@link ObservationClass#INSTRUCTION}: what somebody told
 * an agent to do in one slot.
 *
 * <p>The signature is Ed25519 (RFC 8032) over the canonical form (RFC 8785) of {@code {"agentId",
 * "slot", "text", "type": "urn:countersign:instruction:1"}}, so that an instruction cannot be used
 * for another agent or another slot.
 *
 * <p>Does not guarantee that the key may instruct anybody, nor that the signature is right, before
 * {@link #verify} returned.
 *
 * @param text what was said
 * @param key the instructor's public key
 * @param signature base64 of 64 bytes
 */
public record Instruction(String text, Bytes32 key, String signature) {
  private static final String TYPE = "urn:countersign:instruction:1";

  /**
   * @throws IllegalArgumentException when the signature is not canonical base64, or the text has
   *     more than 16,384 characters
   */
  public Instruction {
    CanonicalBase64.decode(signature);
    if (text.length() > 16_384) {
      throw new IllegalArgumentException("an instruction has at most 16384 characters");
    }
  }

  /** An instruction signed by its giver. */
  public static Instruction sign(String text, Bytes32 agentId, Slot slot, ReceiptKey instructor) {
    return new Instruction(
        text,
        instructor.publicKey(),
        CanonicalBase64.encode(instructor.sign(message(text, agentId, slot))));
  }

  private static byte[] message(String text, Bytes32 agentId, Slot slot) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("agentId", agentId.hex()).put("slot", slot.value());
    json.put("text", text).put("type", TYPE);
    return Jcs.canonical(json);
  }

  /**
   * Returns normally only when an instructor whom the manifest lists signed this text for this
   * agent and slot. The receipt key is no instructor's, even where the manifest lists it.
   *
   * @throws ReceiptRejected with {@link Reason#UNAUTHORISED_INSTRUCTION}
   */
  public void verify(Manifest manifest, Slot slot) throws ReceiptRejected {
    if (!manifest.instructorKeys().contains(key) || key.equals(manifest.receiptKey())) {
      throw new ReceiptRejected(
          Reason.UNAUTHORISED_INSTRUCTION, "the manifest lists no instructor with the key " + key);
    }
    byte[] message = message(text, manifest.agentId(), slot);
    if (!ReceiptKey.verify(key, message, Base64.getDecoder().decode(signature))) {
      throw new ReceiptRejected(
          Reason.UNAUTHORISED_INSTRUCTION,
          "the instruction is not signed for this agent and slot by " + key);
    }
  }

  /** Reads the JSON form; whatever this record does not hold is refused. */
  public static Instruction parse(JsonNode json) throws ReceiptRejected {
    return JsonForm.read(json, Instruction.class);
  }

  /** The JSON form. */
  public JsonNode toJson() {
    return JsonForm.write(this);
  }
}
