package dev.countersign.tools.outbox;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

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
  /**
   * It will not be tried (again), and nothing of ours is out; but its certificate may still be used
   * by anybody until a final block is later than its time, and that effect would be its own.
   */
  WATCHED,
  /** The action was executed, for good. */
  SETTLED,
  /** It was decided not to do it, before anything was signed; by now nobody can. */
  REFUSED,
  /** It was tried and reverted, the gas is spent, and by now nobody can do it. */
  FAILED,
  /** Another action took the slot, or another transaction the nonce, for good. */
  REPLACED,
  /** Its time was over before it had an effect, for good. */
  EXPIRED;

  /** Those of which something may still come. */
  static final List<State> OPEN =
      Arrays.stream(values()).filter(state -> !state.terminal()).toList();

  /** The same as a list in SQL; they are words. */
  static final String OPEN_IN_SQL =
      OPEN.stream().map(state -> "'" + state + "'").collect(Collectors.joining(", ", "(", ")"));

  /** Whether we do nothing more for it: it has ended, or is only watched. */
  public boolean decided() {
    return this == WATCHED || terminal();
  }

  /** Whether nothing more will happen to it. */
  public boolean terminal() {
    return switch (this) {
      case PLANNED, CERTIFIED, SIGNED, BROADCAST, MINED, WATCHED -> false;
      case SETTLED, REFUSED, FAILED, REPLACED, EXPIRED -> true;
    };
  }
}
