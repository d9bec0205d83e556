package dev.countersign.tools.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.tools.store.StoreFailed.Kind;
import java.sql.SQLException;
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
    try (Database old = storage.open()) { // Opened, it is of this version.
      old.transact(t -> t.update(INSERT, 1, "a", 7));
      assertThat(old.<Integer, StoreFailed>transact(t -> t.query(GAS, r -> 1).size())).isZero();
    }
  }

  private static final String GAS = "SELECT wei FROM outbox_gas";

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
