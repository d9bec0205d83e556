package dev.countersign.receipt;

import tools.jackson.databind.JsonNode;

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
    ObservationClass observationClass,
    String source,
    BlockRef block,
    JsonNode content) {
  /** SHA-256 of the content's canonical form (RFC 8785). */
  public Bytes32 digest() {
    return Bytes32.sha256(Jcs.canonical(content));
  }
}
