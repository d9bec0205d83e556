package dev.countersign.tools.crash;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A database that says after each commit that wrote something in which state it left the action,
 * and goes on only when it is told to: the place where a process is killed between two writes.
 */
final class AnnouncedWrites {
  private static final String PLAN = "INSERT INTO outbox_entry";
  private static final String STATE = "UPDATE outbox_entry SET state = ?";

  private final Consumer<String> announce;

  private AnnouncedWrites(Consumer<String> announce) {
    this.announce = announce;
  }

  /**
   * A data source whose writes are announced.
   *
   * @param announce hears the state, or {@code -} for a write of something else; returns when the
   *     process may go on
   */
  static DataSource of(DataSource source, Consumer<String> announce) {
    AnnouncedWrites writes = new AnnouncedWrites(announce);
    return proxy(
        DataSource.class,
        (method, arguments) -> {
          Object result = call(source, method, arguments);
          return result instanceof Connection connection ? writes.announced(connection) : result;
        });
  }

  private Connection announced(Connection connection) {
    AtomicReference<@Nullable String> written = new AtomicReference<>();
    return proxy(
        Connection.class,
        (method, arguments) -> {
          if (method.getName().equals("prepareStatement") && arguments != null) {
            PreparedStatement statement = (PreparedStatement) call(connection, method, arguments);
            return watched(String.valueOf(arguments[0]).strip(), statement, written);
          }
          Object result = call(connection, method, arguments);
          String state = method.getName().equals("commit") ? written.getAndSet(null) : null;
          if (state != null) {
            announce.accept(state);
          }
          return result;
        });
  }

  private static @Nullable Object watched(
      String sql,
      @Nullable PreparedStatement statement,
      AtomicReference<@Nullable String> written) {
    if (sql.startsWith("SELECT")) {
      return statement;
    }
    written.compareAndSet(null, sql.startsWith(PLAN) ? "PLANNED" : "-");
    if (!sql.startsWith(STATE)) {
      return statement;
    }
    return proxy(
        PreparedStatement.class,
        (method, arguments) -> {
          boolean first = arguments != null && Integer.valueOf(1).equals(arguments[0]);
          if (first && arguments != null && method.getName().equals("setObject")) {
            written.set(String.valueOf(arguments[1]));
          }
          return call(statement, method, arguments);
        });
  }

  private interface Handler {
    @Nullable Object on(Method method, Object @Nullable [] arguments) throws Throwable;
  }

  private static <T> T proxy(Class<T> type, Handler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            AnnouncedWrites.class.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> handler.on(method, arguments)));
  }

  private static @Nullable Object call(
      @Nullable Object target, Method method, Object @Nullable [] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? new SQLException(e) : e.getCause();
    }
  }
}
