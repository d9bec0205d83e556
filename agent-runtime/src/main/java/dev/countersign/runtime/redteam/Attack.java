package dev.countersign.runtime.redteam;

import java.util.List;

/**
 * An attack, before it is tried.
 *
 * @param id names it, in kebab-case
 * @param family its sort
 * @param does what the attacker does, for people
 * @param needs what it cannot be tried without, the most telling first
 * @param plot how it is tried
 */
record Attack(String id, Family family, String does, List<Need> needs, Plot plot) {
  Attack {
    needs = List.copyOf(needs);
  }

  static Attack of(String id, Family family, String does, Plot plot, Need... needs) {
    return new Attack(id, family, does, List.of(needs), plot);
  }

  /** How an attack is tried; each try is written down by the scene. */
  interface Plot {
    /** Tries it. Whatever is thrown is a failure of the attack's own staging. */
    void play(Scene scene) throws Exception;
  }
}
