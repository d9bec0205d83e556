package dev.countersign.runtime.workplace;

import dev.countersign.network.devnet.Progress;

/**
 * Hears what is done on the way to a run: a network is started, an agent is registered, something
 * is waited for. It cannot change anything, and must be quick.
 */
public interface Notices extends Progress {
  /** Hears and does nothing. */
  Notices NONE = new Notices() {};

  /** Something was done that a person should know. */
  default void tells(String sentence) {}

  @Override
  default void at(String step, int done, int total) {}

  /** The steps told by {@link #at} came to an end. */
  default void ended() {}
}
