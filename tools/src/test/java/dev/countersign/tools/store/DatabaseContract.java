package dev.countersign.tools.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.receipt.Bytes32;
import dev.countersign.tools.outbox.Entry;
import dev.countersign.tools.outbox.OutboxStore;
import dev.countersign.tools.outbox.State;
import dev.countersign.tools.store.StoreFailed.Kind;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What everything above asks of any database. */
abstract class DatabaseContract {
  static final String INSERT =
      "INSERT INTO outbox_nonce (chain_id, sender, next_nonce) VALUES (?, ?, ?)";

  private Storage storage;

  /** A place without tables. */
  abstract Storage storage() throws Exception;

  @BeforeEach
  void place() throws Exception {
    storage = storage();
  }

  @Test
  void whatWasWrittenIsThereWhenItIsOpenedAgain() throws Exception {
    try (Database database = storage.open()) {
      database.transact(t -> t.update(INSERT, 1, "a", 7));
      database.flush();
    }
    try (Database database = storage.open()) {
      assertThat(nonce(database)).isEqualTo(7);
    }
  }

  @Test
  void aTransactionThatFailsWritesNothing() throws Exception {
    try (Database database = storage.open()) {
      assertThatThrownBy(
              () ->
                  database.transact(
                      t -> {
                        t.update(INSERT, 1, "a", 7);
                        throw new SQLException("the disk is full");
                      }))
          .isInstanceOfSatisfying(
              StoreFailed.class, e -> assertThat(e.kind()).isEqualTo(Kind.BROKEN))
          .hasMessageContaining("the disk is full");
      assertThat(rows(database)).isZero();
    }
  }

  @Test
  void aRowThatIsThereIsAConflict() throws Exception {
    try (Database database = storage.open()) {
      database.transact(t -> t.update(INSERT, 1, "a", 7));
      assertThatThrownBy(() -> database.transact(t -> t.update(INSERT, 1, "a", 8)))
          .isInstanceOfSatisfying(
              StoreFailed.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFLICT));
      assertThat(nonce(database)).isEqualTo(7);
    }
  }

  @Test
  void manyWriteAndFlushAtOnce() throws Exception {
    try (Database database = storage.open();
        ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<Integer>> written = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        String sender = "sender " + i;
        written.add(
            threads.submit(
                () -> {
                  int rows = database.transact(t -> t.update(INSERT, 1, sender, 0));
                  database.flush();
                  return rows;
                }));
      }
      for (Future<Integer> each : written) {
        assertThat(each.get()).isEqualTo(1);
      }
      assertThat(rows(database)).isEqualTo(64);
    }
  }

  @Test
  void theTablesOfAnEarlierVersionAreBroughtToThisOneWithWhatTheyHold() throws Exception {
    Flyway.configure()
        .dataSource(storage.url(), storage.user(), storage.password())
        .locations("classpath:dev/countersign/tools/store")
        .target("1")
        .load()
        .migrate();
    try (Connection old =
            DriverManager.getConnection(storage.url(), storage.user(), storage.password());
        Statement rows = old.createStatement()) {
      for (String row : FIRST_VERSION) {
        rows.executeUpdate(row);
      }
    }
    try (Database opened = storage.open()) { // Opened, it is of this version.
      assertThat(nonce(opened)).isEqualTo(7);
      Bytes32 settled = new Bytes32("a".repeat(64));
      Entry entry = new OutboxStore(opened).find(settled).orElseThrow();
      assertThat(entry.state()).isEqualTo(State.SETTLED);
      assertThat(entry.cost()).isEqualTo(BigInteger.valueOf(300));
      assertThat(new OutboxStore(opened).open())
          .extracting(Entry::state)
          .containsExactly(State.BROADCAST);
      assertThat(
              opened.<List<String>, StoreFailed>transact(
                  t ->
                      t.query(
                          "SELECT utc_day, wei FROM outbox_gas",
                          r -> r.integer("utc_day") + ": " + r.amount("wei"))))
          .as("what ended is booked on its day, what is open is not")
          .containsExactly("3: 300");
      assertThat(
              opened.<List<BigInteger>, StoreFailed>transact(
                  t ->
                      t.query(
                          "SELECT gas_booked FROM outbox_entry ORDER BY run_id",
                          r -> r.amount("gas_booked"))))
          .containsExactly(BigInteger.valueOf(300), BigInteger.ZERO);
    }
  }

  /** An action that was settled after a replacement, and one that is out. */
  private static final List<String> FIRST_VERSION =
      List.of(
          "INSERT INTO outbox_nonce (chain_id, sender, next_nonce) VALUES (1, 'a', 7)",
          entry("a", 1, "SETTLED"),
          transaction("c", "a", 0, "200"),
          transaction("d", "a", 1, "100"),
          entry("b", 2, "BROADCAST"),
          transaction("e", "b", 0, "NULL"));

  private static String entry(String digit, long slot, String state) {
    return "INSERT INTO outbox_entry (run_id, agent_id, agent_name, slot, chain_id, gate, receipt_id,"
        + " calls_hash, flows, valid_until, pinned_block, max_gas_per_action, max_gas_per_day,"
        + " state, version, nonce, created_at, changed_at) VALUES ('%s', '%s', 'old', %d, 1, '%s',"
            .formatted(digit.repeat(64), "0".repeat(64), slot, address())
        + " '%s', '%s', '', 99, 1, 1000, 5000, '%s', 4, 6, 0, 0)"
            .formatted("1".repeat(64), "2".repeat(64), state);
  }

  private static String transaction(String digit, String run, long ordinal, String cost) {
    return "INSERT INTO outbox_transaction (hash, run_id, ordinal, kind, chain_id, sender, nonce, raw,"
        + " gas_limit, max_fee, tip, signed_at, cost) VALUES ('%s', '%s', %d, 'EXECUTE', 1, '%s', 6,"
            .formatted(digit.repeat(64), run.repeat(64), ordinal, address())
        + " '0x02', 21000, 10, 1, %d, %s)".formatted(3 * 86_400_000L + 5, cost);
  }

  private static String address() {
    return "0x" + "3".repeat(40);
  }

  private static int rows(Database database) throws StoreFailed {
    return database.<Integer, StoreFailed>transact(
        t -> t.query("SELECT next_nonce FROM outbox_nonce", r -> 1).size());
  }

  static long nonce(Database database) throws StoreFailed {
    return database.<Long, StoreFailed>transact(
        t ->
            t.one("SELECT next_nonce FROM outbox_nonce", r -> r.integer("next_nonce"))
                .orElseThrow());
  }
}
