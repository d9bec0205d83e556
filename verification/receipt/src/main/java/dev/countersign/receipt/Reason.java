package dev.countersign.receipt;

/**
 * Why something was rejected. One append-only table: a code, once published, keeps its number and
 * meaning.
 *
 * <p>Codes below 100 are about the document, 100 to 199 about trust and signatures, 200 to 299
 * about what was re-checked, 300 to 399 about time and order, 400 to 499 about policy, 900 and up
 * about a verifier that cannot answer.
 */
public enum Reason {
  /** Not JSON, or JSON that this format does not allow. */
  MALFORMED(1),
  /** Larger than the limit. */
  TOO_LARGE(2),
  /** The bytes are not their own canonical form. */
  NOT_CANONICAL(3),
  /** A member is missing, unknown or of the wrong type. */
  SCHEMA(4),
  /** A format version or type this code does not know. */
  UNKNOWN_VERSION(5);

  private final int code;

  Reason(int code) {
    this.code = code;
  }

  /** The number in signed refusals (a uint16). */
  public int code() {
    return code;
  }
}
