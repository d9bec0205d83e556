package dev.countersign.runtime.redteam;

import java.util.List;
import java.util.Set;

/**
 * One try of an attack, against one of those who must stop it.
 *
 * @param by who must stop it
 * @param expected the reasons that count; empty where any does
 * @param refused whether it was refused
 * @param reason what refused it, a code; what happened instead where nothing did
 * @param detail a sentence for a person, or empty
 * @param moved what is different in the account and the gate afterwards, measured
 */
public record Attempt(
    Stopper by,
    Set<String> expected,
    boolean refused,
    String reason,
    String detail,
    List<String> moved) {
  /** Copies the collections. */
  public Attempt {
    expected = Set.copyOf(expected);
    moved = List.copyOf(moved);
  }

  /** How it ended. */
  public Row.Status status() {
    if (!refused || !moved.isEmpty()) {
      return Row.Status.NOT_STOPPED;
    }
    return expected.isEmpty() || expected.contains(reason)
        ? Row.Status.STOPPED
        : Row.Status.STOPPED_ELSEWHERE;
  }
}
