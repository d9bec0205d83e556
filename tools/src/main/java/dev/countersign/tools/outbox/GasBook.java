package dev.countersign.tools.outbox;

import dev.countersign.receipt.Bytes32;
import dev.countersign.tools.store.Transaction;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an agent's actions cost or may still cost on a UTC day: one row for those that have ended,
 * and the few that are open.
 */
final class GasBook {
  private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

  private GasBook() {}

  /**
   * Wei of a day.
   *
   * @param but the run whose own transactions do not count
   */
  static BigInteger today(Transaction transaction, Bytes32 agentId, Bytes32 but, Instant now)
      throws SQLException {
    Optional<BigInteger> ended =
        transaction.one(
            "SELECT wei FROM outbox_gas WHERE agent_id = ? AND utc_day = ?",
            row -> row.amount("wei"),
            agentId,
            day(now));
    return ended.orElse(BigInteger.ZERO).add(open(transaction, agentId, but));
  }

  private static BigInteger open(Transaction transaction, Bytes32 agentId, Bytes32 but)
      throws SQLException {
    List<NonceCost> costs =
        transaction.query(
            """
            SELECT t.run_id, t.nonce, t.gas_limit, t.max_fee, t.cost, e.gas_booked
            FROM outbox_entry e JOIN outbox_transaction t ON t.run_id = e.run_id
            WHERE e.agent_id = ? AND e.run_id <> ? AND e.state IN
            """
                + State.OPEN_IN_SQL,
            row ->
                new NonceCost(
                    row.text("run_id"),
                    row.integer("nonce"),
                    row.amount("max_fee").multiply(BigInteger.valueOf(row.integer("gas_limit"))),
                    row.optionalAmount("cost"),
                    row.amount("gas_booked")),
            agentId,
            but);
    Map<String, BigInteger> byNonce = new HashMap<>();
    Map<String, BigInteger> mined = new HashMap<>();
    Map<String, BigInteger> booked = new HashMap<>();
    for (NonceCost cost : costs) {
      String nonce = cost.runId() + " " + cost.nonce();
      byNonce.merge(nonce, cost.worst(), BigInteger::max);
      cost.cost().ifPresent(wei -> mined.merge(nonce, wei, BigInteger::add));
      booked.put(cost.runId(), cost.booked());
    }
    byNonce.putAll(mined);
    return sum(byNonce).subtract(sum(booked)).max(BigInteger.ZERO);
  }

  private record NonceCost(
      String runId, long nonce, BigInteger worst, Optional<BigInteger> cost, BigInteger booked) {}

  private static BigInteger sum(Map<String, BigInteger> amounts) {
    return amounts.values().stream().reduce(BigInteger.ZERO, BigInteger::add);
  }

  /** Books what an action that has ended cost, on the day of its newest transaction. */
  static void book(Transaction transaction, Entry ended) throws SQLException {
    if (ended.attempts().isEmpty()) {
      return;
    }
    BigInteger before =
        transaction
            .one(
                "SELECT gas_booked FROM outbox_entry WHERE run_id = ?",
                row -> row.amount("gas_booked"),
                ended.runId())
            .orElse(BigInteger.ZERO);
    BigInteger more = ended.cost().subtract(before);
    if (more.signum() <= 0) {
      return;
    }
    long day = day(ended.attempts().getLast().signedAt());
    Bytes32 agentId = ended.action().agentId();
    int rows =
        transaction.update(
            "UPDATE outbox_gas SET wei = wei + ? WHERE agent_id = ? AND utc_day = ?",
            more,
            agentId,
            day);
    if (rows == 0) {
      transaction.update(
          "INSERT INTO outbox_gas (agent_id, utc_day, wei) VALUES (?, ?, ?)", agentId, day, more);
    }
    transaction.update(
        "UPDATE outbox_entry SET gas_booked = ? WHERE run_id = ?", ended.cost(), ended.runId());
  }

  private static long day(Instant instant) {
    return instant.toEpochMilli() / DAY_MILLIS;
  }
}
