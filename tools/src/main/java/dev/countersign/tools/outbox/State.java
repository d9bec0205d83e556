package dev.countersign.tools.outbox;

/** How far an action has come. Each state is on the disk before anybody acts on it. */
public enum State {
  /** The receipt's bytes are stored; verifiers may be asked. */
  PLANNED,
  /** There is a certificate; nothing was signed yet. */
  CERTIFIED,
  /** A transaction was signed, with a nonce that is now its own. It may be out already. */
  SIGNED,
  /** A transaction was handed to a node, whatever the node said to it. */
  BROADCAST,
  /** The slot's effect, or what became of our nonce, is in a block that may still be replaced. */
  MINED,
  /** The action was executed, for good. */
  SETTLED,
  /** It was decided not to do it, before anything was signed. */
  REFUSED,
  /** It was tried and reverted, for good; the gas is spent. */
  FAILED,
  /** Another action took the slot, or another transaction the nonce, for good. */
  REPLACED,
  /** Its time was over before it had an effect, for good. */
  EXPIRED;

  /** Whether nothing more will happen to it. */
  public boolean terminal() {
    return switch (this) {
      case PLANNED, CERTIFIED, SIGNED, BROADCAST, MINED -> false;
      case SETTLED, REFUSED, FAILED, REPLACED, EXPIRED -> true;
    };
  }
}
