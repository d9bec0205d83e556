package dev.countersign.network.node;

import dev.countersign.network.evaluate.Window;
import dev.countersign.network.node.SigningRecord.Outcome;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Slot;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What this verifier has put its name to, in a file of its own or in memory.
 *
 * <p>Guarantees: when {@link #write} returns, the record and the answer are on the disk, together;
 * no two records have the same receipt, nor the same scope, slot and window; the file is opened by
 * one process at a time, and only by the verifier that it belongs to. What is let go of by {@link
 * #forget} leaves a mark: up to which slot of its scope records may be missing.
 *
 * <p>In memory it keeps the newest records, and leaves no mark: it is for what binds nobody.
 *
 * <p>Not thread-safe, and an interrupt during a call would close the file: {@link GuardedSigner}
 * uses it from one thread that nobody interrupts.
 */
final class AnswerStore implements AutoCloseable {
  /** Version 1 did not forget. */
  private static final int SCHEMA = 2;

  /** How many records one call of {@link #forget} looks at, so that nobody waits long for it. */
  private static final int FORGOTTEN_AT_ONCE = 500;

  private final @Nullable FileChannel lock;
  private final Connection connection;
  private final int most;
  private final Deque<Bytes32> written = new ArrayDeque<>();

  private AnswerStore(@Nullable FileChannel lock, Connection connection, int most) {
    this.lock = lock;
    this.connection = connection;
    this.most = most;
  }

  /**
   * A store that ends with this process.
   *
   * @param most how many records it keeps
   */
  static AnswerStore inMemory(int most) throws NodeFailed {
    return new AnswerStore(null, connect("jdbc:h2:mem:", "memory", "memory"), most);
  }

  /**
   * Opens the store, or makes it.
   *
   * @param file the path without the {@code .mv.db} that the database adds
   * @param owner says in one line which verifier this is: address, chain and gate
   */
  static AnswerStore open(Path file, String owner) throws NodeFailed {
    String path = file.toAbsolutePath().toString();
    if (path.contains(";")) {
      throw new NodeFailed(NodeFailed.Reason.STORE, "a store's path has no semicolon: " + path);
    }
    FileChannel lock = lock(path);
    try {
      // Without a delay a commit is written before it returns.
      String url = "jdbc:h2:file:" + path + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";
      return new AnswerStore(lock, connect(url, owner, path), Integer.MAX_VALUE);
    } catch (NodeFailed e) {
      closeQuietly(lock, e);
      throw e;
    }
  }

  /** The database itself lets one process open a file twice. */
  private static FileChannel lock(String path) throws NodeFailed {
    try {
      FileChannel channel =
          FileChannel.open(
              Path.of(path + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      boolean locked = false;
      try {
        locked = channel.tryLock() != null;
      } catch (OverlappingFileLockException e) {
        // Another node of this process has it.
      } finally {
        if (!locked) {
          channel.close();
        }
      }
      if (locked) {
        return channel;
      }
    } catch (IOException e) {
      throw new NodeFailed(
          NodeFailed.Reason.STORE, "the store " + path + " cannot be locked: " + e, e);
    }
    throw new NodeFailed(
        NodeFailed.Reason.STORE, "the store " + path + " is in use by another node");
  }

  private static void closeQuietly(FileChannel lock, NodeFailed reason) {
    try {
      lock.close();
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }

  private static Connection connect(String url, String owner, String path) throws NodeFailed {
    try {
      Connection connection = DriverManager.getConnection(url, "countersign", "");
      try {
        connection.setAutoCommit(false);
        prepare(connection, owner, path);
        return connection;
      } catch (SQLException | NodeFailed e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new NodeFailed(
          NodeFailed.Reason.STORE, "the store " + path + " cannot be opened: " + e.getMessage(), e);
    }
  }

  private static void prepare(Connection connection, String owner, String path)
      throws SQLException, NodeFailed {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE IF NOT EXISTS store (version INT NOT NULL, owner VARCHAR(256) NOT NULL)");
      boolean made = false;
      try (ResultSet found = statement.executeQuery("SELECT version, owner FROM store")) {
        if (found.next()) {
          require(found.getInt(1), found.getString(2), owner, path);
          made = true;
        }
      }
      statement.execute(
          """
          CREATE TABLE IF NOT EXISTS answer (
            scope CHAR(64) NOT NULL,
            slot BIGINT NOT NULL,
            window_index BIGINT NOT NULL,
            opens_at BIGINT NOT NULL,
            closes_at BIGINT NOT NULL,
            receipt_id CHAR(64) NOT NULL UNIQUE,
            outcome VARCHAR(16) NOT NULL,
            reply VARCHAR(65536) NOT NULL,
            PRIMARY KEY (scope, slot, window_index))
          """);
      statement.execute("CREATE INDEX IF NOT EXISTS answer_opens_at ON answer (scope, opens_at)");
      statement.execute("CREATE INDEX IF NOT EXISTS answer_closes_at ON answer (closes_at)");
      statement.execute(
          "CREATE TABLE IF NOT EXISTS forgotten"
              + " (scope CHAR(64) NOT NULL PRIMARY KEY, slot BIGINT NOT NULL)");
      if (made) {
        statement.execute("UPDATE store SET version = " + SCHEMA);
      } else {
        insert(connection, owner);
      }
    }
    connection.commit();
  }

  private static void insert(Connection connection, String owner) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO store VALUES (?, ?)")) {
      insert.setInt(1, SCHEMA);
      insert.setString(2, owner);
      insert.executeUpdate();
    }
  }

  private static void require(int version, String owner, String expected, String path)
      throws NodeFailed {
    if (version < 1 || version > SCHEMA) {
      throw new NodeFailed(
          NodeFailed.Reason.STORE,
          "the store " + path + " has version " + version + "; this program knows 1 to " + SCHEMA);
    }
    if (!owner.equals(expected)) {
      throw new NodeFailed(
          NodeFailed.Reason.STORE,
          "the store " + path + " belongs to " + owner + ", not to " + expected);
    }
  }

  /** What was answered to a receipt, if it was. */
  Optional<String> reply(Bytes32 receiptId) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT reply FROM answer WHERE receipt_id = ?")) {
      select.setString(1, receiptId.hex());
      try (ResultSet found = select.executeQuery()) {
        return found.next() ? Optional.of(found.getString(1)) : Optional.empty();
      }
    }
  }

  /** Every record of a slot, the first window first. */
  List<SigningRecord> ofSlot(Bytes32 scope, Slot slot) throws SQLException {
    return select(scope, "slot BETWEEN ? AND ? ORDER BY window_index", slot.value(), slot.value());
  }

  /** Every record of a scope whose anchor, or whose window's opening, is in a stretch of time. */
  List<SigningRecord> near(Bytes32 scope, Near anchors, Near openings) throws SQLException {
    List<SigningRecord> near =
        new ArrayList<>(
            select(scope, "slot BETWEEN ? AND ?", anchors.from() * 256, anchors.to() * 256 + 255));
    near.addAll(select(scope, "opens_at BETWEEN ? AND ?", openings.from(), openings.to()));
    return near;
  }

  /**
   * Every verdict on calls of a scope for a slot above one, of a window that closes after a time:
   * what can still take effect in a block after that time, when that slot was the last executed.
   */
  List<SigningRecord> outstanding(Bytes32 scope, long lastSlot, long after) throws SQLException {
    long opensFrom = after - SigningRecord.LONGEST_WINDOW;
    return select(scope, "outcome = 'VERDICT' AND opens_at >= ? AND slot > ?", opensFrom, lastSlot)
        .stream()
        .filter(record -> record.window().closesAt() > after)
        .toList();
  }

  /**
   * A stretch of time, both ends included, in unix seconds.
   *
   * @param from not negative
   */
  record Near(long from, long to) {
    static Near of(long time, long distance) {
      return new Near(Math.max(0, time - distance), time + distance);
    }
  }

  private List<SigningRecord> select(Bytes32 scope, String where, long first, long second)
      throws SQLException {
    List<SigningRecord> records = new ArrayList<>();
    String sql =
        "SELECT scope, slot, window_index, opens_at, closes_at, receipt_id, outcome FROM answer"
            + " WHERE scope = ? AND "
            + where;
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, scope.hex());
      select.setLong(2, first);
      select.setLong(3, second);
      try (ResultSet found = select.executeQuery()) {
        while (found.next()) {
          records.add(read(found));
        }
      }
    }
    return records;
  }

  private static SigningRecord read(ResultSet found) throws SQLException {
    return new SigningRecord(
        new Bytes32(found.getString(1)),
        new Slot(found.getLong(2)),
        new Window(found.getLong(3), found.getLong(4), found.getLong(5)),
        new Bytes32(found.getString(6)),
        Outcome.valueOf(found.getString(7)));
  }

  /** Writes a record and the exact answer down, to the disk. */
  void write(SigningRecord record, String reply) throws SQLException {
    try (PreparedStatement insert =
            connection.prepareStatement("INSERT INTO answer VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
        Statement sync = connection.createStatement()) {
      insert.setString(1, record.scope().hex());
      insert.setLong(2, record.slot().value());
      insert.setLong(3, record.window().index());
      insert.setLong(4, record.window().opensAt());
      insert.setLong(5, record.window().closesAt());
      insert.setString(6, record.receiptId().hex());
      insert.setString(7, record.outcome().name());
      insert.setString(8, reply);
      insert.executeUpdate();
      dropSurplus(record);
      connection.commit();
      sync.execute("CHECKPOINT SYNC");
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    }
  }

  private void dropSurplus(SigningRecord next) throws SQLException {
    if (lock != null) {
      return;
    }
    written.add(next.receiptId());
    if (written.size() <= most) {
      return;
    }
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM answer WHERE receipt_id = ?")) {
      delete.setString(1, written.remove().hex());
      delete.executeUpdate();
    }
  }

  /**
   * The highest slot of a scope whose record was let go of.
   *
   * @return {@link SigningRecord#NONE_FORGOTTEN} when all are here
   */
  long forgotten(Bytes32 scope) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT slot FROM forgotten WHERE scope = ?")) {
      select.setString(1, scope.hex());
      try (ResultSet found = select.executeQuery()) {
        return found.next() ? found.getLong(1) : SigningRecord.NONE_FORGOTTEN;
      }
    }
  }

  /**
   * Lets go of the oldest records whose windows closed before a time, some of them at a time. Of
   * the windows that have opened by the finalized time the record of the highest slot of a scope
   * stays, and so does the one that opened last: what is still to come keeps its distance from
   * those. A window that is still to open may never be used, and holds nothing in its place.
   *
   * @param finalized the time of a finalized block
   * @return how many
   */
  int forget(long closedBefore, long finalized) throws SQLException {
    try {
      List<SigningRecord> old = new ArrayList<>();
      try (PreparedStatement select =
          connection.prepareStatement(
              "SELECT scope, slot, window_index, opens_at, closes_at, receipt_id, outcome"
                  + " FROM answer a WHERE closes_at < ?"
                  + " AND slot < (SELECT MAX(slot) FROM answer b"
                  + " WHERE b.scope = a.scope AND b.opens_at <= ?)"
                  + " AND opens_at < (SELECT MAX(opens_at) FROM answer b"
                  + " WHERE b.scope = a.scope AND b.opens_at <= ?)"
                  + " ORDER BY closes_at LIMIT "
                  + FORGOTTEN_AT_ONCE)) {
        select.setLong(1, closedBefore);
        select.setLong(2, finalized);
        select.setLong(3, finalized);
        try (ResultSet found = select.executeQuery()) {
          while (found.next()) {
            old.add(read(found));
          }
        }
      }
      for (SigningRecord record : old) {
        forget(record);
      }
      connection.commit();
      return old.size();
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    }
  }

  private void forget(SigningRecord record) throws SQLException {
    long mark = Math.max(forgotten(record.scope()), record.slot().value());
    try (PreparedStatement merge =
            connection.prepareStatement("MERGE INTO forgotten KEY (scope) VALUES (?, ?)");
        PreparedStatement delete =
            connection.prepareStatement("DELETE FROM answer WHERE receipt_id = ?")) {
      merge.setString(1, record.scope().hex());
      merge.setLong(2, mark);
      merge.executeUpdate();
      delete.setString(1, record.receiptId().hex());
      delete.executeUpdate();
    }
  }

  @Override
  public void close() throws SQLException, IOException {
    try (lock) {
      connection.close();
    }
  }
}
