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
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The journal in a database. */
public final class SqlJournal implements Journal {
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
        transact(
            transaction ->
                transaction.one(
                    "SELECT bundle FROM run_receipt"
                        + " WHERE agent_id = ? AND slot = ? AND time_window = ? AND mode = ?",
                    row -> row.text("bundle"),
                    agentId,
                    slot.value(),
                    window.index(),
                    mode));
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
  public void begin(Manifest manifest, Slot slot, Window window, Mode mode, Bundle bundle)
      throws Failure {
    Bytes32 receiptId;
    try {
      receiptId = bundle.receipt().receiptId();
    } catch (ReceiptRejected e) {
      throw new Failure(Exit.UNEXPECTED, "not a receipt: " + e.getMessage(), e);
    }
    transact(
        transaction -> {
          transaction.update(
              "DELETE FROM run_receipt"
                  + " WHERE agent_id = ? AND slot = ? AND time_window = ? AND mode = ?",
              manifest.agentId(),
              slot.value(),
              window.index(),
              mode);
          return transaction.update(
              "INSERT INTO run_receipt"
                  + " (agent_id, slot, time_window, mode, receipt_id, bundle, made_at)"
                  + " VALUES (?, ?, ?, ?, ?, ?, ?)",
              manifest.agentId(),
              slot.value(),
              window.index(),
              mode,
              receiptId,
              new String(bundle.toBytes(), StandardCharsets.UTF_8),
              clock.instant());
        });
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
          transaction.update("DELETE FROM run_report WHERE run_id = ?", report.runId());
          return transaction.update(
              "INSERT INTO run_report (run_id, agent_id, slot, done, report, ended_at)"
                  + " VALUES (?, ?, ?, ?, ?, ?)",
              report.runId(),
              report.agentId(),
              report.slot().value(),
              report.exit() == Exit.DONE,
              report.toJson().toString(),
              clock.instant());
        });
  }

  @Override
  public Optional<RunReport> done(Bytes32 agentId, Slot slot) throws Failure {
    return transact(
        transaction ->
            transaction.one(
                "SELECT report FROM run_report WHERE agent_id = ? AND slot = ? AND done = TRUE",
                row -> report(row.text("report")),
                agentId,
                slot.value()));
  }

  @Override
  public Optional<Slot> latest(Bytes32 agentId) throws Failure {
    return transact(
        transaction ->
            transaction
                .query(
                    "SELECT slot FROM run_receipt WHERE agent_id = ? ORDER BY slot DESC LIMIT 1",
                    row -> new Slot(row.integer("slot")),
                    agentId)
                .stream()
                .findFirst());
  }

  @Override
  public List<RunReport> recent(int most) throws Failure {
    return transact(
        transaction ->
            transaction.query(
                "SELECT report FROM run_report ORDER BY ended_at DESC, slot DESC LIMIT ?",
                row -> report(row.text("report")),
                most));
  }

  private static RunReport report(String json) {
    return RunReport.parse(json.getBytes(StandardCharsets.UTF_8));
  }

  private <T> T transact(Database.Work<T, StoreFailed> work) throws Failure {
    try {
      return database.transact(work);
    } catch (StoreFailed e) {
      throw new Failure(Exit.UNEXPECTED, String.valueOf(e.getMessage()), e);
    }
  }
}
