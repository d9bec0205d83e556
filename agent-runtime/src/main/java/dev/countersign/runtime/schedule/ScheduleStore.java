package dev.countersign.runtime.schedule;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.workplace.Workplace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.TreeSet;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * Where schedules are kept: with PostgreSQL in the database of the runs, so that runtimes on one
 * database share them; else in a file of H2 beside that of the runs, which only a scheduler needs.
 *
 * <p>Guarantees: what a method wrote survives the end of the process. Thread-safe.
 */
public final class ScheduleStore implements AutoCloseable {
  /** Stands for every agent among the pauses. */
  public static final String ALL = "*";

  /** As long as Quartz itself waits until it takes a runtime for dead. */
  private static final long ALIVE_MILLIS = 12_000;

  private static final int H2_IN_USE = 90020;
  private static final int CONNECTIONS = 12;

  private final HikariDataSource source;
  private final boolean shared;

  private ScheduleStore(HikariDataSource source, boolean shared) {
    this.source = source;
    this.shared = shared;
  }

  /**
   * Opens it, or makes it; see {@link dev.countersign.runtime.workplace.Store#open}.
   *
   * @throws Failure with {@link Exit#CONFIGURATION} when another process has the file, or the
   *     server is not there
   */
  public static ScheduleStore open(Workplace workplace) throws Failure {
    String url = variable(workplace, "COUNTERSIGN_DATABASE");
    if (url.isEmpty()) {
      return file(workplace.home().database().resolveSibling("schedule"));
    }
    return server(
        url,
        variable(workplace, "COUNTERSIGN_DATABASE_USER"),
        variable(workplace, "COUNTERSIGN_DATABASE_PASSWORD"));
  }

  private static String variable(Workplace workplace, String name) {
    String value = workplace.variables().apply(name);
    return value == null ? "" : value.strip();
  }

