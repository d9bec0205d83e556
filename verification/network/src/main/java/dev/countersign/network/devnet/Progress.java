package dev.countersign.network.devnet;

/** Hears how far a long step is. Called from the thread that works; must be quick. */
@FunctionalInterface
public interface Progress {
  /** Hears and does nothing. */
  Progress SILENT = (step, done, total) -> {};

  /**
   * A step got further.
   *
   * @param step what is being done, a few words such as {@code "replaying the market"}
   * @param done how much of it
   * @param total of how much; 0 where nobody knows
   */
  void at(String step, int done, int total);
}
