package dev.countersign.tools.outbox;

import dev.countersign.network.chain.ChainClient;
import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes32;
import dev.countersign.tools.store.Database;
import dev.countersign.tools.store.StoreFailed;
import dev.countersign.tools.store.StoreFailed.Kind;
import dev.countersign.tools.store.Transaction;
import dev.countersign.tools.wallet.SignedTransaction;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * The rows of the outbox.
 *
 * <p>Guarantees: there is one row for an agent and a slot; a row is written only over the version
 * that was read; a nonce becomes an action's own in the transaction that stores the signed bytes.
 */
public final class OutboxStore {
  private final Database database;
  private final NonceRows nonces;

  /** The rows in a database. */
  public OutboxStore(Database database) {
    this.database = database;
    this.nonces = new NonceRows(database);
  }

  /** An action by the name of its run. */
  public Optional<Entry> find(Bytes32 runId) throws StoreFailed {
    return database.transact(transaction -> EntryRows.find(transaction, runId));
  }

  /** The action that a transaction was signed for. */
  public Optional<Entry> findByTransaction(Bytes32 hash) throws StoreFailed {
    return database.transact(
        transaction -> {
          Optional<Bytes32> runId =
              transaction.one(
                  "SELECT run_id FROM outbox_transaction WHERE hash = ?"
                      + " UNION SELECT run_id FROM outbox_entry WHERE ending_transaction = ?",
                  row -> row.bytes32("run_id"),
                  hash,
                  hash);
          return runId.isPresent() ? EntryRows.find(transaction, runId.get()) : Optional.empty();
        });
  }

  /** The actions that have not ended, the oldest slot first. */
  public List<Entry> open() throws StoreFailed {
    return database.transact(
        transaction -> {
          List<Bytes32> open =
              transaction.query(
                  "SELECT run_id FROM outbox_entry WHERE state IN "
                      + State.OPEN_IN_SQL
                      + " ORDER BY slot",
                  row -> row.bytes32("run_id"));
          List<Entry> entries = new ArrayList<>();
          for (Bytes32 runId : open) {
            EntryRows.find(transaction, runId).ifPresent(entries::add);
          }
          return entries;
        });
  }

  /**
   * Writes a new row, or over one whose action had no effect and no longer can.
   *
   * @param over the row that was read before, empty when there was none
   */
  Entry insert(Entry entry, Optional<Entry> over) throws StoreFailed {
    return database.transact(
        transaction -> {
          if (over.isEmpty()) {
            EntryRows.insert(transaction, entry);
            return entry;
          }
          if (EntryRows.replan(transaction, over.get(), entry) != 1) {
            throw conflict(entry.runId());
          }
          return EntryRows.find(transaction, entry.runId()).orElseThrow();
        });
  }

  private static StoreFailed conflict(Bytes32 runId) {
    return new StoreFailed(
        Kind.CONFLICT, "run " + runId + " was written by somebody else meanwhile");
  }

  /** Writes a changed row. */
  Entry save(Entry before, Entry after) throws StoreFailed {
    return database.transact(transaction -> save(transaction, before, after));
  }

  private static Entry save(Transaction transaction, Entry before, Entry after)
      throws SQLException, StoreFailed {
    if (EntryRows.update(transaction, before, after) != 1) {
      throw conflict(before.runId());
    }
    if (after.state().terminal()) {
      GasBook.book(transaction, after);
    }
    return after.written();
  }

  /**
   * Takes the sender's next nonce, signs with it, and writes both together, unless others of the
   * agent have meanwhile spent what the day's limit leaves; flushed when this returns.
   *
   * @param mined the number of the sender's transactions that are mined
   * @param sign signs with a nonce
   * @throws StoreFailed with {@code CONFLICT} also when the day's limit no longer leaves it
   */
  Entry sign(
      Entry before, Address sender, long mined, LongFunction<SignedTransaction> sign, Instant now)
      throws StoreFailed, OutboxFailed {
    nonces.ensureRow(before.action().chainId(), sender);
    Entry moved = before.on(Event.SIGN, now);
    Entry after =
        database.<Entry, StoreFailed>transact(
            transaction -> {
              long nonce =
                  NonceRows.take(transaction, before.action().chainId(), sender, mined, now);
              Attempt attempt = Attempt.of(Attempt.Kind.EXECUTE, sign.apply(nonce), now);
              BigInteger today =
                  GasBook.today(transaction, before.action().agentId(), before.runId(), now);
              if (before.action().gas().judge(attempt.worstCost(), today).isPresent()) {
                throw conflict(before.runId()); // Look again, at what is spent by now.
              }
              List<Attempt> attempts = new ArrayList<>(before.attempts());
              if (!before.isOwn(attempt.hash())) { // A nonce that was given up comes back.
                attempts.add(attempt);
              }
              return save(transaction, before, moved.owning(Optional.of(nonce)).tried(attempts));
            });
    database.flush();
    return after;
  }

  /** Writes one more transaction with the nonce that is already its own; flushed. */
  Entry signAgain(Entry before, Attempt attempt, Instant now) throws StoreFailed, OutboxFailed {
    List<Attempt> attempts = new ArrayList<>(before.attempts());
    attempts.add(attempt);
    Entry after = save(before, before.on(Event.SIGN, now).tried(attempts));
    database.flush();
    return after;
  }

  /** The number of a key's transactions that are mined, as far as the node is to be believed. */
  long minedNonce(ChainClient chain, Address sender) throws StoreFailed, ChainUnavailable {
    return nonces.mined(chain, sender);
  }

  /** Whether a nonce before an action's own is neither used up nor anybody's here. */
  boolean hasGap(Entry entry, long mined, Instant now) throws StoreFailed {
    Address sender = entry.latest().orElseThrow().sender();
    return nonces.hasGap(entry.action().chainId(), sender, mined, entry.nonce().orElseThrow(), now);
  }

  /**
   * Writes an action that gave its nonce up, and lets the nonces before it be taken.
   *
   * @param free the first that nobody has
   */
  Entry closeGap(Entry before, Entry after, long free) throws StoreFailed {
    Address sender = before.latest().orElseThrow().sender();
    return database.transact(
        transaction -> {
          NonceRows.lower(transaction, before.action().chainId(), sender, free);
          return save(transaction, before, after);
        });
  }

  /**
   * Wei that an agent's transactions of the UTC day cost or may still cost.
   *
   * @param but the run whose own transactions do not count
   */
  BigInteger gasToday(Bytes32 agentId, Bytes32 but, Instant now) throws StoreFailed {
    return database.transact(transaction -> GasBook.today(transaction, agentId, but, now));
  }
}
