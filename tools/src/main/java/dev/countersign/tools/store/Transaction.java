package dev.countersign.tools.store;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Statements that are written together or not at all.
 *
 * <p>Parameters are texts, integers, booleans, instants (as milliseconds), byte strings and
 * addresses (as text), enums (as their name), or an {@link Optional} of these.
 */
public final class Transaction {
  private final Connection connection;

  Transaction(Connection connection) {
    this.connection = connection;
  }

  /** Reads one row. */
  @FunctionalInterface
  public interface RowReader<T> {
    /** The value of a row. */
    T read(Row row) throws SQLException;
  }

  /** Writes; the number of rows that were written. */
  public int update(String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = prepared(sql, parameters)) {
      return statement.executeUpdate();
    }
  }

  /** Reads rows in their order. */
  public <T> List<T> query(String sql, RowReader<T> reader, Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = prepared(sql, parameters);
        ResultSet rows = statement.executeQuery()) {
      List<T> found = new ArrayList<>();
      while (rows.next()) {
        found.add(reader.read(new Row(rows)));
      }
      return found;
    }
  }

  /** Reads at most one row. */
  public <T> Optional<T> one(String sql, RowReader<T> reader, Object... parameters)
      throws SQLException {
    List<T> found = query(sql, reader, parameters);
    if (found.size() > 1) {
      throw new SQLException("more than one row: " + sql);
    }
    return found.stream().findFirst();
  }

  private PreparedStatement prepared(String sql, Object... parameters) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, column(parameters[i]));
      }
      return statement;
    } catch (SQLException e) {
      statement.close();
      throw e;
    }
  }

  private static @Nullable Object column(Object parameter) {
    return switch (parameter) {
      case Optional<?> optional -> optional.map(Transaction::column).orElse(null);
      case Instant instant -> instant.toEpochMilli();
      case Bytes32 bytes -> bytes.hex();
      case Bytes bytes -> bytes.hex();
      case Address address -> address.hex();
      case Enum<?> constant -> constant.name();
      case BigInteger integer -> new BigDecimal(integer);
      default -> parameter;
    };
  }

  /** One row, by column names. */
  public static final class Row {
    private final ResultSet rows;

    Row(ResultSet rows) {
      this.rows = rows;
    }

    /** A text that is there. */
    public String text(String column) throws SQLException {
      String text = rows.getString(column);
      if (text == null) {
        throw new SQLException("column " + column + " is empty");
      }
      return text;
    }

    /** A text that may be missing. */
    public Optional<String> optional(String column) throws SQLException {
      return Optional.ofNullable(rows.getString(column));
    }

    /** An integer that is there. */
    public long integer(String column) throws SQLException {
      long value = rows.getLong(column);
      if (rows.wasNull()) {
        throw new SQLException("column " + column + " is empty");
      }
      return value;
    }

    /** An integer that may be missing. */
    public Optional<Long> optionalInteger(String column) throws SQLException {
      long value = rows.getLong(column);
      return rows.wasNull() ? Optional.empty() : Optional.of(value);
    }

    /** An amount that is there. */
    public BigInteger amount(String column) throws SQLException {
      return optionalAmount(column)
          .orElseThrow(() -> new SQLException("column " + column + " is empty"));
    }

    /** An amount that may be missing. */
    public Optional<BigInteger> optionalAmount(String column) throws SQLException {
      return Optional.ofNullable(rows.getBigDecimal(column)).map(BigDecimal::toBigIntegerExact);
    }

    /** An instant that is there. */
    public Instant instant(String column) throws SQLException {
      return Instant.ofEpochMilli(integer(column));
    }

    /** An instant that may be missing. */
    public Optional<Instant> optionalInstant(String column) throws SQLException {
      return optionalInteger(column).map(Instant::ofEpochMilli);
    }

    /** Thirty-two bytes that are there. */
    public Bytes32 bytes32(String column) throws SQLException {
      return new Bytes32(text(column));
    }

    /** An address that is there. */
    public Address address(String column) throws SQLException {
      return new Address(text(column));
    }

    /** A constant by its name. */
    public <E extends Enum<E>> E constant(String column, Class<E> type) throws SQLException {
      return Enum.valueOf(type, text(column));
    }
  }
}
