package dev.countersign.receipt;

/**
 * Why something was rejected. One append-only table: a code, once published, keeps its number and
 * its meaning.
 *
 * <p>Codes below 100 are about the document, 100 to 199 about trust and signatures, 200 to 299
 * about what was re-checked, 300 to 399 about time and order, 400 to 499 about the decision and the
 * policy, 900 and up about a verifier that cannot answer (it abstains).
 */
public enum Reason {
  MALFORMED(1, "Not JSON, or JSON that this format does not allow."),
  TOO_LARGE(2, "Larger than the limit."),
  NOT_CANONICAL(3, "The bytes are not their own canonical form."),
  SCHEMA(4, "A member is missing, unknown or of the wrong type."),
  UNKNOWN_VERSION(5, "A format version or type this code does not know."),
  DIGEST_MISMATCH(6, "A digest in the receipt differs from the content beside it."),
  CALLS_HASH_MISMATCH(7, "Calls and flows do not hash to the receipt's callsHash."),

  NO_TRUST(100, "Nothing says whom to trust."),
  WRONG_CHAIN(101, "Another chain than the trusted one."),
  WRONG_GATE(102, "Another gate than the trusted one."),
  WRONG_ACCOUNT(103, "Another account than the manifest's."),
  BAD_RECEIPT_SIGNATURE(104, "The receipt's signature is not by the manifest's receipt key."),
  MANIFEST_MISMATCH(105, "The manifest's digest is not the receipt's, or not the registered one."),
  UNKNOWN_AGENT(106, "The agent is not registered, or was revoked."),
  NO_CERTIFICATE(107, "There is no certificate."),
  BAD_SIGNATURE_COUNT(108, "Not exactly k signatures."),
  SIGNERS_NOT_ASCENDING(109, "Signers are not strictly ascending."),
  MALFORMED_SIGNATURE(
      110,
      "A signature is high-s, has another v than 27 or 28, another length than 65, or recovers to nobody."),
  UNKNOWN_VERIFIER(111, "A signer is not a trusted verifier at that time."),
  VERDICT_MISMATCH(112, "The verdict differs from the receipt it is about."),
  PROFILE_NOT_PERMITTED(
      113, "The profile is not the one the manifest demands, or not enough to move money."),

  OBSERVATION_MISMATCH(
      200, "An observation differs from what the verifier reads at the pinned block."),
  WRONG_BLOCK(201, "The pinned block is not the one the slot names."),
  INPUT_MISMATCH(202, "The model's input differs from what the observations give."),
  OUTPUT_MISMATCH(203, "Re-execution gives another output."),
  INTENTS_MISMATCH(204, "The output decodes to other intents."),
  ACTION_MISMATCH(205, "The intents give other calls or flows."),
  RECEIPT_MISMATCH(206, "Another member of the receipt differs from what the verifier derives."),
  CODE_MISMATCH(207, "A model, strategy or decoder of another digest than the manifest's."),
  UNAUTHORISED_INSTRUCTION(
      208, "An instruction is not signed by an instructor key of the manifest."),
  INFERENCE_FAILED(209, "The inference failed, or gave something that is no number."),

  SLOT_IN_FUTURE(300, "The slot lies in the future."),
  SLOT_OFF_SCHEDULE(301, "The slot is not on the manifest's schedule."),
  TOO_SOON(302, "A manual slot closer than min-interval to one already answered."),
  SLOT_ANSWERED(303, "Another receipt was answered for this slot."),
  EXPIRED(304, "The window is over."),
  NOT_YET_VALID(305, "The window has not begun."),
  SLOT_NOT_RISING(306, "The slot is not above the agent's last executed slot."),

  OBSERVATION_INSUFFICIENT(
      400, "The observations do not allow a decision: a gap, too few candles, a missing price."),
  UNDECODABLE(401, "The strategy's output cannot be decoded."),
  TOKEN_NOT_PERMITTED(402, "A token that the policy does not list."),
  RECIPIENT_NOT_PERMITTED(403, "A recipient that the policy does not list."),
  VENUE_NOT_PERMITTED(404, "A venue that the manifest does not list."),
  OVER_ACTION_CAP(405, "More than the cap of one action."),
  OVER_DAY_CAP(406, "More than what is left of the day's cap."),
  INSUFFICIENT_BALANCE(407, "The account does not hold that much."),
  PRICE_IMPACT(408, "The price impact is above the limit."),
  PRICE_DEVIATION(409, "The price references are too far apart."),
  PRICE_UNAVAILABLE(410, "A price reference is missing, stale or not positive."),
  COOLDOWN(411, "The agent acted too recently (protection)."),
  MAX_OPEN(412, "Too many open positions (protection)."),
  DAILY_LOSS(413, "The day's loss is above the limit (protection)."),
  OVER_GAS_CAP(414, "The gas would cost more than the limit."),
  PAUSED(415, "The gate is paused."),
  INTENT_NOT_PERMITTED(416, "The kind of intent or the combination is not allowed."),

  BLOCK_UNKNOWN(900, "The verifier does not know the block yet."),
  MODEL_UNAVAILABLE(
      901, "The verifier does not have the model, or cannot reproduce its self-test."),
  STRATEGY_UNAVAILABLE(902, "The verifier does not have the strategy."),
  CHAIN_UNAVAILABLE(903, "The verifier's node did not answer in time."),
  OVERLOADED(904, "The verifier has too much to do."),
  INTERNAL(999, "Something the verifier did not expect; its log has more.");

  private final int code;
  private final String sentence;

  Reason(int code, String sentence) {
    this.code = code;
    this.sentence = sentence;
  }

  /** The number in signed refusals (a uint16). */
  public int code() {
    return code;
  }

  /** What it means, for a person. */
  public String sentence() {
    return sentence;
  }

  /**
   * Whether this reason lets a verifier abstain (and be asked again) instead of refusing for good.
   */
  public boolean isAbstention() {
    return code >= 900;
  }
}
