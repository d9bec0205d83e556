package dev.countersign.runtime.redteam;

/** Hears how far the attacks are. It cannot change anything, and must be quick. */
public interface RedteamListener {
  /** Hears and does nothing. */
  RedteamListener NONE = new RedteamListener() {};

  /**
   * An attack begins.
   *
   * @param id the attack
   * @param done how many were tried before
   * @param total how many there are
   */
  default void begins(String id, int done, int total) {}

  /** An attack has ended. */
  default void ends(Row row) {}
}
