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
  /** Not JSON, or JSON that this format does not allow. */
  MALFORMED(1),
  /** Larger than the limit. */
  TOO_LARGE(2),
  /** The bytes are not their own canonical form. */
  NOT_CANONICAL(3),
  /** A member is missing, unknown or of the wrong type. */
  SCHEMA(4),
  /** A format version or type this code does not know. */
  UNKNOWN_VERSION(5),
  /** A digest in the receipt differs from the content beside it. */
  DIGEST_MISMATCH(6),
  /** Calls and flows do not hash to the receipt's callsHash. */
  CALLS_HASH_MISMATCH(7),

  /** Nothing says whom to trust. */
  NO_TRUST(100),
  /** Another chain than the trusted one. */
  WRONG_CHAIN(101),
  /** Another gate than the trusted one. */
  WRONG_GATE(102),
  /** Another account than the manifest's. */
  WRONG_ACCOUNT(103),
  /** The receipt's signature is not by the manifest's receipt key. */
  BAD_RECEIPT_SIGNATURE(104),
  /** The manifest's digest is not the receipt's, or not the registered one. */
  MANIFEST_MISMATCH(105),
  /** The agent is not registered, or was revoked. */
  UNKNOWN_AGENT(106),
  /** There is no certificate. */
  NO_CERTIFICATE(107),
  /** Not exactly k signatures. */
  BAD_SIGNATURE_COUNT(108),
  /** Signers are not strictly ascending. */
  SIGNERS_NOT_ASCENDING(109),
  /**
   * A signature is high-s, has another v than 27 or 28, another length than 65, or recovers to
   * nobody.
   */
  MALFORMED_SIGNATURE(110),
  /** A signer is not a trusted verifier at that time. */
  UNKNOWN_VERIFIER(111),
  /** The verdict differs from the receipt it is about. */
  VERDICT_MISMATCH(112),
  /** The profile is not the one the manifest demands, or not enough to move money. */
  PROFILE_NOT_PERMITTED(113),

  /** An observation differs from what the verifier reads at the pinned block. */
  OBSERVATION_MISMATCH(200),
  /** The pinned block is not the one the slot names. */
  WRONG_BLOCK(201),
  /** The model's input differs from what the observations give. */
  INPUT_MISMATCH(202),
  /** Re-execution gives another output. */
  OUTPUT_MISMATCH(203),
  /** The output decodes to other intents. */
  INTENTS_MISMATCH(204),
  /** The intents give other calls or flows. */
  ACTION_MISMATCH(205),
  /** Another member of the receipt differs from what the verifier derives. */
  RECEIPT_MISMATCH(206),
  /** A model, strategy or decoder of another digest than the manifest's. */
  CODE_MISMATCH(207),
  /** An instruction is not signed by an instructor key of the manifest. */
  UNAUTHORISED_INSTRUCTION(208),
  /** The inference failed, or gave something that is no number. */
  INFERENCE_FAILED(209),

  /** The slot lies in the future. */
  SLOT_IN_FUTURE(300),
  /** The slot is not on the manifest's schedule. */
  SLOT_OFF_SCHEDULE(301),
  /** A manual slot closer than min-interval to one already answered. */
  TOO_SOON(302),
  /** Another receipt was answered for this slot. */
  SLOT_ANSWERED(303),
  /** The window is over. */
  EXPIRED(304),
  /** The window has not begun. */
  NOT_YET_VALID(305),
  /** The slot is not above the agent's last executed slot. */
  SLOT_NOT_RISING(306),

  /** The observations do not allow a decision: a gap, too few candles, a missing price. */
  OBSERVATION_INSUFFICIENT(400),
  /** The strategy's output cannot be decoded. */
  UNDECODABLE(401),
  /** A token that the policy does not list. */
  TOKEN_NOT_PERMITTED(402),
  /** A recipient that the policy does not list. */
  RECIPIENT_NOT_PERMITTED(403),
  /** A venue that the manifest does not list. */
  VENUE_NOT_PERMITTED(404),
  /** More than the cap of one action. */
  OVER_ACTION_CAP(405),
  /** More than what is left of the day's cap. */
  OVER_DAY_CAP(406),
  /** The account does not hold that much. */
  INSUFFICIENT_BALANCE(407),
  /** The price impact is above the limit. */
  PRICE_IMPACT(408),
  /** The price references are too far apart. */
  PRICE_DEVIATION(409),
  /** A price reference is missing, stale or not positive. */
  PRICE_UNAVAILABLE(410),
  /** The agent acted too recently (protection). */
  COOLDOWN(411),
  /** Too many open positions (protection). */
  MAX_OPEN(412),
  /** The day's loss is above the limit (protection). */
  DAILY_LOSS(413),
  /** The gas would cost more than the limit. */
  OVER_GAS_CAP(414),
  /** The gate is paused. */
  PAUSED(415),
  /** The kind of intent or the combination is not allowed. */
  INTENT_NOT_PERMITTED(416),

  /** The verifier does not know the block yet. */
  BLOCK_UNKNOWN(900),
  /** The verifier does not have the model, or cannot reproduce its self-test. */
  MODEL_UNAVAILABLE(901),
  /** The verifier does not have the strategy. */
  STRATEGY_UNAVAILABLE(902),
  /** The verifier's node did not answer in time. */
  CHAIN_UNAVAILABLE(903),
  /** The verifier has too much to do. */
  OVERLOADED(904),
  /** Something the verifier did not expect; its log has more. */
  INTERNAL(999);

  private final int code;

  Reason(int code) {
    this.code = code;
  }

  /** The number in signed refusals (a uint16). */
  public int code() {
    return code;
  }

  /**
   * Whether this reason lets a verifier abstain (and be asked again) instead of refusing for good.
   */
  public boolean isAbstention() {
    return code >= 900;
  }
}
