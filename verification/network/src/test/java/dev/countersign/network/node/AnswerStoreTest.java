package dev.countersign.network.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.network.evaluate.Window;
import dev.countersign.network.node.AnswerStore.Near;
import dev.countersign.network.node.SigningRecord.Outcome;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Slot;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerStoreTest {
  private static final String OWNER = "0xabc on chain 1";
  private static final Bytes32 AGENT = Bytes32.sha256(new byte[] {1});

  @TempDir private Path folder;

  private AnswerStore open() throws NodeFailed {
    return AnswerStore.open(folder.resolve("answers"), OWNER);
  }

  private static SigningRecord record(long anchor, long window, int receipt) {
    return new SigningRecord(
        AGENT,
        Slot.of(anchor, 0),
        new Window(window, anchor + window * 90, anchor + 90 + window * 90),
        Bytes32.sha256(new byte[] {2, (byte) receipt}),
        Outcome.VERDICT);
  }

  @Test
  void whatWasWrittenIsThereAfterARestart() throws Exception {
    SigningRecord first = record(1000, 0, 1);
    SigningRecord second = record(1000, 3, 2);
    try (AnswerStore store = open()) {
      store.write(second, "b");
      store.write(first, "a");
    }
    try (AnswerStore store = open()) {
      assertThat(store.ofSlot(AGENT, Slot.of(1000, 0))).containsExactly(first, second);
      assertThat(store.reply(first.receiptId())).hasValue("a");
      assertThat(store.reply(second.receiptId())).hasValue("b");
      assertThat(store.reply(AGENT)).isEmpty();
      assertThat(store.ofSlot(AGENT, Slot.of(1000, 1))).isEmpty();
      assertThat(store.ofSlot(Bytes32.ZERO, Slot.of(1000, 0))).isEmpty();
    }
  }

  /** Writes a record and then halts, as a kill or a crash does: nothing is closed. */
  static final class WriteAndHalt {
    private WriteAndHalt() {}

    /** Takes the folder. */
    public static void main(String[] arguments) throws Exception {
      AnswerStore store = AnswerStore.open(Path.of(arguments[0]).resolve("answers"), OWNER);
      store.write(record(1000, 0, 1), "a");
      Runtime.getRuntime().halt(7);
    }
  }

  @Test
  void whatWasWrittenIsThereAfterTheProcessWasKilled() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                WriteAndHalt.class.getName(),
                folder.toString())
            .inheritIO()
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(7);

    try (AnswerStore store = open()) {
      assertThat(store.reply(record(1000, 0, 1).receiptId())).hasValue("a");
    }
  }

  @Test
  void aWindowAndAReceiptAreWrittenOnce() throws Exception {
    try (AnswerStore store = open()) {
      store.write(record(1000, 0, 1), "a");

      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(() -> store.write(record(1000, 0, 2), "b"));
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(() -> store.write(record(1000, 1, 1), "b"));
      assertThat(store.ofSlot(AGENT, Slot.of(1000, 0))).containsExactly(record(1000, 0, 1));
      assertThat(store.reply(record(1000, 0, 1).receiptId())).hasValue("a");
    }
  }

  @Test
  void neighboursAreFoundByAnchorAndByTheOpeningOfTheirWindow() throws Exception {
    try (AnswerStore store = open()) {
      store.write(record(1000, 0, 1), "a");
      store.write(record(2000, 0, 2), "b");
      store.write(record(100, 10, 3), "c"); // Opens at 1000.

      assertThat(store.near(AGENT, Near.of(1060, 60), Near.of(9000, 60)))
          .containsExactly(record(1000, 0, 1));
      assertThat(store.near(AGENT, Near.of(9000, 60), Near.of(1060, 60)))
          .containsExactlyInAnyOrder(record(1000, 0, 1), record(100, 10, 3));
      assertThat(store.near(AGENT, Near.of(1061, 60), Near.of(1061, 60))).isEmpty();
    }
  }

  @Test
  void aStoreOfAnotherVerifierIsNotOpened() throws Exception {
    open().close();

    assertThatExceptionOfType(NodeFailed.class)
        .isThrownBy(() -> AnswerStore.open(folder.resolve("answers"), "0xdef on chain 1"))
        .withMessageContaining("belongs to 0xabc on chain 1");
  }

  @Test
  void aFileThatIsNoStoreIsNotOpened() throws Exception {
    java.nio.file.Files.writeString(folder.resolve("answers.mv.db"), "not a database");

    assertThatExceptionOfType(NodeFailed.class).isThrownBy(this::open);
  }

  @Test
  void whatIsOldIsLetGoOfAndTheSlotUpToWhichIsRemembered() throws Exception {
    try (AnswerStore store = open()) {
      store.write(record(1000, 0, 1), "a");
      store.write(record(2000, 0, 2), "b");
      store.write(record(3000, 0, 3), "c");

      assertThat(store.forget(1090, Long.MAX_VALUE)).isZero();
      assertThat(store.forget(2091, Long.MAX_VALUE)).isEqualTo(2);
      assertThat(store.forget(2091, Long.MAX_VALUE)).isZero();
    }
    try (AnswerStore store = open()) {
      assertThat(store.reply(record(1000, 0, 1).receiptId())).isEmpty();
      assertThat(store.ofSlot(AGENT, Slot.of(2000, 0))).isEmpty();
      assertThat(store.reply(record(3000, 0, 3).receiptId())).hasValue("c");
      assertThat(store.forgotten(AGENT)).isEqualTo(Slot.of(2000, 0).value());
      assertThat(store.forgotten(Bytes32.ZERO)).isEqualTo(SigningRecord.NONE_FORGOTTEN);
    }
  }

  @Test
  void theNewestOfAScopeStays() throws Exception {
    try (AnswerStore store = open()) {
      store.write(record(1000, 30, 1), "opened last");
      store.write(record(1500, 1, 2), "neither");
      store.write(record(2000, 0, 3), "the highest slot");

      assertThat(store.forget(Long.MAX_VALUE, Long.MAX_VALUE)).isEqualTo(1);
      assertThat(store.forgotten(AGENT)).isEqualTo(Slot.of(1500, 0).value());
    }
  }

  /** Somebody had a window answered that lies far ahead; it must not let the newest one go. */
  @Test
  void aWindowThatIsStillToOpenHoldsNothingInPlaceOfTheNewest() throws Exception {
    try (AnswerStore store = open()) {
      store.write(record(1000, 0, 1), "a");
      store.write(record(2000, 0, 2), "the newest");
      store.write(record(900_000, 0, 3), "far ahead");

      assertThat(store.forget(10_000, 20_000)).isEqualTo(1);
      assertThat(store.reply(record(2000, 0, 2).receiptId())).hasValue("the newest");
      assertThat(store.forgotten(AGENT)).isEqualTo(Slot.of(1000, 0).value());
      assertThat(store.forget(10_000, 1_000_000)).as("once it has opened").isEqualTo(1);
    }
  }

  @Test
  void theMarkNeverFalls() throws Exception {
    try (AnswerStore store = open()) {
      store.write(record(2000, 0, 1), "a");
      store.write(record(1000, 20, 2), "b");
      store.write(record(3000, 0, 3), "c");
      assertThat(store.forget(2091, Long.MAX_VALUE)).isEqualTo(1);
      assertThat(store.forget(2900, Long.MAX_VALUE)).isEqualTo(1);

      assertThat(store.forgotten(AGENT)).isEqualTo(Slot.of(2000, 0).value());
    }
  }

  @Test
  void inMemoryTheNewestAreKept() throws Exception {
    try (AnswerStore store = AnswerStore.inMemory(2)) {
      store.write(record(1000, 0, 1), "a");
      store.write(record(2000, 0, 2), "b");
      store.write(record(3000, 0, 3), "c");

      assertThat(store.reply(record(1000, 0, 1).receiptId())).isEmpty();
      assertThat(store.reply(record(2000, 0, 2).receiptId())).hasValue("b");
      assertThat(store.reply(record(3000, 0, 3).receiptId())).hasValue("c");
    }
  }

  @Test
  void aStoreOfTheVersionThatDidNotForgetIsTakenOver() throws Exception {
    try (AnswerStore store = open()) {
      store.write(record(1000, 0, 1), "a");
    }
    try (Connection old =
            DriverManager.getConnection(
                "jdbc:h2:file:" + folder.resolve("answers"), "countersign", "");
        Statement statement = old.createStatement()) {
      statement.execute("DROP TABLE forgotten");
      statement.execute("DROP INDEX answer_closes_at");
      statement.execute("UPDATE store SET version = 1");
    }
    try (AnswerStore store = open()) {
      assertThat(store.reply(record(1000, 0, 1).receiptId())).hasValue("a");
      store.write(record(2000, 0, 2), "b");
      assertThat(store.forget(1091, Long.MAX_VALUE)).isEqualTo(1);
    }
    open().close();
  }
}
