package dev.countersign.runtime.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.tools.store.PostgresServer;
import dev.countersign.tools.store.Storage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Three runtimes on one PostgreSQL, in real processes that are killed and started again. */
class ClusterTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** A runtime that does not check in for ten seconds is taken for dead; it checks in every two. */
  private static final Duration SEEMS_DEAD = Duration.ofSeconds(7);

  private final List<Process> processes = new ArrayList<>();

  private record Row(String agent, long slot, String instance, long at) {
    String run() {
      return agent + " " + slot;
    }
  }

  @AfterEach
  void endAll() throws InterruptedException {
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
  }

  private Process start(Storage storage, String instance) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            ClusterMain.class.getName(),
            storage.url(),
            storage.user(),
            storage.password(),
            instance);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    Process process = builder.redirectErrorStream(true).start();
    processes.add(process);
    String line = process.inputReader().readLine();
    while (line != null && !line.equals("runs")) {
      line = process.inputReader().readLine();
    }
    assertThat(line).as("it runs").isEqualTo("runs");
    Thread.ofVirtual().start(() -> process.inputReader().lines().forEach(text -> {}));
    return process;
  }

  private static List<Row> rows(Storage storage, String table) throws SQLException {
    List<Row> rows = new ArrayList<>();
    try (Connection connection = ClusterMain.connect(storage);
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery("SELECT agent, slot, instance, at FROM " + table)) {
      while (found.next()) {
        rows.add(
            new Row(found.getString(1), found.getLong(2), found.getString(3), found.getLong(4)));
      }
    }
    return rows;
  }

  /** Every agent ends so many more slots than it has. */
  private static void awaitMore(Storage storage, int more) throws Exception {
    Map<String, Long> before = counts(storage);
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!ClusterMain.AGENTS.stream()
        .allMatch(agent -> reached(storage, agent, before.getOrDefault(agent, 0L) + more))) {
      assertThat(System.nanoTime() - end).as("%s more slots each", more).isNegative();
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private static boolean reached(Storage storage, String agent, long count) {
    return counts(storage).getOrDefault(agent, 0L) >= count;
  }

  private static Map<String, Long> counts(Storage storage) {
    try {
      Map<String, Long> counts = new TreeMap<>();
      rows(storage, "ended").forEach(row -> counts.merge(row.agent(), 1L, Long::sum));
      return counts;
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** Kills a runtime while it has a run, and says which runs those were. */
  private static Set<Row> killAtWork(Storage storage, Process process, String instance)
      throws Exception {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      assertThat(System.nanoTime() - end).as("%s has a run", instance).isNegative();
      if (open(storage, instance).isEmpty()) {
        TimeUnit.MILLISECONDS.sleep(20);
        continue;
      }
      process.destroyForcibly().waitFor();
      return open(storage, instance);
    }
  }

  private static Set<Row> open(Storage storage, String instance) throws SQLException {
    Set<Row> open = new HashSet<>(rows(storage, "begun"));
    open.removeIf(row -> !row.instance().equals(instance));
    Set<String> ended = new HashSet<>();
    rows(storage, "ended").forEach(row -> ended.add(row.run()));
    open.removeIf(row -> ended.contains(row.run()));
    return open;
  }

  @Test
  void eachAgentRunsOncePerSlotWhileRuntimesAreKilledAndStartedAgain() throws Exception {
    Storage storage = PostgresServer.shared().storage();
    try (Connection connection = ClusterMain.connect(storage);
        Statement statement = connection.createStatement()) {
      for (String table : List.of("begun", "ended")) {
        statement.execute(
            "CREATE TABLE " + table + " (agent TEXT, slot BIGINT, instance TEXT, at BIGINT)");
      }
    }
    try (Connection connection = ClusterMain.connect(storage);
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER TABLE ended ADD PRIMARY KEY (agent, slot)");
    }
    Process one = start(storage, "one");
    Process two = start(storage, "two");
    start(storage, "three");
    awaitMore(storage, 2);
    Set<Row> killed = new HashSet<>(killAtWork(storage, one, "one"));
    awaitMore(storage, 2);
    start(storage, "one-again");
    killed.addAll(killAtWork(storage, two, "two"));
    awaitMore(storage, 3);
    endAll();

    List<Row> ended = rows(storage, "ended");
    assertThat(ended).allMatch(row -> row.slot() % ClusterMain.PERIOD == 0);
    assertThat(ended).extracting(Row::instance).as("they share").hasSizeGreaterThan(1);
    assertThat(ended)
        .extracting(Row::run)
        .as("another runtime goes on with what a killed one had")
        .containsAll(killed.stream().map(Row::run).toList());
    assertThat(soonBegunAgain(storage, killed)).isEmpty();
  }

  /** What began again although nobody was killed, or silent for so long that it seemed so. */
  private static List<String> soonBegunAgain(Storage storage, Set<Row> killed) throws SQLException {
    Map<String, Long> first = new TreeMap<>();
    List<String> again = new ArrayList<>();
    Set<String> excused = new HashSet<>();
    killed.forEach(row -> excused.add(row.run()));
    for (Row row : rows(storage, "begun")) {
      Long before = first.putIfAbsent(row.run(), row.at());
      if (before != null
          && !excused.contains(row.run())
          && row.at() - before < SEEMS_DEAD.toMillis()) {
        again.add(row.run() + " by " + row.instance());
      }
    }
    return again;
  }
}
