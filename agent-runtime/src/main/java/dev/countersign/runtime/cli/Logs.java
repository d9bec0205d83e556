package dev.countersign.runtime.cli;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/**
 * Sends what the parts log to a file, as {@code config/logback.xml} says. Only the command line
 * does this; the library jars leave it to whoever embeds them.
 */
final class Logs {
  private Logs() {}

  /** Where the log is. */
  static Path file(Path folder) {
    return folder.resolve("countersign.log");
  }

  static void open(Path root, Path folder) throws Failure {
    Path configuration = root.resolve("config").resolve("logback.xml");
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    try {
      Files.createDirectories(folder);
      if (Files.exists(configuration)) {
        context.putProperty("countersign.log", file(folder).toString());
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(configuration.toFile());
      }
    } catch (IOException e) {
      throw new Failure(
          Exit.CONFIGURATION, "cannot write logs to " + folder + ": " + e.getMessage(), e);
    } catch (JoranException e) {
      throw new Failure(Exit.CONFIGURATION, configuration + ": " + e.getMessage(), e);
    }
  }
}
