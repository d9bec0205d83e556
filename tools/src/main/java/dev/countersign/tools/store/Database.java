package dev.countersign.tools.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.countersign.tools.store.StoreFailed.Kind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * The database of one runtime: H2 in a file, or PostgreSQL by its JDBC URL.
 *
 * <p>Guarantees: its tables are of the version that this code knows; a transaction is written whole
 * or not at all; when {@link #transact} returns, what it wrote survives the end of the process, and
 * after {@link #flush} also that of the machine. Thread-safe. No sentence of it has a password.
 *
 * <p>Does not guarantee what the server's own settings take away: a PostgreSQL with {@code fsync}
 * off forgets when its machine fails.
 */
public final class Database implements AutoCloseable {
  private static final String MIGRATIONS = "classpath:dev/countersign/tools/store";
  private static final int CONNECTIONS = 8;

  /** {@code org.h2.api.ErrorCode.DATABASE_ALREADY_OPEN_1}. */
  private static final int H2_DATABASE_ALREADY_OPEN = 90020;

  private static final int SNAPSHOTS = 3;

  private final DataSource source;
  private final boolean h2;
  private final Runnable closing;
  private final SharedFlush flush = new SharedFlush();

  private Database(DataSource source, boolean h2, Runnable closing) {
    this.source = source;
    this.h2 = h2;
    this.closing = closing;
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
    return open(h2(file), "countersign", "");
  }

  private static String h2(Path file) throws StoreFailed {
    String path = file.toAbsolutePath().toString();
    if (path.contains(";")) {
      throw new StoreFailed(Kind.CANNOT_OPEN, "a database's path has no semicolon: " + path);
    }
    // Without a write delay a commit is in the file before it returns.
    // And without "async:" the file would be closed for all when one thread is interrupted.
    return "jdbc:h2:async:" + path + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000";
  }

  /**
   * Opens a copy of H2's file, for reading. Another program may have the file open and write it,
   * and is not held up. The copy has all that was committed, but for what is committed at the very
   * moment.
   *
   * @param file as for {@link #file}; a file that is not there yet reads as an empty one
   */
  public static Database snapshot(Path file) throws StoreFailed {
    StoreFailed last = new StoreFailed(Kind.CANNOT_OPEN, "the database cannot be read");
    for (int i = 0; i < SNAPSHOTS; i++) { // When it is closed its parts move; then once more.
      try {
        return snapshotNow(file);
      } catch (StoreFailed e) {
        last = e;
      }
    }
    throw last;
  }

  private static Database snapshotNow(Path file) throws StoreFailed {
    Snapshot copy = Snapshot.of(file);
    boolean opened = false;
    try {
      Database database = file(copy.file());
      opened = true;
      return new Database(
          database.source,
          true,
          () -> {
            database.close();
            copy.close();
          });
    } finally {
      if (!opened) {
        copy.close();
      }
    }
  }

  /**
   * Opens a database and brings its tables to this version.
   *
   * @param url {@code jdbc:postgresql:} or {@code jdbc:h2:}; it may hold user and password as its
   *     parameters, but not before the host
   * @param user empty where the URL says it
   * @param password empty where the URL says it, or there is none
   */
  public static Database open(String url, String user, String password) throws StoreFailed {
    String lower = url.toLowerCase(Locale.ROOT);
    boolean postgres = lower.startsWith("jdbc:postgresql:");
    if (!postgres && !lower.startsWith("jdbc:h2:")) {
      throw new StoreFailed(
          Kind.CANNOT_OPEN,
          "a database's URL begins with jdbc:postgresql: or jdbc:h2:; this one does not");
    }
    if (new DatabaseUrl(url).hasUserInfo()) {
      throw new StoreFailed(
          Kind.CANNOT_OPEN,
          "a database's URL has no user and no password before its host; they are given apart, or"
              + " as its parameters user and password");
    }
    HikariDataSource source = pool(config(url, user, password, postgres), url, password);
    boolean opened = false;
    try {
      migrate(source);
      opened = true;
      return new Database(source, !postgres, source::close);
    } finally {
      if (!opened) {
        source.close();
      }
    }
  }

  private static HikariConfig config(String url, String user, String password, boolean postgres) {
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
    config.setPoolName("countersign");
    if (postgres) {
      // Texts take the type of their column, so that its index serves; a commit waits for the disk.
      config.addDataSourceProperty("stringtype", "unspecified");
      config.addDataSourceProperty("ApplicationName", "countersign");
      config.setConnectionInitSql("SET synchronous_commit TO on");
    }
    return config;
  }

  /** Whatever a driver throws at a URL becomes one sentence, without what the URL keeps secret. */
  private static HikariDataSource pool(HikariConfig config, String url, String password)
      throws StoreFailed {
    try {
      return new HikariDataSource(config);
    } catch (RuntimeException e) {
      String why = new DatabaseUrl(url).withoutSecrets(rootMessage(e), password);
      throw new StoreFailed(
          inUse(e) ? Kind.IN_USE : Kind.CANNOT_OPEN, "the database cannot be opened: " + why);
    }
  }

  private static boolean inUse(Throwable error) {
    for (Throwable each = error; each != null; each = each.getCause()) {
      if (each instanceof SQLException sql && sql.getErrorCode() == H2_DATABASE_ALREADY_OPEN) {
        return true;
      }
    }
    return false;
  }

  /**
   * The same in a pool of the caller's, of two connections at least, which stays the caller's to
   * close. Its connections must not commit by themselves; H2 must be opened with {@code
   * WRITE_DELAY=0}, PostgreSQL with {@code stringtype=unspecified}.
   */
  public static Database over(DataSource source) throws StoreFailed {
    boolean h2;
    try (Connection connection = source.getConnection()) {
      h2 = connection.getMetaData().getDatabaseProductName().equals("H2");
    } catch (SQLException e) {
      throw new StoreFailed(
          Kind.CANNOT_OPEN, "the database cannot be opened: " + rootMessage(e), e);
    }
    migrate(source); // It needs two connections of its own.
    return new Database(source, h2, () -> {});
  }

  private static void migrate(DataSource source) throws StoreFailed {
    try {
      // Without this a jar whose folders are not listed gives a database without tables.
      Flyway.configure()
          .dataSource(source)
          .locations(MIGRATIONS)
          .failOnMissingLocations(true)
          .load()
          .migrate();
    } catch (FlywayException e) {
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
      throw new StoreFailed(
          lost(e) ? Kind.CONFLICT : Kind.BROKEN,
          "the database refused a statement: " + rootMessage(e),
          e);
    }
  }

  /**
   * Whether somebody else was first: 23 is a broken constraint, 40 a rollback in favour of another.
   */
  private static boolean lost(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return state.startsWith("23") || state.startsWith("40");
  }

  /**
   * Forces what was written onto the disk, for the moment when the power fails. Several who ask at
   * once share one write.
   */
  public void flush() throws StoreFailed {
    if (h2) { // PostgreSQL does so at each commit.
      flush.flush(this::checkpoint);
    }
  }

  private void checkpoint() throws StoreFailed {
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
    closing.run();
  }
}
