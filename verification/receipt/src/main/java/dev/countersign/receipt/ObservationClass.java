package dev.countersign.receipt;

/** What a verifier can do about an observation. */
public enum ObservationClass {
  /** Read again at the pinned block through the verifier's own node. May feed an amount. */
  CHAIN,
  /** Signed by an instructor key that the manifest lists. May feed an amount. */
  INSTRUCTION,
  /**
   * Only its digest can be checked. May not feed an amount unless the policy lists the source by
   * name.
   */
  CARRIED
}
