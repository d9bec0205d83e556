package dev.countersign.runtime.redteam;

import java.util.Arrays;

/** What an attack cannot be tried without. */
enum Need {
  /** An observed and decided slot, to make a false receipt from. */
  DECISION,
  /** An action within the limits of the file, to bend. */
  ACTION,
  /** Somewhere to swap. */
  VENUE,
  /** A model. */
  MODEL,
  /** A price feed that the gate compares trades with. */
  FEED,
  /** More than one signature in a certificate. */
  SEVERAL_SIGNERS,
  /** Runs on request, at a distance of more than a second. */
  INTERVAL;

  /** These, and last the one that they all have. */
  static Need[] and(Need last, Need... more) {
    Need[] needs = Arrays.copyOf(more, more.length + 1);
    needs[more.length] = last;
    return needs;
  }
}
