package dev.countersign.tools.outbox;

import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Slot;
import dev.countersign.receipt.VerifierKey;
import dev.countersign.tools.policy.GasLimit;
import dev.countersign.tools.store.Database;
import dev.countersign.tools.store.PostgresServer;
import dev.countersign.tools.store.Storage;
import dev.countersign.tools.wallet.TransactionSigner;
import dev.countersign.tools.wallet.UnsignedTransaction;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.LogManager;
import java.util.stream.Stream;

/**
 * How many actions a second the outbox carries from planned to settled, each state durable and the
 * signed bytes forced onto the disk, with a node that costs no time; and what one durable write
 * costs alone and in company. The plain alternative signs and sends from memory and forgets. {@code
 * docs/benchmark outbox [SECONDS]} runs it.
 */
public final class OutboxBenchmark {
  private static final TransactionSigner SIGNER =
      new TransactionSigner(VerifierKey.of(BigInteger.TEN), 31337);
  private static final int CALLDATA_BYTES = 1_700;

  private final long nanos;
  private final AtomicLong names = new AtomicLong();

  private OutboxBenchmark(long seconds) {
    this.nanos = Duration.ofSeconds(seconds).toNanos();
  }

  /** Prints a line for each measurement. */
  public static void main(String[] arguments) throws Exception {
    LogManager.getLogManager().reset();
    String given = arguments.length > 0 ? arguments[0] : "20";
    if (!given.matches("[1-9][0-9]{0,3}")) {
      System.err.println("benchmark: SECONDS is a whole number from 1 to 9999, not " + given);
      System.exit(2);
    }
    long seconds = Long.parseLong(given);
    OutboxBenchmark benchmark = new OutboxBenchmark(seconds);
    Path folder = Files.createTempDirectory("countersign-outbox-");
    try (PostgresServer postgres = PostgresServer.start()) {
      double plain = benchmark.plain();
      for (int threads : new int[] {1, 4, 16}) {
        benchmark.carry("H2", Storage.file(folder.resolve("h2-" + threads)), threads, plain);
      }
      for (int threads : new int[] {1, 16}) {
        benchmark.carry("PostgreSQL", postgres.storage(), threads, plain);
      }
      benchmark.writes("H2", Storage.file(folder.resolve("writes")));
      benchmark.writes("PostgreSQL", postgres.storage());
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) throws java.io.IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  private static void print(String what, String figures) {
    System.out.printf(Locale.ROOT, "%-56s %s%n", what, figures);
  }

  /** Signs with a nonce in memory and sends, as a simple client does. */
  private double plain() {
    long begin = System.nanoTime();
    long count = 0;
    while (System.nanoTime() - begin < nanos / 4) {
      SIGNER.sign(transaction(count, calldata(count)));
      count++;
    }
    double perSecond = count / ((System.nanoTime() - begin) / 1e9);
    print("plain: sign from memory and send", rate(perSecond));
    return perSecond;
  }

  private void carry(String database, Storage storage, int threads, double plain) throws Exception {
    try (Database rows = storage.open()) {
      carry(rows, threads, nanos / 8); // Warm.
      double[] halves = {carry(rows, threads, nanos / 2), carry(rows, threads, nanos / 2)};
      double all = (halves[0] + halves[1]) / 2;
      print(
          "outbox on "
              + database
              + ", "
              + threads
              + (threads == 1 ? " action" : " actions")
              + " at once",
          rate(all)
              + String.format(
                  Locale.ROOT,
                  "  (first half %.0f, second half %.0f; 1/%.1f of plain)",
                  halves[0],
                  halves[1],
                  plain / all));
    }
  }

  private double carry(Database rows, int threads, long duration) throws Exception {
    InstantNode node = new InstantNode(SIGNER.address());
    Outbox outbox = new Outbox(rows, node, SIGNER, terms(), Clock.systemUTC(), pause -> {});
    long begin = System.nanoTime();
    long done = 0;
    try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
      List<Future<Long>> counts = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        counts.add(workers.submit(() -> carry(outbox, node, begin + duration)));
      }
      for (Future<Long> count : counts) {
        done += count.get();
      }
    }
    return done / ((System.nanoTime() - begin) / 1e9);
  }

  private long carry(Outbox outbox, InstantNode node, long end) throws Exception {
    Bytes32 agent = hash("agent " + names.incrementAndGet());
    long count = 0;
    while (System.nanoTime() - end < 0) {
      PlannedAction action = action(agent, ++count, node.head().number());
      Bytes calldata = calldata(names.incrementAndGet());
      node.announce(calldata, action);
      outbox.plan(action);
      outbox.certify(action.runId(), calldata);
      Entry ended = outbox.settle(action.runId(), Duration.ofSeconds(10));
      if (ended.state() != State.SETTLED) {
        throw new IllegalStateException("an action ended as " + ended.state());
      }
    }
    return count;
  }

  private void writes(String database, Storage storage) throws Exception {
    try (Database rows = storage.open()) {
      for (int threads : new int[] {1, 16}) {
        write(rows, threads, false, nanos / 16);
        double committed = write(rows, threads, false, nanos / 8);
        double flushed = write(rows, threads, true, nanos / 8);
        String who = threads == 1 ? "alone" : threads + " at once";
        print(database + ": durable write, " + who, rate(committed) + " committed");
        print(database + ": durable write, " + who, rate(flushed) + " and forced onto the disk");
      }
    }
  }

  private double write(Database rows, int threads, boolean flush, long duration) throws Exception {
    long begin = System.nanoTime();
    long done = 0;
    try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
      List<Future<Long>> counts = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        counts.add(workers.submit(() -> write(rows, flush, begin + duration)));
      }
      for (Future<Long> count : counts) {
        done += count.get();
      }
    }
    return done / ((System.nanoTime() - begin) / 1e9);
  }

  private long write(Database rows, boolean flush, long end) throws Exception {
    long count = 0;
    while (System.nanoTime() - end < 0) {
      long name = names.incrementAndGet();
      rows.transact(
          t ->
              t.update(
                  "INSERT INTO outbox_nonce (chain_id, sender, next_nonce) VALUES (?, ?, 0)",
                  name,
                  SIGNER.address()));
      if (flush) {
        rows.flush();
      }
      count++;
    }
    return count;
  }

  private static String rate(double perSecond) {
    return String.format(Locale.ROOT, "%,8.0f /s", perSecond);
  }

  private static OutboxTerms terms() {
    return new OutboxTerms(
        0,
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(5),
        Duration.ofMillis(1),
        BigInteger.ONE);
  }

  private static PlannedAction action(Bytes32 agent, long number, long pinned) {
    PlannedAction a = Entries.ACTION;
    return new PlannedAction(
        agent,
        a.agentName(),
        Slot.of(1_735_000_000 + number, 0),
        31337,
        a.gate(),
        hash("receipt " + agent + number),
        a.callsHash(),
        List.of(),
        4_000_000_000L,
        pinned,
        new GasLimit(BigInteger.TEN.pow(18), BigInteger.TEN.pow(24)));
  }

  private static Bytes calldata(long number) {
    byte[] bytes = new byte[CALLDATA_BYTES];
    byte[] name = hash("calldata " + number).toArray();
    System.arraycopy(name, 0, bytes, 4, name.length);
    return Bytes.of(bytes);
  }

  private static UnsignedTransaction transaction(long nonce, Bytes calldata) {
    return new UnsignedTransaction(
        31337,
        nonce,
        Entries.ACTION.gate(),
        BigInteger.ZERO,
        calldata,
        250_000,
        BigInteger.TWO.pow(31),
        BigInteger.ONE);
  }

  private static Bytes32 hash(String of) {
    return Bytes32.sha256(of.getBytes(StandardCharsets.UTF_8));
  }
}
