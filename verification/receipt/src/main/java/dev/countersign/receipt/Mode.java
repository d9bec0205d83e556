package dev.countersign.receipt;

/** Whether a decision is meant to move money. */
public enum Mode {
  /** For the gate that the manifest names. */
  LIVE,
  /** For nobody: the verdicts name the zero gate, so that no gate can take them. */
  PAPER;

  /** The gate that verdicts and refusals name: the manifest's, or the zero address for paper. */
  public Address signingGate(Manifest manifest) {
    return this == LIVE ? manifest.gate() : Address.ZERO;
  }
}
