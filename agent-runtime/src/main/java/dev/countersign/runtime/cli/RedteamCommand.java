package dev.countersign.runtime.cli;

import dev.countersign.runtime.agent.AgentFile;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.redteam.Attempt;
import dev.countersign.runtime.redteam.Family;
import dev.countersign.runtime.redteam.Redteam;
import dev.countersign.runtime.redteam.RedteamListener;
import dev.countersign.runtime.redteam.RedteamReport;
import dev.countersign.runtime.redteam.Row;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;

/** Attacks an agent. */
@Command(
    name = "redteam",
    description = {
      "Attack your own agent on a local network of its own, and say who stopped what.",
      "Nothing else is touched: neither your devnet nor any other network."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  countersign redteam examples/agents/rebalancer.yaml",
      "  countersign redteam --only over-day-cap,paused examples/agents/payroll.yaml",
      "  countersign redteam --list"
    })
final class RedteamCommand extends Subcommand {
  private static final int ID_WIDTH = 28;
  private static final int DOES_WIDTH = 52;

  @Parameters(paramLabel = "FILE", arity = "0..1", description = "The agent file.")
  @Nullable Path file;

  @Option(
      names = "--only",
      paramLabel = "ID",
      split = ",",
      description = "Only these attacks, separated by commas.")
  List<String> only = new ArrayList<>();

  @Option(names = "--list", description = "List the attacks and try none.")
  boolean list;

  RedteamCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Exit run() throws Failure {
    if (list) {
      return listed();
    }
    Path agent = file;
    if (agent == null) {
      throw new Failure(
          Exit.CONFIGURATION, "an agent file is needed; see countersign redteam --help");
    }
    AgentFile agentFile = AgentFile.read(agent);
    ProgressLine progress = new ProgressLine(surroundings);
    try {
      RedteamReport report =
          Redteam.run(agentFile, only, workplace().withNotices(progress), heard(progress));
      progress.ended();
      print(report);
      answer(report.toJson());
      report.failure().ifPresent(this::complain);
      return exit(report);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure(Exit.UNEXPECTED, "interrupted; the local network is gone", e);
    } finally {
      progress.ended();
    }
  }

  private static RedteamListener heard(ProgressLine progress) {
    return new RedteamListener() {
      @Override
      public void begins(String id, int done, int total) {
        progress.at("attacking: " + id, done, total);
      }
    };
  }

  /** One failed attack is enough. */
  static Exit exit(RedteamReport report) {
    return report.failure().isEmpty() ? Exit.DONE : Exit.UNEXPECTED;
  }

  private void complain(Row row) {
    String why =
        row.status() == Row.Status.BROKEN
            ? " could not be tried as meant: " + row.note()
            : " was not stopped: the attacker " + row.does();
    surroundings.err().println("countersign: " + row.id() + why);
  }

  private Exit listed() {
    ArrayNode document = JSON.createArrayNode();
    Family family = null;
    for (Redteam.Described attack : Redteam.attacks()) {
      if (attack.family() != family) {
        family = attack.family();
        say(style().bold(family.title()));
      }
      say("  " + Style.pad(attack.id(), ID_WIDTH) + "  " + attack.does());
      document
          .addObject()
          .put("id", attack.id())
          .put("family", attack.family().title())
          .put("does", attack.does());
    }
    answer(document);
    return Exit.DONE;
  }

  private void print(RedteamReport report) {
    say(style().bold(report.agent()) + "  " + style().dim("on a local network of its own"));
    say("  honest slot  " + report.slot());
    say("  attacks      " + report.control());
    for (Family family : Family.values()) {
      List<Row> rows = report.rows().stream().filter(row -> row.family() == family).toList();
      if (!rows.isEmpty()) {
        say("");
        say(style().bold(family.title()));
        rows.forEach(this::print);
      }
    }
    say("");
    if (!report.advice().isEmpty()) {
      say(style().bold("In the file itself"));
      report.advice().forEach(sentence -> say("  - " + sentence));
      say("");
    }
    String summary = report.summary();
    say(
        (report.failure().isEmpty() ? style().good(summary) : style().bad(summary))
            + style().dim("  (%.0f s)".formatted(report.seconds())));
  }

  private void print(Row row) {
    String mark =
        switch (row.status()) {
          case NOT_APPLICABLE -> style().dim("-");
          case STOPPED -> style().good("+");
          case STOPPED_ELSEWHERE -> style().warn("~");
          case BROKEN -> style().bad("?");
          case NOT_STOPPED -> style().bad("!");
        };
    List<String> does = Style.wrapped(row.does(), DOES_WIDTH);
    say(
        mark
            + " "
            + Style.pad(row.id(), ID_WIDTH)
            + "  "
            + Style.pad(does.getFirst(), DOES_WIDTH)
            + "  "
            + stoppedBy(row));
    String indent = " ".repeat(2 + ID_WIDTH + 2);
    does.stream().skip(1).forEach(line -> say(indent + line));
    if (row.fails()) {
      row.attempts().forEach(attempt -> fault(indent, attempt));
      if (!row.note().isEmpty()) {
        say(indent + style().bad(row.note()));
      }
    }
  }

  private void fault(String indent, Attempt attempt) {
    if (attempt.status() != Row.Status.NOT_STOPPED) {
      return;
    }
    say(
        indent
            + style()
                .bad(
                    attempt.by().title()
                        + (attempt.refused()
                            ? " refused it, and yet something changed"
                            : " did not stop it: " + attempt.reason())));
    attempt.moved().forEach(change -> say(indent + style().bad("  " + change)));
  }

  private String stoppedBy(Row row) {
    if (row.status() == Row.Status.NOT_APPLICABLE) {
      return style().dim("does not apply: " + row.note());
    }
    Map<String, List<String>> reasons = new LinkedHashMap<>();
    for (Attempt attempt : row.attempts()) {
      List<String> codes = reasons.computeIfAbsent(attempt.by().title(), by -> new ArrayList<>());
      String code =
          switch (attempt.status()) {
            case STOPPED, NOT_APPLICABLE -> attempt.reason();
            case STOPPED_ELSEWHERE ->
                attempt.reason() + " (not " + String.join("/", attempt.expected()) + ")";
            case BROKEN, NOT_STOPPED -> "NOT STOPPED";
          };
      if (!codes.contains(code)) {
        codes.add(code);
      }
    }
    List<String> parts = new ArrayList<>();
    reasons.forEach((by, codes) -> parts.add(by + " " + String.join("/", codes)));
    return String.join(", ", parts);
  }
}