  /** H2 in a file, without the ending that H2 adds. */
  static ScheduleStore file(Path file) throws Failure {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw new Failure(
          Exit.CONFIGURATION, "cannot write to " + file.getParent() + ": " + e.getMessage(), e);
    }
    return of(
        "jdbc:h2:async:" + file.toAbsolutePath() + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE",
        "countersign",
        "");
  }

  /** A database by its URL. */
  static ScheduleStore server(String url, String user, String password) throws Failure {
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new Failure(
          Exit.CONFIGURATION,
          "COUNTERSIGN_DATABASE: schedules are kept in PostgreSQL, by a URL that begins with"
              + " jdbc:postgresql:, or, without that variable, in a file of the home");
    }
    return of(url, user, password);
  }

  private static ScheduleStore of(String url, String user, String password) throws Failure {
    boolean h2 = url.startsWith("jdbc:h2:");
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    if (!user.isEmpty()) {
      config.setUsername(user);
      config.setPassword(password);
    }
    config.setAutoCommit(false);
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(10_000);
    config.setPoolName("countersign-schedule");
    HikariDataSource source;
    try {
      source = new HikariDataSource(config);
    } catch (RuntimeException e) {
      throw cannotOpen(e, h2);
    }
    boolean opened = false;
    try {
      migrate(source, h2);
      opened = true;
      return new ScheduleStore(source, !h2);
    } finally {
      if (!opened) {
        source.close();
      }
    }
  }

  /** The driver's own words may hold the URL's password, so they are not told. */
  private static Failure cannotOpen(RuntimeException error, boolean h2) {
    for (Throwable each = error; each != null; each = each.getCause()) {
      if (each instanceof SQLException sql && sql.getErrorCode() == H2_IN_USE) {
        return new Failure(
            Exit.CONFIGURATION,
            "another process of this home keeps its schedules; see countersign status",
            error);
      }
    }
    return new Failure(
        h2 ? Exit.UNEXPECTED : Exit.CONFIGURATION,
        h2
            ? "the file of the schedules cannot be opened"
            : "COUNTERSIGN_DATABASE: the database of the schedules cannot be opened",
        error);
  }

  private static void migrate(HikariDataSource source, boolean h2) throws Failure {
    try {
      Flyway.configure()
          .dataSource(source)
          .table("schedule_history")
          .locations("classpath:dev/countersign/runtime/schedule/tables")
          .failOnMissingLocations(true)
          .javaMigrations(new QuartzTables(h2))
          .baselineOnMigrate(true) // The tables of the runs may be there before.
          .baselineVersion("0")
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new Failure(
          Exit.CONFIGURATION,
          "the tables of the schedules cannot be brought to this version: "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
          e);
    }
  }

  /** Whether other runtimes may be on the same database. */
  boolean shared() {
    return shared;
  }

  /** A connection that does not commit by itself. */
  Connection connection() throws SQLException {
    return source.getConnection();
  }

  /** Who is paused, by name; {@code *} for all. */
  public Set<String> paused() throws Failure {
    return sql(connection -> names(connection, "SELECT agent FROM schedule_pause"));
  }

  private static Set<String> names(Connection connection, String query) throws SQLException {
    Set<String> names = new TreeSet<>();
    try (PreparedStatement select = connection.prepareStatement(query);
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  /**
   * Pauses an agent, or all.
   *
   * @param agent by name, {@code *} for all
   * @param now unix milliseconds
   */
  public void pause(String agent, long now) throws Failure {
    sql(
        connection -> {
          delete(connection, agent);
          try (PreparedStatement insert =
              connection.prepareStatement(
                  "INSERT INTO schedule_pause (agent, paused_at) VALUES (?, ?)")) {
            insert.setString(1, agent);
            insert.setLong(2, now);
            return insert.executeUpdate();
          }
        });
  }

  /** Lets an agent run again, or all of them. */
  public void resume(String agent) throws Failure {
    sql(connection -> delete(connection, agent));
  }

  /** Whether somebody is paused, given who is. */
  public boolean isPaused(Set<String> paused, String agent) {
    return paused.contains(ALL) || paused.contains(agent);
  }

  /**
   * What an agent that was once started here is called among the pauses.
   *
   * @param agent by name; empty for all
   * @throws Failure with {@link Exit#CONFIGURATION} when none has that name
   */
  public String known(String agent) throws Failure {
    if (agent.isEmpty()) {
      return ALL;
    }
    Set<String> names =
        sql(
            connection ->
                names(connection, "SELECT DISTINCT description FROM schedule_job_details"));
    if (!names.contains(agent)) {
      throw new Failure(
          Exit.CONFIGURATION,
          "no agent that was started here is called "
              + agent
              + (names.isEmpty() ? "; none was started yet" : "; there are " + names));
    }
    return agent;
  }

  /** Whether another runtime said lately that it is there. */
  boolean othersAlive(String instance, long now) throws Failure {
    return sql(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement(
                  "SELECT COUNT(*) FROM schedule_scheduler_state"
                      + " WHERE instance_name <> ? AND last_checkin_time > ?")) {
            select.setString(1, instance);
            select.setLong(2, now - ALIVE_MILLIS);
            try (ResultSet rows = select.executeQuery()) {
              return rows.next() && rows.getInt(1) > 0;
            }
          }
        });
  }

  private static int delete(Connection connection, String agent) throws SQLException {
    String which = agent.equals(ALL) ? "" : " WHERE agent = ?";
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM schedule_pause" + which)) {
      if (!agent.equals(ALL)) {
        delete.setString(1, agent);
      }
      return delete.executeUpdate();
    }
  }

  private interface Work<T> {
    T in(Connection connection) throws SQLException;
  }

  private <T> T sql(Work<T> work) throws Failure {
    try (Connection connection = connection()) {
      boolean done = false;
      try {
        T result = work.in(connection);
        connection.commit();
        done = true;
        return result;
      } finally {
        if (!done) {
          connection.rollback();
        }
      }
    } catch (SQLException e) {
      throw new Failure(Exit.UNEXPECTED, "the database of the schedules: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    source.close();
  }
}
