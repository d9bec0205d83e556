package dev.countersign.runtime.redteam;

/** The sorts of attacks, as {@code docs/attacks.md} groups them. */
public enum Family {
  /** What a runtime may claim, and what verifiers may sign. */
  RECEIPTS("Receipts"),
  /** What the calls themselves may do. */
  PARAMETERS("Parameters"),
  /** Past the gate, or through its back door. */
  ON_CHAIN("On chain"),
  /** Nodes that lie, schedulers that stutter, time. */
  INFRASTRUCTURE("Infrastructure"),
  /** Keys where they must not be. */
  SECRETS("Secrets");

  private final String title;

  Family(String title) {
    this.title = title;
  }

  /** For people. */
  public String title() {
    return title;
  }
}
