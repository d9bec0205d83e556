package dev.countersign.runtime.redteam;

/** Who can stop an attack. */
public enum Stopper {
  /** The policy, which the runtime and every verifier apply: as if the model itself wanted it. */
  POLICY("policy"),
  /** The runtime, before it asks anybody. */
  RUNTIME("runtime"),
  /** The verifiers: what a dishonest runtime claims. */
  VERIFIERS("verifiers"),
  /** The one who counts the verifiers' signatures. */
  QUORUM("quorum"),
  /** The check of a bundle without a chain. */
  OFFLINE("offline check"),
  /** The gate: also when every verifier signs. */
  GATE("gate"),
  /** The Safe. */
  SAFE("safe"),
  /** The database that remembers slots. */
  OUTBOX("outbox"),
  /** Looking for keys in what was written. */
  SEARCH("search");

  private final String title;

  Stopper(String title) {
    this.title = title;
  }

  /** For people. */
  public String title() {
    return title;
  }
}
