package dev.countersign.receipt;

import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * What an offline check found, claim by claim. There is a report only where nothing was wrong.
 *
 * @param receiptId the receipt
 * @param agentId the agent
 * @param slot the slot
 * @param mode whether it is meant to move money
 * @param signers the verifiers whose signatures count, ascending
 * @param claims what was looked at and how
 * @param trust whom the check believed
 */
public record Report(
    Bytes32 receiptId,
    Bytes32 agentId,
    Slot slot,
    Mode mode,
    List<Address> signers,
    List<Claim> claims,
    Trust trust) {
  /** Copies the lists. */
  public Report {
    signers = List.copyOf(signers);
    claims = List.copyOf(claims);
  }

  /** How far a claim was followed. */
  public enum Standing {
    /** Computed again here, from the bundle and the trust alone. */
    RECHECKED,
    /** Not computed here: the signers say that they did. */
    COUNTERSIGNED,
    /** The bundle shows only a digest; the digest fits the receipt and nothing else is known. */
    WITHHELD,
    /** Nobody that this check knows has looked at it. */
    NOT_CHECKED
  }

  /**
   * One claim.
   *
   * @param standing how far it was followed
   * @param what the part of the receipt, for example {@code inputs} or {@code observation 0}
   * @param sentence for a person
   */
  public record Claim(Standing standing, String what, String sentence) {}

  /** The JSON form. */
  public JsonNode toJson() {
    return JsonForm.write(this);
  }
}
