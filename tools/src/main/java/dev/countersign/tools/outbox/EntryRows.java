package dev.countersign.tools.outbox;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Flow;
import dev.countersign.receipt.Slot;
import dev.countersign.tools.policy.GasLimit;
import dev.countersign.tools.store.Transaction;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Entries to rows and back. */
final class EntryRows {
  private EntryRows() {}

  static Optional<Entry> find(Transaction transaction, Bytes32 runId) throws SQLException {
    List<Attempt> attempts =
        transaction.query(
            "SELECT * FROM outbox_transaction WHERE run_id = ? ORDER BY ordinal",
            EntryRows::attempt,
            runId);
    return transaction.one(
        "SELECT * FROM outbox_entry WHERE run_id = ?", row -> entry(row, attempts), runId);
  }

  static void insert(Transaction transaction, Entry entry) throws SQLException {
    PlannedAction action = entry.action();
    transaction.update(
        """
        INSERT INTO outbox_entry (run_id, agent_id, agent_name, slot, chain_id, gate, receipt_id,
          calls_hash, flows, valid_until, pinned_block, max_gas_per_action, max_gas_per_day, state,
          version, created_at, changed_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        entry.runId(),
        action.agentId(),
        action.agentName(),
        action.slot().value(),
        action.chainId(),
        action.gate(),
        action.receiptId(),
        action.callsHash(),
        flows(action.flows()),
        action.validUntil(),
        action.pinnedBlock(),
        action.gas().perAction(),
        action.gas().perDay(),
        entry.state(),
        entry.version(),
        entry.createdAt(),
        entry.changedAt());
  }

  /** Another window of the same slot, after one that had no effect. */
  static int replan(Transaction transaction, Entry old, Entry entry) throws SQLException {
    PlannedAction action = entry.action();
    return transaction.update(
        """
        UPDATE outbox_entry SET receipt_id = ?, calls_hash = ?, flows = ?, valid_until = ?,
          pinned_block = ?, max_gas_per_action = ?, max_gas_per_day = ?, state = ?,
          version = version + 1, calldata = NULL, nonce = NULL, ending = NULL,
          ending_transaction = NULL, ending_block = NULL, ending_block_hash = NULL,
          ending_block_time = NULL, reason = NULL, sentence = NULL, changed_at = ?
        WHERE run_id = ? AND version = ?
        """,
        action.receiptId(),
        action.callsHash(),
        flows(action.flows()),
        action.validUntil(),
        action.pinnedBlock(),
        action.gas().perAction(),
        action.gas().perDay(),
        entry.state(),
        entry.changedAt(),
        entry.runId(),
        old.version());
  }

  static int update(Transaction transaction, Entry before, Entry after) throws SQLException {
    Optional<Ending> ending = after.ending();
    int written =
        transaction.update(
            """
            UPDATE outbox_entry SET state = ?, version = ?, calldata = ?, nonce = ?, ending = ?,
              ending_transaction = ?, ending_block = ?, ending_block_hash = ?,
              ending_block_time = ?, reason = ?, sentence = ?, changed_at = ?
            WHERE run_id = ? AND version = ?
            """,
            after.state(),
            before.version() + 1,
            after.calldata(),
            after.nonce(),
            ending.map(Ending::kind),
            ending.map(Ending::transaction),
            ending.map(end -> end.block().number()),
            ending.map(end -> end.block().hash()),
            ending.map(end -> end.block().timestamp()),
            after.reason(),
            after.sentence(),
            after.changedAt(),
            before.runId(),
            before.version());
    if (written == 1) {
      updateAttempts(transaction, before, after);
    }
    return written;
  }

  private static void updateAttempts(Transaction transaction, Entry before, Entry after)
      throws SQLException {
    Map<Bytes32, Attempt> known = new HashMap<>();
    before.attempts().forEach(attempt -> known.put(attempt.hash(), attempt));
    long ordinal = 0;
    for (Attempt attempt : after.attempts()) {
      Attempt old = known.get(attempt.hash());
      if (old == null) {
        insert(transaction, after, attempt, ordinal);
      } else if (!old.equals(attempt)) {
        transaction.update(
            "UPDATE outbox_transaction SET sent_at = ?, answer = ?, cost = ? WHERE hash = ?",
            attempt.sentAt(),
            attempt.answer(),
            attempt.cost(),
            attempt.hash());
      }
      ordinal++;
    }
  }

  private static void insert(Transaction transaction, Entry entry, Attempt attempt, long ordinal)
      throws SQLException {
    transaction.update(
        """
        INSERT INTO outbox_transaction (hash, run_id, ordinal, kind, chain_id, sender, nonce, raw,
          gas_limit, max_fee, tip, signed_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        attempt.hash(),
        entry.runId(),
        ordinal,
        attempt.kind(),
        entry.action().chainId(),
        attempt.sender(),
        attempt.nonce(),
        attempt.raw(),
        attempt.gasLimit(),
        attempt.maxFee(),
        attempt.tip(),
        attempt.signedAt());
  }

  private static Attempt attempt(Transaction.Row row) throws SQLException {
    return new Attempt(
        row.bytes32("hash"),
        row.constant("kind", Attempt.Kind.class),
        row.address("sender"),
        row.integer("nonce"),
        new Bytes(row.text("raw")),
        row.integer("gas_limit"),
        row.amount("max_fee"),
        row.amount("tip"),
        row.instant("signed_at"),
        row.optionalInstant("sent_at"),
        row.optional("answer"),
        row.optionalAmount("cost"));
  }

  private static Entry entry(Transaction.Row row, List<Attempt> attempts) throws SQLException {
    PlannedAction action =
        new PlannedAction(
            row.bytes32("agent_id"),
            row.text("agent_name"),
            new Slot(row.integer("slot")),
            row.integer("chain_id"),
            row.address("gate"),
            row.bytes32("receipt_id"),
            row.bytes32("calls_hash"),
            flows(row.text("flows")),
            row.integer("valid_until"),
            row.integer("pinned_block"),
            new GasLimit(row.amount("max_gas_per_action"), row.amount("max_gas_per_day")));
    return new Entry(
        action,
        row.constant("state", State.class),
        row.integer("version"),
        row.optional("calldata").map(Bytes::new),
        row.optionalInteger("nonce"),
        attempts,
        ending(row),
        row.optional("reason"),
        row.optional("sentence"),
        row.instant("created_at"),
        row.instant("changed_at"));
  }

  private static Optional<Ending> ending(Transaction.Row row) throws SQLException {
    if (row.optional("ending").isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Ending(
            row.constant("ending", Ending.Kind.class),
            row.bytes32("ending_transaction"),
            new BlockRef(
                row.integer("ending_block"),
                row.bytes32("ending_block_hash"),
                row.integer("ending_block_time"))));
  }

  /** A line for each flow: the token and the least. */
  private static String flows(List<Flow> flows) {
    return String.join(
        "\n", flows.stream().map(flow -> flow.token() + " " + flow.least()).toList());
  }

  private static List<Flow> flows(String lines) {
    List<Flow> flows = new ArrayList<>();
    for (String line : lines.lines().toList()) {
      int space = line.indexOf(' ');
      flows.add(
          new Flow(
              new Address(line.substring(0, space)), new BigInteger(line.substring(space + 1))));
    }
    return flows;
  }
}
