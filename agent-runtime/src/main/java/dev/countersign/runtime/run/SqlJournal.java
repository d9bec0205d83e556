package dev.countersign.runtime.run;

import dev.countersign.network.evaluate.Window;
import dev.countersign.receipt.Bundle;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Mode;
import dev.countersign.receipt.ReceiptRejected;
import dev.countersign.receipt.Slot;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.tools.store.Database;
import dev.countersign.tools.store.StoreFailed;
import dev.countersign.tools.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** The journal in a database. */
public final class SqlJournal implements Journal {
  private static final int MOST_TRIES = 5;

  private final Database database;
  private final InstantSource clock;

  /** A journal in a database that stays the caller's to close. */
  public SqlJournal(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public Optional<Bundle> begun(Bytes32 agentId, Slot slot, Window window, Mode mode)
      throws Failure {
    Optional<String> bytes =
        transact(transaction -> kept(transaction, agentId, slot, window, mode));
    return bytes.isEmpty() ? Optional.empty() : Optional.of(parse(bytes.get()));
  }

  @Override
  public Optional<Bundle> bundle(Bytes32 receiptId) throws Failure {
    Optional<String> bytes =
        transact(
            transaction ->
                transaction
                    .query(
                        "SELECT bundle FROM run_receipt WHERE receipt_id = ?",
                        row -> row.text("bundle"),
                        receiptId)
                    .stream()
                    .findFirst());
    return bytes.isEmpty() ? Optional.empty() : Optional.of(parse(bytes.get()));
  }

  private static Bundle parse(String text) throws Failure {
    try {
      return Bundle.parse(text.getBytes(StandardCharsets.UTF_8));
    } catch (ReceiptRejected e) {
      throw new Failure(Exit.UNEXPECTED, "the journal holds a broken bundle: " + e.getMessage(), e);
    }
  }

  @Override
  public Bundle begin(Manifest manifest, Slot slot, Window window, Mode mode, Bundle bundle)
      throws Failure {
    Bytes32 receiptId;
    try {
      receiptId = bundle.receipt().receiptId();
    } catch (ReceiptRejected e) {
      throw new Failure(Exit.UNEXPECTED, "not a receipt: " + e.getMessage(), e);
    }
    String kept =
        transact(
            transaction -> {
              Optional<String> first =
                  kept(transaction, manifest.agentId(), slot, window, mode)
                      .filter(bytes -> manifest.equals(manifest(bytes)));
              if (first.isPresent()) {
                return first.get();
              }
              transaction.update(
                  "DELETE FROM run_receipt"
                      + " WHERE agent_id = ? AND slot = ? AND time_window = ? AND mode = ?",
                  manifest.agentId(),
                  slot.value(),
                  window.index(),
                  mode);
              String bytes = new String(bundle.toBytes(), StandardCharsets.UTF_8);
              transaction.update(
                  "INSERT INTO run_receipt"
                      + " (agent_id, slot, time_window, mode, receipt_id, bundle, made_at)"
                      + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                  manifest.agentId(),
                  slot.value(),
                  window.index(),
                  mode,
                  receiptId,
                  bytes,
                  clock.instant());
              return bytes;
            });
    return parse(kept);
  }

  private static Optional<String> kept(
      Transaction transaction, Bytes32 agentId, Slot slot, Window window, Mode mode)
      throws SQLException {
    return transaction.one(
        "SELECT bundle FROM run_receipt"
            + " WHERE agent_id = ? AND slot = ? AND time_window = ? AND mode = ?",
        row -> row.text("bundle"),
        agentId,
        slot.value(),
        window.index(),
        mode);
  }

  private static @Nullable Manifest manifest(String bundle) {
    try {
      return Bundle.parse(bundle.getBytes(StandardCharsets.UTF_8)).manifest();
    } catch (ReceiptRejected e) {
      return null; // A broken one is written over.
    }
  }

  @Override
  public Bytes32 previous(Bytes32 agentId) throws Failure {
    return transact(
        transaction ->
            transaction
                .query(
                    "SELECT receipt_id FROM run_receipt WHERE agent_id = ?"
                        + " ORDER BY made_at DESC, slot DESC, time_window DESC LIMIT 1",
                    row -> row.bytes32("receipt_id"),
                    agentId)
                .stream()
                .findFirst()
                .orElse(Bytes32.ZERO));
  }

  @Override
  public void ended(RunReport report) throws Failure {
    transact(
        transaction -> {
          boolean done = report.exit() == Exit.DONE;
          String json = report.toJson().toString();
          Optional<Standing> before =
              transaction.one(
                  "SELECT CASE WHEN done THEN 1 ELSE 0 END AS is_done,"
                      + " CASE WHEN under_way THEN 1 ELSE 0 END AS is_under_way FROM run_end"
                      + " WHERE run_id = ? AND mode = ? FOR UPDATE",
                  row ->
                      new Standing(row.integer("is_done") == 1, row.integer("is_under_way") == 1),
                  report.runId(),
                  report.mode());
          if (before.isPresent() && !before.get().givesWayTo(report)) {
            return 0;
          }
          int rows =
              transaction.update(
                  "UPDATE run_end SET done = ?, under_way = ?, report = ?, ended_at = ?"
                      + " WHERE run_id = ? AND mode = ?",
                  done,
                  report.isUnderWay(),
                  json,
                  clock.instant(),
                  report.runId(),
                  report.mode());
          return before.isPresent()
              ? rows
              : transaction.update(
                  "INSERT INTO run_end"
                      + " (run_id, mode, agent_id, slot, done, under_way, report, ended_at)"
                      + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                  report.runId(),
                  report.mode(),
                  report.agentId(),
                  report.slot().value(),
                  done,
                  report.isUnderWay(),
                  json,
                  clock.instant());
        });
  }

  /** What was kept of a run before. */
  private record Standing(boolean done, boolean underWay) {
    /**
     * What came to its end stays, whatever another runtime says of it later; what was executed and
     * is not final yet gives way only to what is known of that.
     */
    boolean givesWayTo(RunReport report) {
      return !done || (underWay && !report.isOnItsWay());
    }
  }

  @Override
  public List<RunReport> underWay() throws Failure {
    return reports(
        transact(
            transaction ->
                transaction.query(
                    "SELECT report FROM run_end WHERE under_way = TRUE ORDER BY slot",
                    row -> row.text("report"))));
  }

  @Override
  public Optional<RunReport> done(Bytes32 agentId, Slot slot, Mode mode) throws Failure {
    return reports(
            transact(
                transaction ->
                    transaction.query(
                        "SELECT report FROM run_end"
                            + " WHERE agent_id = ? AND slot = ? AND mode = ? AND done = TRUE",
                        row -> row.text("report"),
                        agentId,
                        slot.value(),
                        word(mode))))
        .stream()
        .findFirst();
  }

  @Override
  public Optional<Slot> latest(Bytes32 agentId, Mode mode) throws Failure {
    return transact(
        transaction ->
            transaction
                .query(
                    "SELECT slot FROM run_receipt WHERE agent_id = ? AND mode = ?"
                        + " ORDER BY slot DESC LIMIT 1",
                    row -> new Slot(row.integer("slot")),
                    agentId,
                    mode)
                .stream()
                .findFirst());
  }

  @Override
  public List<RunReport> recent(int most) throws Failure {
    return reports(
        transact(
            transaction ->
                transaction.query(
                    "SELECT report FROM run_end ORDER BY ended_at DESC, slot DESC LIMIT ?",
                    row -> row.text("report"),
                    most)));
  }

  /** As reports write it. */
  private static String word(Mode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }

  private static List<RunReport> reports(List<String> texts) throws Failure {
    List<RunReport> reports = new ArrayList<>();
    for (String text : texts) {
      try {
        reports.add(RunReport.parse(text.getBytes(StandardCharsets.UTF_8)));
      } catch (JacksonException e) {
        throw new Failure(Exit.UNEXPECTED, "the journal holds a report that cannot be read", e);
      }
    }
    return reports;
  }

  /** Another runtime on the same database may write the same row; what came last stands. */
  private <T> T transact(Database.Work<T, StoreFailed> work) throws Failure {
    for (int i = 1; ; i++) {
      try {
        return database.transact(work);
      } catch (StoreFailed e) {
        if (e.kind() != StoreFailed.Kind.CONFLICT || i == MOST_TRIES) {
          throw new Failure(Exit.UNEXPECTED, String.valueOf(e.getMessage()), e);
        }
      }
    }
  }
}
