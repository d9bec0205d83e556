package dev.countersign.runtime.schedule;

import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Mode;
import dev.countersign.receipt.Slot;
import dev.countersign.runtime.agent.Agent.Misfire;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.run.RunReport;
import dev.countersign.tools.store.Storage;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A runtime in a process of its own, whose runs write down when they begin and when they end. */
final class ClusterMain {
  static final List<String> AGENTS = List.of("a", "b", "c");
  static final long PERIOD = 3;
  private static final long DEADLINE = 60;
  private static final Duration WORK = Duration.ofMillis(400);

  private ClusterMain() {}

  /** Arguments: URL, user, password, and the name of this runtime. It ends when it is killed. */
  public static void main(String[] arguments) throws Exception {
    Storage storage = new Storage(arguments[0], arguments[1], arguments[2]);
    ScheduleStore store = ScheduleStore.server(storage.url(), storage.user(), storage.password());
    AgentScheduler scheduler =
        AgentScheduler.open(
            store,
            Clock.systemUTC(),
            ScheduleTerms.of(arguments[3]).withThreads(4),
            SlotListener.NONE);
    scheduler.keep(AGENTS.stream().map(name -> agent(name, storage, arguments[3])).toList());
    scheduler.start();
    System.out.println("runs");
    Thread.currentThread().join();
  }

  private static ScheduledAgent agent(String name, Storage storage, String instance) {
    Bytes32 id = Bytes32.sha256(name.getBytes(StandardCharsets.UTF_8));
    return new ScheduledAgent(
        id,
        name,
        Mode.PAPER,
        Recorder.every(PERIOD),
        Misfire.SKIP,
        DEADLINE,
        0,
        new Writing(name, id, storage, instance));
  }

  static Connection connect(Storage storage) throws SQLException {
    return DriverManager.getConnection(storage.url(), storage.user(), storage.password());
  }

  private record Writing(String name, Bytes32 id, Storage storage, String instance)
      implements SlotRunner {
    @Override
    public boolean done(Slot slot) throws Failure {
      return anchor("SELECT slot FROM ended WHERE agent = ? AND slot = " + slot.anchor())
          .isPresent();
    }

    @Override
    public Optional<Slot> interrupted() throws Failure {
      return anchor(
          "SELECT b.slot FROM begun b WHERE b.agent = ? AND NOT EXISTS"
              + " (SELECT 1 FROM ended e WHERE e.agent = b.agent AND e.slot = b.slot)"
              + " ORDER BY b.slot DESC LIMIT 1");
    }

    private Optional<Slot> anchor(String query) throws Failure {
      try (Connection connection = connect(storage);
          PreparedStatement select = connection.prepareStatement(query)) {
        select.setString(1, name);
        try (ResultSet rows = select.executeQuery()) {
          return rows.next() ? Optional.of(Slot.of(rows.getLong(1), 0)) : Optional.empty();
        }
      } catch (SQLException e) {
        throw new Failure(Exit.UNEXPECTED, "the test's database", e);
      }
    }

    @Override
    public RunReport run(Slot slot) throws Failure, InterruptedException {
      write("begun", slot, "");
      TimeUnit.MILLISECONDS.sleep(WORK.toMillis());
      write("ended", slot, " ON CONFLICT DO NOTHING"); // As the gate takes a slot once.
      return Recorder.report(name, id, slot);
    }

    private void write(String table, Slot slot, String more) throws Failure {
      try (Connection connection = connect(storage);
          PreparedStatement insert =
              connection.prepareStatement(
                  "INSERT INTO "
                      + table
                      + " (agent, slot, instance, at) VALUES (?, ?, ?, ?)"
                      + more)) {
        insert.setString(1, name);
        insert.setLong(2, slot.anchor());
        insert.setString(3, instance);
        insert.setLong(4, Clock.systemUTC().millis());
        insert.executeUpdate();
      } catch (SQLException e) {
        throw new Failure(Exit.UNEXPECTED, "the test's database", e);
      }
    }
  }
}
