package dev.countersign.tools.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.tools.store.StoreFailed.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
  private static final String INSERT =
      "INSERT INTO outbox_nonce (chain_id, sender, next_nonce) VALUES (?, ?, ?)";

  @TempDir private Path folder;

  @Test
  void whatWasWrittenIsThereWhenItIsOpenedAgain() throws Exception {
    Path file = folder.resolve("db");
    try (Database database = Database.file(file)) {
      database.transact(t -> t.update(INSERT, 1, "a", 7));
      database.flush();
    }
    try (Database database = Database.file(file)) {
      assertThat(nonce(database)).isEqualTo(7);
    }
  }

  @Test
  void aTransactionThatFailsWritesNothing() throws Exception {
    try (Database database = Database.file(folder.resolve("db"))) {
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
      assertThat(
              database.<Integer, StoreFailed>transact(
                  t -> t.query("SELECT next_nonce FROM outbox_nonce", r -> 1).size()))
          .isZero();
    }
  }

  @Test
  void aRowThatIsThereIsAConflict() throws Exception {
    try (Database database = Database.file(folder.resolve("db"))) {
      database.transact(t -> t.update(INSERT, 1, "a", 7));
      assertThatThrownBy(() -> database.transact(t -> t.update(INSERT, 1, "a", 8)))
          .isInstanceOfSatisfying(
              StoreFailed.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFLICT));
      assertThat(nonce(database)).isEqualTo(7);
    }
  }

  @Test
  void aFileThatIsNoDatabaseIsNotOpened() throws Exception {
    Files.writeString(folder.resolve("db.mv.db"), "not a database");
    assertThatThrownBy(() -> Database.file(folder.resolve("db")))
        .isInstanceOfSatisfying(
            StoreFailed.class, e -> assertThat(e.kind()).isEqualTo(Kind.CANNOT_OPEN));
  }

  @Test
  void aPathCannotCarryDatabaseSettings() {
    assertThatThrownBy(() -> Database.file(folder.resolve("db;INIT=RUNSCRIPT FROM 'x'")))
        .isInstanceOfSatisfying(
            StoreFailed.class, e -> assertThat(e.kind()).isEqualTo(Kind.CANNOT_OPEN));
  }

  private static long nonce(Database database) throws StoreFailed {
    return database.<Long, StoreFailed>transact(
        t ->
            t.one("SELECT next_nonce FROM outbox_nonce", r -> r.integer("next_nonce"))
                .orElseThrow());
  }
}
