package dev.countersign.tools.outbox;

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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;

/**
 * The rows of the outbox.
 *
 * <p>Guarantees: there is one row for an agent and a slot; a row is written only over the version
 * that was read; a nonce becomes an action's own in the transaction that stores the signed bytes.
 */
public final class OutboxStore {
  private final Database database;
  private final Set<String> counted = ConcurrentHashMap.newKeySet();

  /** The rows in a database. */
  public OutboxStore(Database database) {
    this.database = database;
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
                  "SELECT run_id FROM outbox_entry WHERE state IN (?, ?, ?, ?, ?) ORDER BY slot",
                  row -> row.bytes32("run_id"),
                  State.PLANNED,
                  State.CERTIFIED,
                  State.SIGNED,
                  State.BROADCAST,
                  State.MINED);
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
    ensureNonceRow(before.action().chainId(), sender);
    Entry moved = before.on(Event.SIGN, now);
    Entry after =
        database.<Entry, StoreFailed>transact(
            transaction -> {
              long nonce = takeNonce(transaction, before.action().chainId(), sender, mined);
              Attempt attempt = Attempt.of(Attempt.Kind.EXECUTE, sign.apply(nonce), now);
              BigInteger today =
                  GasBook.today(transaction, before.action().agentId(), before.runId(), now);
              if (before.action().gas().judge(attempt.worstCost(), today).isPresent()) {
                throw conflict(before.runId()); // Look again, at what is spent by now.
              }
              List<Attempt> attempts = new ArrayList<>(before.attempts());
              attempts.add(attempt);
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

  private void ensureNonceRow(long chainId, Address sender) throws StoreFailed {
    String name = chainId + " " + sender;
    if (counted.contains(name)) {
      return; // Rows of nonces are never removed.
    }
    try {
      database.transact(
          transaction ->
              transaction
                      .one(
                          "SELECT next_nonce FROM outbox_nonce WHERE chain_id = ? AND sender = ?",
                          row -> row.integer("next_nonce"),
                          chainId,
                          sender)
                      .isPresent()
                  ? 0
                  : transaction.update(
                      "INSERT INTO outbox_nonce (chain_id, sender, next_nonce) VALUES (?, ?, 0)",
                      chainId,
                      sender));
    } catch (StoreFailed e) {
      if (e.kind() != Kind.CONFLICT) {
        throw e;
      }
      // Somebody else wrote the same row first, which is as good.
    }
    counted.add(name);
  }

  private static long takeNonce(Transaction transaction, long chainId, Address sender, long mined)
      throws SQLException {
    long next =
        transaction
            .one(
                "SELECT next_nonce FROM outbox_nonce WHERE chain_id = ? AND sender = ? FOR UPDATE",
                row -> row.integer("next_nonce"),
                chainId,
                sender)
            .orElseThrow(() -> new SQLException("the row of the nonce is gone"));
    long nonce = Math.max(next, mined);
    transaction.update(
        "UPDATE outbox_nonce SET next_nonce = ? WHERE chain_id = ? AND sender = ?",
        nonce + 1,
        chainId,
        sender);
    return nonce;
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
