package dev.countersign.strategies;

/**
 * Which shares of the base token are wanted. Outside of them by more than the tolerance, the
 * nearest of them is traded to.
 *
 * @param least basis points, 0 to 10,000
 * @param most basis points, not below the least
 * @param tolerance basis points
 * @param why a clause in brackets with a space before it, or nothing
 */
record Aim(int least, int most, int tolerance, String why) {
  private static final int WHOLE = 10_000;

  /**
   * @throws IllegalArgumentException unless 0 &lt;= least &lt;= most &lt;= 10,000
   */
  Aim {
    if (least < 0 || least > most || most > WHOLE || tolerance < 0) {
      throw new IllegalArgumentException(
          "no shares: " + least + " to " + most + ", give or take " + tolerance);
    }
  }

  /** One share, give or take a band. */
  static Aim at(int target, int band, String why) {
    return new Aim(target, target, band, why);
  }

  /** At most a share: what leads there is a sale of the base token, never a purchase. */
  static Aim atMost(int most, String why) {
    return new Aim(0, most, 0, why);
  }

  boolean allows(long share) {
    return share >= least - tolerance && share <= most + tolerance;
  }

  /** The share to trade to, from one that is not allowed. */
  int nearest(long share) {
    return share < least ? least : most;
  }

  String shown() {
    String wanted =
        least == most
            ? "the target is " + percent(least)
            : least == 0
                ? "at most " + percent(most) + " is wanted"
                : percent(least) + " to " + percent(most) + " is wanted";
    return wanted + why;
  }

  /** Basis points as people read them. */
  static String percent(long bps) {
    return bps / 100 + "." + (bps % 100 < 10 ? "0" : "") + bps % 100 + " %";
  }
}
