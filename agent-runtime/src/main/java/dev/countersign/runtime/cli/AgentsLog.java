package dev.countersign.runtime.cli;

import dev.countersign.runtime.workplace.Home;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lines of agents that are kept running, in a file; the file before it is kept too. */
final class AgentsLog {
  private static final Logger LOG = LoggerFactory.getLogger(AgentsLog.class);
  private static final long MOST_BYTES = 10_000_000;

  private final Path file;

  AgentsLog(Home home) {
    this.file = file(home);
  }

  static Path file(Home home) {
    return home.logs().resolve("agents.log");
  }

  /** A disk that is full stops no agent. */
  synchronized void append(String line) {
    try {
      if (Files.exists(file) && Files.size(file) > MOST_BYTES) {
        Files.move(
            file,
            file.resolveSibling(file.getFileName() + ".1"),
            StandardCopyOption.REPLACE_EXISTING);
      }
      Files.writeString(
          file,
          line + "\n",
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      LOG.warn("{}: {}", file, e.getMessage());
    }
  }
}
