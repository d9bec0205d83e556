package dev.countersign.tools.outbox;

import dev.countersign.network.chain.ChainClient;
import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.receipt.Address;
import dev.countersign.tools.store.Database;
import dev.countersign.tools.store.StoreFailed;
import java.time.InstantSource;

/**
 * Lends nonces of a key for transactions that are not actions, such as an agent's registration.
 *
 * <p>Guarantees: no action of an outbox on the same database takes a nonce that is lent. Does not
 * guarantee anything about transactions of the same key that are sent from elsewhere. A nonce that
 * was lent for a quarter of an hour, and was not mined, is no longer kept.
 */
public final class Nonces {
  private final NonceRows rows;
  private final InstantSource clock;

  /**
   * The nonces in a database.
   *
   * @param clock says since when one is lent
   */
  public Nonces(Database database, InstantSource clock) {
    this.rows = new NonceRows(database);
    this.clock = clock;
  }

  /** Lends the next one of a key. */
  public long lend(ChainClient chain, Address sender) throws StoreFailed, ChainUnavailable {
    return lend(chain.chainId(), sender, rows.mined(chain, sender));
  }

  long lend(long chainId, Address sender, long mined) throws StoreFailed {
    return rows.lend(chainId, sender, mined, clock.instant());
  }

  /** Takes one back with which nothing was sent. */
  public void takeBack(long chainId, Address sender, long nonce) throws StoreFailed {
    rows.takeBack(chainId, sender, nonce);
  }
}
