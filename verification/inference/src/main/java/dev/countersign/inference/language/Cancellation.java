package dev.countersign.inference.language;

/** Whether somebody still waits for an answer. */
@FunctionalInterface
public interface Cancellation {
  /** Never. */
  Cancellation NEVER = () -> false;

  /**
   * Whether to stop; asked between two runs of the model, so from one token to the next, or from
   * one chunk of the prompt to the next.
   */
  boolean cancelled();
}
