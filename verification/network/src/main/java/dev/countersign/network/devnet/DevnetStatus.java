package dev.countersign.network.devnet;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a local network is.
 *
 * @param state what it does
 * @param process the process that hosts it, while there is one
 * @param network where it is, while it runs
 * @param note a sentence for a person
 */
public record DevnetStatus(
    State state, OptionalLong process, Optional<DevnetNetwork> network, String note) {
  /** What a network does. */
  public enum State {
    /** There is none. */
    ABSENT,
    /** There is one, and it does not run; {@code up} continues it. */
    STOPPED,
    /** It is being made or started. */
    STARTING,
    /** It runs. */
    RUNNING,
    /**
     * Its node runs, and nobody mines and trades; {@code up} continues it, {@code down} ends it.
     */
    ORPHANED
  }
}
