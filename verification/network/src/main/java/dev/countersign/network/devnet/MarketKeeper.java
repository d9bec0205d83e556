package dev.countersign.network.devnet;

import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a local network alive: a block for every second, a trade every minute and at every turning
 * point of the route, fresh feeds.
 *
 * <p>Only this one mines, so the chain's time stands still while nobody keeps it, and hours that
 * were missed (a stop, a crash, a laptop asleep) are traded in blocks of those hours afterwards:
 * candles have no gap. For the rows that the hours show see {@link MarketRoute}.
 */
final class MarketKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(MarketKeeper.class);

  /** Seconds between two trades. */
  static final long PACE = 60;

  private static final int MOST_FAILURES = 20;

  /** One gwei. Left alone, empty blocks let it fall to nothing, and gas would seem to be free. */
  private static final BigInteger BASE_FEE = BigInteger.TEN.pow(9);

  private final LocalNode node;
  private final DevnetAddresses addresses;
  private final MarketRoute route;
  private @Nullable Market market;
  private int failures;

  MarketKeeper(LocalNode node, DevnetAddresses addresses, MarketRoute route) {
    this.node = node;
    this.addresses = addresses;
    this.route = route;
  }

  /**
   * Brings the chain to a second; does nothing when it is already there. To be called about once a
   * second, from one thread.
   *
   * @throws DevnetFailed when it has failed many times in a row
   */
  void tick(long now) throws DevnetFailed {
    try {
      if (now > node.headTime()) {
        node.baseFee(BASE_FEE);
        advance(now);
      }
      failures = 0;
    } catch (DevnetFailed e) {
      forget(); // What it believes to have traded may not have been mined.
      failures++;
      if (failures >= MOST_FAILURES || e.reason() == DevnetFailed.Reason.INTERRUPTED) {
        throw e;
      }
      LOG.warn("the market missed a second: {}", e.getMessage());
    }
  }

  /** Looks at the chain again before the next trade, because somebody else changed it. */
  void forget() {
    market = null;
  }

  private void advance(long now) throws DevnetFailed {
    Market resumed = market == null ? Market.resumed(node, addresses, route) : market;
    market = resumed;
    long last = resumed.lastTrade();
    if (now / MarketHour.SECONDS > last / MarketHour.SECONDS) {
      resumed.catchUp(now, Progress.SILENT);
    } else if (now - last >= PACE || !route.due(last, now).isEmpty()) {
      node.mine(List.of(resumed.now(now)));
    } else {
      node.mine(now);
    }
  }
}
