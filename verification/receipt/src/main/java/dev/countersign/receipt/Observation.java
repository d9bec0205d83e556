package dev.countersign.receipt;

import com.fasterxml.jackson.annotation.JsonProperty;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One thing that was seen before deciding, with where it was seen.
 *
 * @param kind what it is: {@code candles}, {@code balances}, {@code account}, {@code quote}, ...
 * @param observationClass how a verifier can check it
 * @param source where it comes from, for example {@code uniswap-v3-500} or {@code gate}
 * @param block the pinned block it was read at
 * @param content integers and text only, no floating-point numbers; its digest is SHA-256 of its
 *     canonical form
 */
public record Observation(
    String kind,
    @JsonProperty("class") ObservationClass observationClass,
    String source,
    BlockRef block,
    JsonNode content) {
  /**
   * @throws IllegalArgumentException when kind or source are not printable ASCII, or the content
   *     holds a number that is no integer of 53 bits
   */
  public Observation {
    Text.name("kind of observation", kind);
    Text.name("source of an observation", source);
    content = PlainJson.copy(content);
  }

  /** What somebody told the agent, seen at the pinned block. */
  public static Observation of(Instruction instruction, BlockRef pinned) {
    return new Observation(
        "instruction", ObservationClass.INSTRUCTION, "instructor", pinned, instruction.toJson());
  }

  /** SHA-256 of the content's canonical form (RFC 8785). */
  public Bytes32 digest() {
    return Bytes32.sha256(Jcs.canonical(content));
  }

  /** The JSON form; the content is in it as it is, not copied. */
  JsonNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set("block", JsonForm.write(block));
    json.set("class", JsonForm.write(observationClass));
    json.set("content", content);
    return json.put("kind", kind).put("source", source);
  }
}
