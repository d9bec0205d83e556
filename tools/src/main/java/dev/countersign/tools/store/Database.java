package dev.countersign.tools.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import dev.countersign.tools.store.StoreFailed.Kind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * The database of one runtime, by its JDBC URL.
 *
 * <p>Guarantees: its tables are of the version that this code knows; a transaction is written whole
 * or not at all; when {@link #transact} returns, what it wrote survives the end of the process, and
 * after {@link #flush} also that of the machine. Thread-safe.
 */
public final class Database implements AutoCloseable {
  private static final String MIGRATIONS = "classpath:dev/countersign/tools/store";
  private static final int CONNECTIONS = 4;

  private final HikariDataSource source;
  private final boolean h2;

  private Database(HikariDataSource source, boolean h2) {
    this.source = source;
    this.h2 = h2;
  }

  /** What is done in one transaction. */
  @FunctionalInterface
  public interface Work<T, E extends Exception> {
    /** Does it. */
    T in(Transaction transaction) throws SQLException, E;
  }

  /**
   * Opens H2 in a file, or makes it. One program has it at a time.
   *
   * @param file the path without the {@code .mv.db} that H2 adds
   */
  public static Database file(Path file) throws StoreFailed {
    String path = file.toAbsolutePath().toString();
    if (path.contains(";")) {
      throw new StoreFailed(Kind.CANNOT_OPEN, "a database's path has no semicolon: " + path);
    }
    // Without a write delay a commit is in the file before it returns.
    return open(
        "jdbc:h2:file:" + path + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE", "countersign", "");
  }

  /**
   * Opens a database and brings its tables to this version.
   *
   * @param url H2's or PostgreSQL's
   */
  public static Database open(String url, String user, String password) throws StoreFailed {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setUsername(user);
    config.setPassword(password);
    config.setAutoCommit(false);
    config.setMaximumPoolSize(CONNECTIONS);
    config.setConnectionTimeout(10_000);
    config.setPoolName("countersign");
    HikariDataSource source;
    try {
      source = new HikariDataSource(config);
    } catch (HikariPool.PoolInitializationException e) {
      throw new StoreFailed(
          Kind.CANNOT_OPEN, "the database cannot be opened: " + rootMessage(e), e);
    }
    try {
      Flyway.configure().dataSource(source).locations(MIGRATIONS).load().migrate();
      return new Database(source, url.toLowerCase(Locale.ROOT).startsWith("jdbc:h2:"));
    } catch (FlywayException e) {
      source.close();
      throw new StoreFailed(
          Kind.CANNOT_OPEN,
          "the database's tables cannot be brought to this version: " + rootMessage(e),
          e);
    }
  }

  private static String rootMessage(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage()).lines().findFirst().orElse("no reason given");
  }

  /**
   * Does some work and writes it, all or nothing.
   *
   * @throws StoreFailed when it could not be written
   */
  public <T, E extends Exception> T transact(Work<T, E> work) throws StoreFailed, E {
    try (Connection connection = source.getConnection()) {
      boolean done = false;
      try {
        T result = work.in(new Transaction(connection));
        connection.commit();
        done = true;
        return result;
      } finally {
        if (!done) {
          connection.rollback();
        }
      }
    } catch (SQLException e) {
      boolean conflict = e.getSQLState() != null && e.getSQLState().startsWith("23");
      throw new StoreFailed(
          conflict ? Kind.CONFLICT : Kind.BROKEN,
          "the database refused a statement: " + rootMessage(e),
          e);
    }
  }

  /** Forces what was written onto the disk, for the moment when the power fails. */
  public void flush() throws StoreFailed {
    if (!h2) {
      return; // PostgreSQL does so at each commit.
    }
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CHECKPOINT SYNC");
      connection.commit();
    } catch (SQLException e) {
      throw new StoreFailed(Kind.BROKEN, "the database could not be flushed", e);
    }
  }

  /** Closes it. */
  @Override
  public void close() {
    source.close();
  }
}
