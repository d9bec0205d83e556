package dev.countersign.strategies;

import dev.countersign.network.spi.Refused;
import dev.countersign.tools.Parameters;

/** Parameters that several strategies have, each with its bounds. */
final class Bounds {
  static final int WHOLE = 10_000;

  /** Candles that an indicator may look back; what an agent can observe is 1,024. */
  private static final int MOST_CANDLES = 1000;

  private Bounds() {}

  /** A number of candles. */
  static int candles(Parameters with, String name, int least) throws Refused {
    return Math.toIntExact(with.integer(name, least, MOST_CANDLES));
  }

  /** Basis points, 0 to 10,000. */
  static int bps(Parameters with, String name) throws Refused {
    return Math.toIntExact(with.integer(name, 0, WHOLE));
  }
}
