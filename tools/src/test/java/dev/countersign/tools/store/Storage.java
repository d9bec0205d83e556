package dev.countersign.tools.store;

import java.nio.file.Path;

/**
 * Where a test's tables are; they are there again when it is opened again.
 *
 * @param url the JDBC URL
 * @param user who
 * @param password of it
 */
public record Storage(String url, String user, String password) {
  /** H2 in a file, as a runtime has it. */
  public static Storage file(Path file) {
    return new Storage(
        "jdbc:h2:async:" + file.toAbsolutePath() + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE",
        "countersign",
        "");
  }

  /** Opens it. */
  public Database open() throws StoreFailed {
    return Database.open(url, user, password);
  }
}
