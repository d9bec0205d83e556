package dev.countersign.runtime.cli;

import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;

/** The lines of agents that are kept running. */
@Command(
    name = "logs",
    description = "Print the lines of agents that are kept running, the newest last.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example: countersign logs -f --agent rebalancer"})
final class LogsCommand extends Subcommand {
  private static final Duration LOOK = Duration.ofMillis(200);

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with what comes, until interrupted.")
  boolean follow;

  @Option(names = "--agent", paramLabel = "NAME", description = "Of this agent only.")
  @Nullable String agent;

  @Option(
      names = "--most",
      paramLabel = "N",
      description = "At most so many of the past (default: ${DEFAULT-VALUE}).")
  int most = 50;

  LogsCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Exit run() throws Failure, IOException {
    if (most < 0 || most > 100_000) {
      throw new Failure(Exit.CONFIGURATION, "--most must be 0 to 100000, not " + most);
    }
    if (follow && json) {
      throw new Failure(
          Exit.CONFIGURATION, "--json is one document, and --follow has no end; leave out one");
    }
    Path file = AgentsLog.file(home());
    String text = Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
    List<String> lines = text.lines().filter(this::wanted).toList();
    ArrayNode all = JSON.createArrayNode();
    for (String line : lines.subList(Math.max(0, lines.size() - most), lines.size())) {
      say(line);
      all.add(line);
    }
    if (lines.isEmpty() && !follow) {
      say("there are no lines yet; try: countersign start examples/agents/savings.yaml");
    }
    answer(all);
    if (follow) {
      follow(file, text.getBytes(StandardCharsets.UTF_8).length);
    }
    return Exit.DONE;
  }

  private boolean wanted(String line) {
    return agent == null || line.contains("  " + agent + " ");
  }

  private void follow(Path file, long from) throws IOException {
    long at = from;
    StringBuilder rest = new StringBuilder();
    while (!Thread.currentThread().isInterrupted()) {
      if (Files.exists(file)) {
        long size = Files.size(file);
        at = size < at ? 0 : at; // Another file has begun.
        if (size > at) {
          rest.append(read(file, at, size));
          at = size;
          print(rest);
        }
      }
      try {
        TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static String read(Path file, long from, long to) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
      byte[] bytes = new byte[Math.toIntExact(to - from)];
      open.seek(from);
      open.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  /** A line that is being written is printed when it is whole. */
  private void print(StringBuilder rest) {
    int end = rest.lastIndexOf("\n");
    if (end >= 0) {
      rest.substring(0, end).lines().filter(this::wanted).forEach(this::say);
      surroundings.out().flush();
      rest.delete(0, end + 1);
    }
  }
}
