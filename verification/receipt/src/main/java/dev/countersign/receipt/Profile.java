package dev.countersign.receipt;

/** How an inference can be checked; the code is what the chain sees. */
public enum Profile {
  /** Bit-equal re-execution. */
  EXACT(1),
  /** Re-execution within a calibrated margin. */
  MARGIN(2),
  /** An attested enclave signed it. */
  TEE(3),
  /** A zero-knowledge proof verifies. */
  ZK(4),
  /**
   * Someone vouches and nothing is re-checkable: never enough to move money unless a policy says so
   * by name.
   */
  SIGNED(5);

  private final int code;

  Profile(int code) {
    this.code = code;
  }

  /** The uint8 in verdicts and in the gate. */
  public int code() {
    return code;
  }
}
