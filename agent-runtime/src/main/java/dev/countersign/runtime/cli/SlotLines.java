package dev.countersign.runtime.cli;

import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Slot;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.run.RunReport;
import dev.countersign.runtime.schedule.ScheduledAgent;
import dev.countersign.runtime.schedule.SlotListener;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A line for each slot: on the terminal, and in the file that {@code logs} shows. */
final class SlotLines implements SlotListener {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Style PLAIN = new Style(false);

  private final PrintStream out;
  private final Style style;
  private final boolean json;
  private final AgentsLog log;
  private final Set<Bytes32> said = ConcurrentHashMap.newKeySet();

  SlotLines(PrintStream out, Style style, boolean json, AgentsLog log) {
    this.out = out;
    this.style = style;
    this.json = json;
    this.log = log;
  }

  /** What it is, how it went, and in words. */
  private record Line(String agent, Slot slot, String word, boolean good, String sentence) {}

  @Override
  public void begins(ScheduledAgent agent, Slot slot, boolean resumed) {
    if (resumed) {
      print(new Line(agent.name(), slot, "resumes", true, "a run that was interrupted goes on"));
    }
  }

  @Override
  public void ended(ScheduledAgent agent, RunReport report, long millis) {
    if (report.isUnderWay() && report.exit() == Exit.DONE) {
      said.add(report.runId());
    }
    print(line(report, "  " + millis + " ms"));
  }

  /** What was said before, and has only become final, is not said again. */
  @Override
  public void settled(RunReport report) {
    if (!said.remove(report.runId()) || report.exit() != Exit.DONE) {
      print(line(report, "  (it was under way, and has come to its end)"));
    }
  }

  private static Line line(RunReport report, String more) {
    boolean done = report.exit() == Exit.DONE;
    String what =
        done
            ? report
                .decision()
                .map(decision -> String.join("; ", decision.intents()))
                .orElse(report.sentence())
            : report.sentence();
    return new Line(report.agent(), report.slot(), report.status(), done, what + more);
  }

  @Override
  public void failed(ScheduledAgent agent, Slot slot, String sentence, Throwable error) {
    print(new Line(agent.name(), slot, "failed", false, sentence));
  }

  @Override
  public void missed(ScheduledAgent agent, Instant from, Instant to) {
    String what =
        from.equals(to)
            ? "its time was over before a run could begin"
            : "the slots up to "
                + RunPrinter.time(to.getEpochSecond())
                + " were over before a run could begin";
    print(new Line(agent.name(), Slot.of(from.getEpochSecond(), 0), "missed", false, what));
  }

  @Override
  public void lowGas(String network, String sentence) {
    String text = network + ": " + sentence;
    log.append(text);
    if (!json) {
      out.println(style.warn(text));
    }
  }

  /** Threads of several agents come here. */
  private synchronized void print(Line line) {
    log.append(text(line, PLAIN));
    if (json) {
      ObjectNode document =
          JSON.createObjectNode()
              .put("agent", line.agent())
              .put("slot", line.slot().value())
              .put("status", line.word())
              .put("good", line.good())
              .put("sentence", line.sentence());
      out.println(document);
    } else {
      out.println(text(line, style));
    }
    out.flush();
  }

  private static String text(Line line, Style style) {
    String word = Style.pad(line.word().toLowerCase(Locale.ROOT), 12);
    return RunPrinter.time(line.slot().anchor())
        + "  "
        + Style.pad(line.agent(), 14)
        + "  "
        + (line.good() ? style.good(word) : style.bad(word))
        + "  "
        + line.sentence();
  }
}
