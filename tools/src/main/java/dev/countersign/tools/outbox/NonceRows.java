package dev.countersign.tools.outbox;

import dev.countersign.network.chain.ChainClient;
import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.receipt.Address;
import dev.countersign.tools.store.Database;
import dev.countersign.tools.store.StoreFailed;
import dev.countersign.tools.store.StoreFailed.Kind;
import dev.countersign.tools.store.Transaction;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The nonces of each key on each chain: a row counts those that were taken.
 *
 * <p>A node that counts too high once leaves a gap that no transaction of the key can pass. So a
 * nonce is held only while an action has it as its own, or a transaction with it was mined, or it
 * is lent; what nobody holds is taken again, the lowest first.
 */
final class NonceRows {
  /** A transaction that was not mined for so long does not count on its nonce any more. */
  private static final Duration LENT = Duration.ofMinutes(15);

  private static final String HELD =
      """
      SELECT t.nonce FROM outbox_transaction t JOIN outbox_entry e ON e.run_id = t.run_id
      WHERE t.chain_id = ? AND t.sender = ? AND t.nonce >= ?
        AND (e.nonce = t.nonce OR t.cost IS NOT NULL)
      UNION
      SELECT nonce FROM outbox_lent
      WHERE chain_id = ? AND sender = ? AND nonce >= ? AND lent_at > ?
      """;

  private final Database database;
  private final Set<String> counted = ConcurrentHashMap.newKeySet();

  NonceRows(Database database) {
    this.database = database;
  }

  /** Makes the row where there is none; rows of nonces are never removed. */
  void ensureRow(long chainId, Address sender) throws StoreFailed {
    String name = chainId + " " + sender;
    if (counted.contains(name)) {
      return;
    }
    try {
      database.transact(
          transaction ->
              read(transaction, chainId, sender, "") < 0
                  ? transaction.update(
                      "INSERT INTO outbox_nonce (chain_id, sender, next_nonce) VALUES (?, ?, 0)",
                      chainId,
                      sender)
                  : 0);
    } catch (StoreFailed e) {
      if (e.kind() != Kind.CONFLICT) {
        throw e;
      }
      // Somebody else wrote the same row first, which is as good.
    }
    counted.add(name);
  }

  /**
   * The number of a key's transactions that are mined. One that is higher than what is known here
   * is asked for once more: a nonce that is too high never comes to its turn.
   */
  long mined(ChainClient chain, Address sender) throws StoreFailed, ChainUnavailable {
    long next = database.transact(t -> read(t, chain.chainId(), sender, ""));
    long mined = chain.nonce(sender);
    return mined <= next ? mined : Math.min(mined, chain.nonce(sender));
  }

  /** The counter; -1 where there is no row. */
  private static long read(Transaction transaction, long chainId, Address sender, String lock)
      throws SQLException {
    return transaction
        .one(
            "SELECT next_nonce FROM outbox_nonce WHERE chain_id = ? AND sender = ?" + lock,
            row -> row.integer("next_nonce"),
            chainId,
            sender)
        .orElse(-1L);
  }

  /**
   * Takes the next nonce that nobody holds.
   *
   * @param mined the number of the sender's transactions that are mined
   */
  static long take(Transaction transaction, long chainId, Address sender, long mined, Instant now)
      throws SQLException {
    long next = read(transaction, chainId, sender, " FOR UPDATE");
    if (next < 0) {
      throw new SQLException("the row of the nonce is gone");
    }
    long nonce = Math.max(next, mined);
    Set<Long> held = held(transaction, chainId, sender, nonce, now);
    while (held.contains(nonce)) {
      nonce++;
    }
    write(transaction, chainId, sender, nonce + 1);
    return nonce;
  }

  private static void write(Transaction transaction, long chainId, Address sender, long next)
      throws SQLException {
    transaction.update(
        "UPDATE outbox_nonce SET next_nonce = ? WHERE chain_id = ? AND sender = ?",
        next,
        chainId,
        sender);
  }

  private static Set<Long> held(
      Transaction transaction, long chainId, Address sender, long from, Instant now)
      throws SQLException {
    return Set.copyOf(
        transaction.query(
            HELD,
            row -> row.integer("nonce"),
            chainId,
            sender,
            from,
            chainId,
            sender,
            from,
            now.minus(LENT)));
  }

  /** Whether any nonce between the chain's and one of ours is held by nobody. */
  boolean hasGap(long chainId, Address sender, long mined, long own, Instant now)
      throws StoreFailed {
    Set<Long> held =
        database.<Set<Long>, StoreFailed>transact(t -> held(t, chainId, sender, mined, now));
    return held.stream().filter(nonce -> nonce < own).count() < own - mined;
  }

  /** Counts from the chain's number on again; what is held is passed over when one is taken. */
  static void lower(Transaction transaction, long chainId, Address sender, long mined)
      throws SQLException {
    if (read(transaction, chainId, sender, " FOR UPDATE") > mined) {
      write(transaction, chainId, sender, mined);
    }
  }

  /** Takes one for a transaction that is not an action's. */
  long lend(long chainId, Address sender, long mined, Instant now) throws StoreFailed {
    ensureRow(chainId, sender);
    long lent =
        database.<Long, StoreFailed>transact(
            transaction -> {
              long nonce = take(transaction, chainId, sender, mined, now);
              takeBack(transaction, chainId, sender, nonce);
              transaction.update(
                  "INSERT INTO outbox_lent (chain_id, sender, nonce, lent_at) VALUES (?, ?, ?, ?)",
                  chainId,
                  sender,
                  nonce,
                  now);
              return nonce;
            });
    database.flush();
    return lent;
  }

  /** Takes one back that was lent and not used. */
  void takeBack(long chainId, Address sender, long nonce) throws StoreFailed {
    database.<Integer, StoreFailed>transact(
        transaction -> {
          lower(transaction, chainId, sender, nonce);
          return takeBack(transaction, chainId, sender, nonce);
        });
  }

  private static int takeBack(Transaction transaction, long chainId, Address sender, long nonce)
      throws SQLException {
    return transaction.update(
        "DELETE FROM outbox_lent WHERE chain_id = ? AND sender = ? AND nonce = ?",
        chainId,
        sender,
        nonce);
  }
}
