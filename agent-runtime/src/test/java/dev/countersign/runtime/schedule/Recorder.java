package dev.countersign.runtime.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Mode;
import dev.countersign.receipt.Slot;
import dev.countersign.runtime.agent.Agent.Misfire;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.run.RunReport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Runs slots by writing down that it did, and hears what the scheduler says. */
final class Recorder implements SlotListener {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  final List<String> runs = Collections.synchronizedList(new ArrayList<>());
  final List<String> misses = Collections.synchronizedList(new ArrayList<>());
  final List<String> failures = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, Slot> begun = new ConcurrentHashMap<>();
  private final Set<String> done = ConcurrentHashMap.newKeySet();

  /** What a run does beside being written down. */
  interface Doing {
    void it(Slot slot) throws Exception;
  }

  ScheduledAgent agent(String name, Manifest.Schedule schedule, Doing doing) {
    Bytes32 id = Bytes32.sha256(name.getBytes(StandardCharsets.UTF_8));
    return new ScheduledAgent(
        id, name, Mode.PAPER, schedule, Misfire.SKIP, 90, 0, new Runner(id, name, doing));
  }

  static Manifest.Schedule every(long seconds) {
    return new Manifest.Schedule("every", "", "UTC", seconds);
  }

  private final class Runner implements SlotRunner {
    private final Bytes32 id;
    private final String name;
    private final Doing doing;

    Runner(Bytes32 id, String name, Doing doing) {
      this.id = id;
      this.name = name;
      this.doing = doing;
    }

    @Override
    public boolean done(Slot slot) {
      return done.contains(name + " " + slot.anchor());
    }

    @Override
    public Optional<Slot> interrupted() {
      return Optional.ofNullable(begun.get(name));
    }

    @Override
    public RunReport run(Slot slot) throws InterruptedException {
      runs.add(name + " " + slot.anchor());
      begun.put(name, slot);
      try {
        doing.it(slot);
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
      done.add(name + " " + slot.anchor());
      begun.remove(name);
      return report(name, id, slot);
    }
  }

  static RunReport report(String name, Bytes32 id, Slot slot) {
    return new RunReport(
        name,
        id,
        slot.runId(id),
        slot,
        "nowhere",
        "paper",
        Bytes32.ZERO,
        Exit.DONE,
        "held",
        "held: nothing to do",
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        List.of(),
        List.of(),
        "");
  }

  List<Long> anchors(String name) {
    synchronized (runs) {
      return runs.stream()
          .filter(run -> run.startsWith(name + " "))
          .map(run -> Long.parseLong(run.substring(name.length() + 1)))
          .toList();
    }
  }

  @Override
  public void missed(ScheduledAgent agent, Instant from, Instant to) {
    misses.add(agent.name() + " " + from.getEpochSecond() + "-" + to.getEpochSecond());
  }

  @Override
  public void failed(ScheduledAgent agent, Slot slot, String sentence, Throwable error) {
    failures.add(agent.name() + " " + sentence);
  }

  static void await(String what, BooleanSupplier so) throws InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!so.getAsBoolean()) {
      assertThat(System.nanoTime() - end).as("%s within %s", what, LIMIT).isNegative();
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }
}
