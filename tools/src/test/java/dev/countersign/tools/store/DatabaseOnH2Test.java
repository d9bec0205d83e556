package dev.countersign.tools.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.tools.store.StoreFailed.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseOnH2Test extends DatabaseContract {
  @TempDir private Path folder;

  @Override
  Storage storage() {
    return Storage.file(folder.resolve("db"));
  }

  @Test
  void aFileThatIsNoDatabaseIsNotOpened() throws Exception {
    Files.writeString(folder.resolve("db.mv.db"), "not a database");
    assertThatThrownBy(() -> Database.file(folder.resolve("db")))
        .isInstanceOfSatisfying(
            StoreFailed.class, e -> assertThat(e.kind()).isEqualTo(Kind.CANNOT_OPEN));
    assertThatThrownBy(() -> Database.snapshot(folder.resolve("db")))
        .isInstanceOfSatisfying(
            StoreFailed.class, e -> assertThat(e.kind()).isEqualTo(Kind.CANNOT_OPEN));
  }

  @Test
  void aPathCannotCarryDatabaseSettings() {
    assertThatThrownBy(() -> Database.file(folder.resolve("db;INIT=RUNSCRIPT FROM 'x'")))
        .isInstanceOfSatisfying(
            StoreFailed.class, e -> assertThat(e.kind()).isEqualTo(Kind.CANNOT_OPEN));
  }

  @Test
  void anUnknownDatabaseIsNamedWithoutItsPassword() {
    assertThatThrownBy(() -> Database.open("jdbc:mysql://h/d?password=geheim", "u", "geheim"))
        .isInstanceOf(StoreFailed.class)
        .hasMessage("a database's URL begins with jdbc:postgresql: or jdbc:h2:; this one does not");
  }

  @Test
  void aUserBeforeTheHostIsRefusedWithoutBeingTold() {
    for (String url :
        List.of("jdbc:postgresql://eve:geheim@h/d", "jdbc:h2:tcp://eve:geheim@h/~/d")) {
      assertThatThrownBy(() -> Database.open(url, "", ""))
          .isInstanceOfSatisfying(
              StoreFailed.class, e -> assertThat(e.kind()).isEqualTo(Kind.CANNOT_OPEN))
          .hasMessageStartingWith("a database's URL has no user and no password before its host")
          .hasMessageNotContainingAny("eve", "geheim");
    }
  }

  @Test
  void whateverTheDriverThrowsIsOneSentenceWithoutSecrets() {
    for (String url :
        List.of(
            "jdbc:postgresql://[broken/d?password=geheim&user=u",
            "jdbc:postgresql://127.0.0.1:port/d?password=geh%65im",
            "jdbc:h2:mem:x;NO_SUCH_SETTING=1;PASSWORD=geheim")) {
      assertThatThrownBy(() -> Database.open(url, "", ""))
          .as(url)
          .isInstanceOfSatisfying(
              StoreFailed.class, e -> assertThat(e.kind()).isEqualTo(Kind.CANNOT_OPEN))
          .hasMessageStartingWith("the database cannot be opened: ")
          .hasMessageNotContainingAny("geheim", "geh%65im", "\n");
    }
  }

  @Test
  void secretsAreHiddenInWhatADriverSays() {
    DatabaseUrl url =
        new DatabaseUrl("jdbc:postgresql://h/d?user=u&sslpassword=two&password=o%6Ee");
    assertThat(url.withoutSecrets("no driver for " + url.text(), ""))
        .isEqualTo("no driver for ***");
    assertThat(url.withoutSecrets("one, o%6Ee, two and three are wrong", "three"))
        .isEqualTo("***, ***, *** and *** are wrong");
    assertThat(url.hasUserInfo()).isFalse();
    assertThat(new DatabaseUrl("jdbc:postgresql://h/d?user=a@b").hasUserInfo()).isFalse();
    assertThat(new DatabaseUrl("jdbc:postgresql://a@h").hasUserInfo()).isTrue();
  }

  /** A channel that is interrupted while it is used would be closed for all. */
  @Test
  void aThreadThatIsInterruptedClosesTheFileForNobody() throws Exception {
    try (Database database = Database.file(folder.resolve("db"))) {
      database.transact(t -> t.update(INSERT, 1, "a", 0));
      for (int i = 1; i <= 20; i++) {
        long next = i;
        database.transact(
            t -> {
              Thread.currentThread().interrupt();
              return t.update(COUNT, next);
            });
        assertThat(Thread.interrupted()).isTrue();
        assertThat(nonce(database)).isEqualTo(next);
      }
      database.flush();
    }
    try (Database again = Database.file(folder.resolve("db"))) {
      assertThat(nonce(again)).isEqualTo(20);
    }
  }

  @Test
  void whatIsNotThereYetReadsAsEmpty() throws Exception {
    try (Database nothing = Database.snapshot(folder.resolve("db"))) {
      assertThat(nothing.<Integer, StoreFailed>transact(t -> t.query(ALL, r -> 1).size())).isZero();
    }
    assertThat(folder.resolve("db.mv.db")).doesNotExist();
  }

  /** A reader sees all that was committed, and holds nobody up. */
  @Test
  void itIsReadWhileSomebodyElseHasItOpen() throws Exception {
    Path file = folder.resolve("db");
    try (Database writer = Database.file(file)) {
      writer.transact(t -> t.update(INSERT, 1, "a", 0));
      for (int i = 1; i <= 5; i++) {
        long next = i;
        writer.transact(t -> t.update(COUNT, next));
        try (Database copy = Database.snapshot(file)) {
          assertThat(nonce(copy)).isEqualTo(next);
        }
      }
    }
  }

  /** While it is written, a reader sees it as it was at one of the last moments. */
  @Test
  void itIsReadWhileSomebodyElseWrites() throws Exception {
    Path file = folder.resolve("db");
    AtomicBoolean stop = new AtomicBoolean();
    try (Database writer = Database.file(file);
        ExecutorService thread = Executors.newSingleThreadExecutor()) {
      writer.transact(t -> t.update(INSERT, 1, "a", 0));
      Future<Long> writing = thread.submit(() -> count(writer, stop));
      long seen = -1;
      try {
        for (int i = 0; i < 5; i++) {
          try (Database copy = Database.snapshot(file)) {
            long now = nonce(copy);
            assertThat(now).isGreaterThan(seen);
            seen = now;
          }
        }
      } finally {
        stop.set(true);
      }
      assertThat(writing.get()).isGreaterThanOrEqualTo(seen);
    }
  }

  private static final String COUNT = "UPDATE outbox_nonce SET next_nonce = ?";
  private static final String ALL = "SELECT next_nonce FROM outbox_nonce";

  private static long count(Database writer, AtomicBoolean stop) throws StoreFailed {
    long count = 0;
    while (!stop.get()) {
      long next = ++count;
      writer.transact(t -> t.update(COUNT, next));
    }
    return count;
  }
}
