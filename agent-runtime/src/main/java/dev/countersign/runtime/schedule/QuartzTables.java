package dev.countersign.runtime.schedule;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.jspecify.annotations.Nullable;

/**
 * Quartz's tables, by the script that Quartz comes with, under names of our own: the script begins
 * with dropping what is there, and a database may hold the tables of another Quartz.
 */
final class QuartzTables implements JavaMigration {
  /** What the tables' names begin with. */
  static final String PREFIX = "SCHEDULE_";

  /** The script for H2 has none, so that each step would read the rows of all agents. */
  private static final List<String> H2_INDEXES =
      List.of(
          "CREATE INDEX SCHEDULE_TRIGGERS_DUE ON SCHEDULE_TRIGGERS"
              + " (SCHED_NAME, TRIGGER_STATE, NEXT_FIRE_TIME)",
          "CREATE INDEX SCHEDULE_TRIGGERS_JOB ON SCHEDULE_TRIGGERS"
              + " (SCHED_NAME, JOB_NAME, JOB_GROUP)",
          "CREATE INDEX SCHEDULE_FIRED_JOB ON SCHEDULE_FIRED_TRIGGERS"
              + " (SCHED_NAME, JOB_NAME, JOB_GROUP)",
          "CREATE INDEX SCHEDULE_FIRED_TRIGGER ON SCHEDULE_FIRED_TRIGGERS"
              + " (SCHED_NAME, TRIGGER_NAME, TRIGGER_GROUP)");

  private final String script;
  private final List<String> indexes;

  QuartzTables(boolean h2) {
    this.script = "/org/quartz/impl/jdbcjobstore/tables_" + (h2 ? "h2" : "postgres") + ".sql";
    this.indexes = h2 ? H2_INDEXES : List.of();
  }

  @Override
  public MigrationVersion getVersion() {
    return MigrationVersion.fromVersion("1");
  }

  @Override
  public String getDescription() {
    return "quartz";
  }

  @Override
  public @Nullable Integer getChecksum() {
    return null;
  }

  @Override
  public boolean canExecuteInTransaction() {
    return true;
  }

  @Override
  public void migrate(Context context) throws Exception {
    try (Statement statement = context.getConnection().createStatement()) {
      for (String sql : statements()) {
        statement.execute(sql);
      }
      for (String sql : indexes) {
        statement.execute(sql);
      }
    }
  }

  /** Without the script's own end of the transaction. */
  private String[] statements() throws IOException {
    try (InputStream stream = QuartzTables.class.getResourceAsStream(script)) {
      if (stream == null) {
        throw new IOException("Quartz has no " + script);
      }
      String text =
          new String(stream.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.startsWith("--"))
              .map(line -> line.replaceAll("(?i)qrtz_", PREFIX))
              .collect(Collectors.joining("\n"));
      return java.util.Arrays.stream(text.split(";", -1))
          .map(String::strip)
          .filter(sql -> !sql.isEmpty() && !sql.toUpperCase(Locale.ROOT).equals("COMMIT"))
          .toArray(String[]::new);
    }
  }
}
