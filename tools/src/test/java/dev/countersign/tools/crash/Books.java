package dev.countersign.tools.crash;

import dev.countersign.receipt.Bytes32;
import dev.countersign.tools.outbox.Attempt;
import dev.countersign.tools.outbox.Entry;
import dev.countersign.tools.outbox.OutboxStore;
import dev.countersign.tools.outbox.State;
import dev.countersign.tools.store.Database;
import dev.countersign.tools.store.Storage;
import dev.countersign.tools.store.StoreFailed;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Compares what the runtimes' rows say with what the chain says. */
final class Books {
  private final CrashWorld world;
  private final List<Job> jobs;
  private final CrashWorld.Standing before;
  private final List<String> wrong = new ArrayList<>();
  private final Map<Bytes32, BigInteger> paidFor = new HashMap<>();

  private Books(CrashWorld world, List<Job> jobs, CrashWorld.Standing before) {
    this.world = world;
    this.jobs = jobs;
    this.before = before;
  }

  /**
   * What is wrong, a sentence each.
   *
   * @param storages of the runtimes
   * @param before how the chain stood before them
   */
  static List<String> check(
      CrashWorld world,
      List<Storage> storages,
      List<Job> jobs,
      Circumstance circumstance,
      CrashWorld.Standing before)
      throws Exception {
    Books books = new Books(world, jobs, before);
    int effects = 0;
    for (Job job : jobs) {
      effects += books.effects(job, circumstance);
    }
    for (Storage storage : storages) {
      try (Database database = storage.open()) {
        for (Job job : jobs) {
          books.entry(new OutboxStore(database), job, circumstance);
        }
        books.tables(database);
      }
    }
    books.money(effects, circumstance);
    return books.wrong;
  }

  private void expect(boolean right, String otherwise) {
    if (!right) {
      wrong.add(otherwise);
    }
  }

  /** The number of our own effects. */
  private int effects(Job job, Circumstance circumstance) throws Exception {
    List<CrashWorld.Effect> all = world.effects(job.action());
    long ours = all.stream().filter(effect -> isOurs(effect, job)).count();
    expect(all.size() <= 1, "slot " + job.action().slot() + " had " + all.size() + " effects");
    boolean due = circumstance.mayEndAs(State.SETTLED);
    expect(
        ours == (due ? 1 : 0),
        "the certified action of slot " + job.action().slot() + " happened " + ours + " times");
    return (int) ours;
  }

  private static boolean isOurs(CrashWorld.Effect effect, Job job) {
    return effect.executed().receiptId().equals(job.action().receiptId());
  }

  private void entry(OutboxStore store, Job job, Circumstance circumstance) throws Exception {
    Optional<Entry> found = store.find(job.action().runId());
    if (found.isEmpty()) {
      wrong.add("slot " + job.action().slot() + " has no row");
      return;
    }
    Entry entry = found.get();
    expect(
        circumstance.mayEndAs(entry.state()),
        "slot " + job.action().slot() + " ended as " + entry.state() + ": " + entry.sentence());
    if (entry.state() == State.SETTLED) {
      CrashWorld.Effect effect = world.effects(job.action()).getFirst();
      expect(
          entry.ending().orElseThrow().transaction().equals(effect.log().transaction())
              && entry.ending().get().block().equals(effect.log().block()),
          "slot " + job.action().slot() + " is settled by another transaction than the chain's");
      expect(entry.sentence().isEmpty(), "the audit found: " + entry.sentence().orElse(""));
    }
    for (Attempt attempt : entry.attempts()) {
      attempt.cost().ifPresent(cost -> book(attempt.hash(), cost));
    }
  }

  private void book(Bytes32 transaction, BigInteger cost) {
    BigInteger other = paidFor.put(transaction, cost);
    expect(other == null || other.equals(cost), transaction + " is booked at two prices");
  }

  private void tables(Database database) throws Exception {
    expect(new OutboxStore(database).open().isEmpty(), "a row is still open");
    List<BigInteger> booked = amounts(database, "SELECT wei AS amount FROM outbox_gas");
    List<BigInteger> costs =
        amounts(database, "SELECT cost AS amount FROM outbox_transaction WHERE cost IS NOT NULL");
    expect(sum(booked).equals(sum(costs)), "the day's gas is " + booked + ", not " + costs);
    List<BigInteger> next = amounts(database, "SELECT next_nonce AS amount FROM outbox_nonce");
    BigInteger mined = BigInteger.valueOf(world.standing().nonce());
    // Below the chain's it is only behind; above it no transaction could pass.
    expect(
        next.stream().allMatch(each -> each.compareTo(mined) <= 0),
        "the next nonce is " + next + ", and the chain's " + mined);
  }

  private static List<BigInteger> amounts(Database database, String sql) throws StoreFailed {
    return database.transact(t -> t.query(sql, row -> row.amount("amount")));
  }

  private static BigInteger sum(Iterable<BigInteger> amounts) {
    BigInteger sum = BigInteger.ZERO;
    for (BigInteger amount : amounts) {
      sum = sum.add(amount);
    }
    return sum;
  }

  private void money(int effects, Circumstance circumstance) throws Exception {
    CrashWorld.Standing now = world.standing();
    int dollars = circumstance == Circumstance.OVERTAKEN ? 2 * jobs.size() : effects;
    expect(
        now.paid().subtract(before.paid()).equals(CrashWorld.dollars(dollars)),
        "the recipient got " + now.paid().subtract(before.paid()) + ", not $" + dollars);
    BigInteger spent = before.coins().subtract(now.coins());
    expect(
        Objects.equals(spent, sum(paidFor.values())),
        "the key spent " + spent + " on gas; booked are " + sum(paidFor.values()));
    expect(
        now.nonce() - before.nonce() == paidFor.size(),
        now.nonce()
            - before.nonce()
            + " nonces were used; booked are "
            + paidFor.size()
            + " transactions");
  }
}
