package dev.countersign.runtime.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Mode;
import dev.countersign.receipt.Reason;
import dev.countersign.receipt.Slot;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.tools.store.Database;
import dev.countersign.tools.store.Storage;
import dev.countersign.tools.store.StoreFailed;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the runtime remembers of its runs, in any database. */
abstract class SqlJournalContract {
  private static final Instant NOW = Instant.parse("2025-01-01T00:01:00Z");
  private static final Bytes32 AGENT = hash("agent");

  private Database database;
  private Journal journal;

  /** A place without tables. */
  abstract Storage storage() throws Exception;

  @BeforeEach
  void open() throws Exception {
    database = storage().open();
    journal = new SqlJournal(database, InstantSource.fixed(NOW));
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aRunIsUnderWayUntilItsEndIsKept() throws Exception {
    RunReport begun = underWay(1);
    journal.ended(begun);
    assertThat(journal.underWay()).containsExactly(begun);
    assertThat(journal.recent(10)).containsExactly(begun);
    assertThat(journal.done(AGENT, begun.slot(), Mode.LIVE)).isEmpty();

    RunReport ended = begun.after(new Execution.NotExecuted("its time was over"));
    journal.ended(ended);
    assertThat(journal.underWay()).isEmpty();
    assertThat(journal.recent(10)).containsExactly(ended);
    assertThat(ended.status()).isEqualTo("not executed");
    assertThat(ended.exit()).isEqualTo(Exit.NOT_EXECUTED);
    assertThat(ended.sentence()).isEqualTo("certified, but not executed: its time was over");
  }

  @Test
  void aRefusalEndsItAsARefusal() {
    RunReport refused = underWay(1).after(new Execution.Refused(Reason.OVER_GAS_CAP, "too dear"));
    assertThat(refused.exit()).isEqualTo(Exit.REFUSED);
    assertThat(refused.sentence()).isEqualTo("refused: OVER_GAS_CAP: too dear");
  }

  @Test
  void nothingIsKeptOfWhatWasNeverBegun() throws Exception {
    assertThat(journal.bundle(hash("nothing"))).isEmpty();
    assertThat(journal.latest(AGENT, Mode.LIVE)).isEmpty();
    assertThat(journal.previous(AGENT)).isEqualTo(Bytes32.ZERO);
  }

  /** Two runtimes may both find out how a run ended. */
  @Test
  void severalMayWriteTheEndOfOneRun() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> writing = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        writing.add(
            threads.submit(
                () -> {
                  journal.ended(underWay(7));
                  return null;
                }));
      }
      for (Future<?> each : writing) {
        each.get();
      }
    }
    assertThat(journal.recent(10)).containsExactly(underWay(7));
  }

  /** Another runtime that comes too late is refused, and must not hide what happened. */
  @Test
  void whatIsDoneStaysDone() throws Exception {
    RunReport done = report(3, "live", Exit.DONE, "executed");
    journal.ended(done);
    journal.ended(report(3, "live", Exit.REFUSED, "refused"));
    journal.ended(underWay(3));
    assertThat(journal.recent(10)).containsExactly(done);
    assertThat(journal.done(AGENT, done.slot(), Mode.LIVE)).contains(done);
    assertThat(journal.underWay()).isEmpty();
  }

  /** It counts as done, and is settled by whoever comes later. */
  @Test
  void whatIsExecutedAndNotFinalIsDoneAndStillUnderWay() throws Exception {
    RunReport begun = underWay(5);
    RunReport mined = begun.after(executed(false, false));
    assertThat(mined.exit()).isEqualTo(Exit.DONE);
    assertThat(mined.status()).isEqualTo("executed");
    assertThat(mined.sentence()).contains("did what was certified; its block is not final yet");
    journal.ended(mined);
    assertThat(journal.done(AGENT, mined.slot(), Mode.LIVE)).contains(mined);
    assertThat(journal.underWay()).containsExactly(mined);

    journal.ended(begun);
    assertThat(journal.recent(10)).as("another runtime that just begins").containsExactly(mined);
    RunReport settled = mined.after(executed(true, true));
    assertThat(settled.sentence())
        .isEqualTo(
            "the action is on the chain, executed by another sender, and did what was certified");
    journal.ended(settled);
    assertThat(journal.underWay()).isEmpty();
    journal.ended(mined);
    assertThat(journal.recent(10)).containsExactly(settled);
  }

  @Test
  void whatIsGivenUpIsUnderWayUntilNobodyCanExecuteIt() throws Exception {
    RunReport watched =
        underWay(6).after(new Execution.Watched(Exit.NOT_EXECUTED, "the transaction reverted"));
    assertThat(watched.exit()).isEqualTo(Exit.NOT_EXECUTED);
    journal.ended(watched);
    assertThat(journal.underWay()).containsExactly(watched);
    assertThat(journal.done(AGENT, watched.slot(), Mode.LIVE)).isEmpty();
    RunReport settled = watched.after(executed(true, true));
    journal.ended(settled);
    assertThat(journal.underWay()).isEmpty();
    assertThat(journal.done(AGENT, watched.slot(), Mode.LIVE)).contains(settled);
  }

  @Test
  void whatTheNodeDoesNotShowAnyMoreIsExecutedAllTheSame() throws Exception {
    RunReport recorded = underWay(8).after(new Execution.Recorded("transaction 0x1 executed it"));
    assertThat(recorded.exit()).isEqualTo(Exit.DONE);
    assertThat(recorded.status()).isEqualTo("executed");
    journal.ended(recorded);
    assertThat(journal.underWay()).isEmpty();
  }

  @Test
  void aReportThatCannotBeReadIsOneSentence() throws Exception {
    journal.ended(underWay(9));
    database.<Integer, StoreFailed>transact(t -> t.update("UPDATE run_end SET report = '{'"));
    assertThatThrownBy(() -> journal.recent(10))
        .isInstanceOf(Failure.class)
        .hasMessage("the journal holds a report that cannot be read");
    assertThatThrownBy(() -> journal.underWay()).isInstanceOf(Failure.class);
  }

  private static Execution.Executed executed(boolean settled, boolean elsewhere) {
    RunReport.Execution execution =
        new RunReport.Execution(
            hash("transaction"),
            Address.ZERO,
            new BlockRef(7, hash("block"), NOW.getEpochSecond()),
            200_000,
            "1000",
            settled,
            List.of());
    return new Execution.Executed(execution, elsewhere, List.of(), "");
  }

  @Test
  void aSimulationIsNoLiveRun() throws Exception {
    RunReport simulated = report(4, "paper", Exit.DONE, "simulated");
    journal.ended(simulated);
    assertThat(journal.done(AGENT, simulated.slot(), Mode.LIVE)).isEmpty();
    assertThat(journal.done(AGENT, simulated.slot(), Mode.PAPER)).contains(simulated);

    RunReport executed = report(4, "live", Exit.DONE, "executed");
    journal.ended(executed);
    assertThat(journal.done(AGENT, simulated.slot(), Mode.LIVE)).contains(executed);
    assertThat(journal.done(AGENT, simulated.slot(), Mode.PAPER)).contains(simulated);
  }

  private static RunReport underWay(long slot) {
    return report(slot, "live", Exit.UNREACHABLE, RunReport.UNDER_WAY);
  }

  private static RunReport report(long slot, String mode, Exit exit, String status) {
    Slot of = Slot.of(NOW.getEpochSecond() + slot, 0);
    return new RunReport(
        "treasurer",
        AGENT,
        of.runId(AGENT),
        of,
        "devnet",
        mode,
        hash("manifest"),
        exit,
        status,
        "on its way",
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(hash("receipt")),
        List.of(),
        Optional.empty(),
        List.of(),
        List.of(),
        "");
  }

  private static Bytes32 hash(String of) {
    return Bytes32.sha256(of.getBytes(StandardCharsets.UTF_8));
  }
}
