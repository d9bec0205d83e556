package dev.countersign.runtime.redteam;

import java.util.Comparator;
import java.util.List;

/**
 * What came of an attack.
 *
 * @param id the attack
 * @param family its sort
 * @param does what the attacker did
 * @param status how it ended
 * @param attempts the tries, in order; empty where it does not apply
 * @param note why it does not apply, or what went wrong with it; else empty
 */
public record Row(
    String id, Family family, String does, Status status, List<Attempt> attempts, String note) {
  /** Copies the list. */
  public Row {
    attempts = List.copyOf(attempts);
  }

  /** How an attack can end, the worst last. */
  public enum Status {
    /** It cannot be tried on this agent. */
    NOT_APPLICABLE,
    /** Stopped by the check that must stop it. */
    STOPPED,
    /** Stopped, but by another check than the one that must. */
    STOPPED_ELSEWHERE,
    /** It could not be tried as it was meant: nobody knows. */
    BROKEN,
    /** Something was certified, changed or paid that must not be. */
    NOT_STOPPED
  }

  static Row notApplicable(Attack attack, String why) {
    return new Row(
        attack.id(), attack.family(), attack.does(), Status.NOT_APPLICABLE, List.of(), why);
  }

  static Row broken(Attack attack, List<Attempt> attempts, String why) {
    Status worst = worst(attempts, Status.BROKEN);
    return new Row(attack.id(), attack.family(), attack.does(), worst, attempts, why);
  }

  static Row of(Attack attack, List<Attempt> attempts) {
    return attempts.isEmpty()
        ? broken(attack, attempts, "the attack tried nothing")
        : new Row(
            attack.id(),
            attack.family(),
            attack.does(),
            worst(attempts, Status.STOPPED),
            attempts,
            "");
  }

  private static Status worst(List<Attempt> attempts, Status atLeast) {
    return attempts.stream()
        .map(Attempt::status)
        .max(Comparator.naturalOrder())
        .filter(status -> status.compareTo(atLeast) > 0)
        .orElse(atLeast);
  }

  /** Whether the attacker got nothing. */
  public boolean stopped() {
    return status == Status.STOPPED || status == Status.STOPPED_ELSEWHERE;
  }

  /** Whether it makes the whole run fail. */
  public boolean fails() {
    return status == Status.NOT_STOPPED || status == Status.BROKEN;
  }
}
