package dev.countersign.runtime.schedule;

import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Mode;
import dev.countersign.receipt.Slot;
import dev.countersign.runtime.agent.Agent.Misfire;
import dev.countersign.runtime.run.RunReport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * Slots a second, how late they begin, and the heap, for 1, 100 and 10,000 agents in one process:
 * real Quartz, a real H2 file, runs that do nothing.
 */
final class ScheduleBenchmark {
  private ScheduleBenchmark() {}

  /** Arguments: seconds for each (default 20), and how many agents (default 1 100 10000). */
  public static void main(String[] arguments) throws Exception {
    int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20;
    int[] counts =
        arguments.length > 1
            ? Arrays.stream(arguments).skip(1).mapToInt(Integer::parseInt).toArray()
            : new int[] {1, 100, 10_000};
    System.out.printf(
        "%8s %8s %12s %10s %12s %12s %10s%n",
        "agents", "every", "slots", "slots/s", "late median", "late p95", "heap MB");
    for (int count : counts) {
      measure(count, count <= 100 ? 1 : 60, seconds);
    }
  }

  private static final class Counting implements SlotListener {
    private final LongAdder runs = new LongAdder();
    private final AtomicLongArray late = new AtomicLongArray(1 << 20);

    @Override
    public void begins(ScheduledAgent agent, Slot slot, boolean resumed) {
      runs.increment();
      int at = (int) Math.min(late.length() - 1L, runs.sum());
      late.set(at, Clock.systemUTC().millis() - slot.anchor() * 1000);
    }

    long[] sorted() {
      int count = (int) Math.min(late.length() - 1L, runs.sum());
      long[] all = new long[count];
      for (int i = 0; i < count; i++) {
        all[i] = late.get(i + 1);
      }
      Arrays.sort(all);
      return all;
    }
  }

  private static void measure(int count, long every, int seconds) throws Exception {
    Path folder = Files.createTempDirectory("countersign-schedule-");
    Counting counting = new Counting();
    try (ScheduleStore store = ScheduleStore.file(folder.resolve("schedule"));
        AgentScheduler scheduler =
            AgentScheduler.open(
                store, Clock.systemUTC(), ScheduleTerms.of("benchmark"), counting)) {
      scheduler.keep(agents(count, every));
      scheduler.start();
      // The calendars of many agents meet in one second; a whole period shows how that is borne.
      TimeUnit.SECONDS.sleep(Math.max(seconds, count <= 100 ? 0 : every));
      scheduler.stop(Duration.ofSeconds(10));
      long[] late = counting.sorted();
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      long heap = (runtime.totalMemory() - runtime.freeMemory()) / 1_000_000;
      double busy = every == 1 ? seconds : late[late.length - 1] / 1000.0;
      System.out.printf(
          "%8d %7ds %12d %10.1f %9d ms %9d ms %10d%n",
          count,
          every,
          late.length,
          late.length / busy,
          late[late.length / 2],
          late[late.length * 95 / 100],
          heap);
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static List<ScheduledAgent> agents(int count, long every) {
    List<ScheduledAgent> agents = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = "agent-" + i;
      Bytes32 id = Bytes32.sha256(name.getBytes(StandardCharsets.UTF_8));
      agents.add(
          new ScheduledAgent(
              id,
              name,
              Mode.PAPER,
              Recorder.every(every),
              Misfire.SKIP,
              every,
              0,
              new Nothing(name, id)));
    }
    return agents;
  }

  private record Nothing(String name, Bytes32 id) implements SlotRunner {
    @Override
    public boolean done(Slot slot) {
      return false;
    }

    @Override
    public Optional<Slot> interrupted() {
      return Optional.empty();
    }

    @Override
    public RunReport run(Slot slot) {
      return Recorder.report(name, id, slot);
    }
  }
}
