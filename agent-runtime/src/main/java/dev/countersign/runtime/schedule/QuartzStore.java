package dev.countersign.runtime.schedule;

import java.sql.Connection;
import java.sql.SQLException;
import org.quartz.JobPersistenceException;
import org.quartz.impl.jdbcjobstore.InvalidConfigurationException;
import org.quartz.impl.jdbcjobstore.JobStoreTX;
import org.quartz.impl.jdbcjobstore.PostgreSQLDelegate;
import org.quartz.impl.jdbcjobstore.StdJDBCDelegate;
import org.quartz.utils.ConnectionProvider;
import org.quartz.utils.DBConnectionManager;

/** Quartz's own JDBC store on our connections, instead of those it looks up in a static map. */
@SuppressWarnings("unchecked") // Quartz's own overriding of executeInLock.
final class QuartzStore extends JobStoreTX {
  private static final long CHECK_IN_MILLIS = 2_000;

  private static final String NOT_USED = "countersign";

  private final ScheduleStore store;

  QuartzStore(ScheduleStore store) throws InvalidConfigurationException {
    this.store = store;
    setDataSource(NOT_USED);
    DBConnectionManager.getInstance().addConnectionProvider(NOT_USED, new NotUsed());
    setTablePrefix(QuartzTables.PREFIX);
    setUseProperties("true"); // No Java serialisation.
    setDriverDelegateClass(
        (store.shared() ? PostgreSQLDelegate.class : StdJDBCDelegate.class).getName());
    setDriverDelegateInitString(
        "triggerPersistenceDelegateClasses=" + SlotTriggerColumns.class.getName());
    // On H2, which one process has, clustering would only stall a quick restart.
    setIsClustered(store.shared());
    setClusterCheckinInterval(CHECK_IN_MILLIS);
    setAcquireTriggersWithinLock(true);
    setMakeThreadsDaemons(true);
  }

  @Override
  protected Connection getNonManagedTXConnection() throws JobPersistenceException {
    return getConnection();
  }

  @Override
  protected Connection getConnection() throws JobPersistenceException {
    try {
      return store.connection();
    } catch (SQLException e) {
      throw new JobPersistenceException("no connection to the database of the schedules", e);
    }
  }

  /** Quartz closes what it finds in its map, and complains when it finds nothing. */
  private static final class NotUsed implements ConnectionProvider {
    @Override
    public Connection getConnection() throws SQLException {
      throw new SQLException("connections come from the store");
    }

    @Override
    public void shutdown() {}

    @Override
    public void initialize() {}
  }
}
