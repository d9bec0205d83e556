package dev.countersign.runtime.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.receipt.Manifest;
import dev.countersign.runtime.agent.Failure;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of schedules must give; in real time, with slots every second. */
abstract class AgentSchedulerContract {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final Recorder recorder = new Recorder();
  private ScheduleStore store;

  /** The same one whenever it is asked for in a test. */
  abstract ScheduleStore open() throws Exception;

  @BeforeEach
  void openStore() throws Exception {
    store = open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private AgentScheduler started(ScheduledAgent... agents) throws Failure {
    AgentScheduler scheduler =
        AgentScheduler.open(
            store, Clock.systemUTC(), ScheduleTerms.of("one").withThreads(4), recorder);
    scheduler.keep(List.of(agents));
    scheduler.start();
    return scheduler;
  }

  private ScheduledAgent each(String name) {
    return recorder.agent(name, Recorder.every(1), slot -> {});
  }

  @Test
  void eachSlotRunsOnceAlsoAfterARestart() throws Exception {
    try (AgentScheduler first = started(each("a"), each("b"))) {
      Recorder.await("three slots", () -> recorder.anchors("a").size() >= 3);
      assertThat(first.stop(LIMIT)).isEmpty();
    }
    int before = recorder.anchors("a").size();
    try (AgentScheduler second = started(each("a"), each("b"))) {
      Recorder.await("two more", () -> recorder.anchors("a").size() >= before + 2);
      second.stop(LIMIT);
    }
    for (String name : List.of("a", "b")) {
      List<Long> anchors = recorder.anchors(name);
      assertThat(anchors).doesNotHaveDuplicates().isSorted();
    }
    assertThat(recorder.failures).isEmpty();
  }

  /** What the first leaves is what a runtime leaves that is killed. */
  @Test
  void whatWasUnderWayIsGoneOnWithByTheNextRuntime() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    AtomicInteger times = new AtomicInteger();
    Recorder.Doing firstHangs =
        slot -> {
          if (times.getAndIncrement() == 0) {
            begun.countDown();
            new CountDownLatch(1).await();
          }
        };
    ScheduledAgent agent = recorder.agent("hangs", Recorder.every(1), firstHangs);
    try (AgentScheduler first = started(agent)) {
      assertThat(begun.await(LIMIT.toSeconds(), java.util.concurrent.TimeUnit.SECONDS)).isTrue();
      assertThat(first.stop(Duration.ofMillis(100))).containsExactly("hangs");
    }
    long interrupted = recorder.anchors("hangs").getFirst();
    try (AgentScheduler second = started(agent)) {
      Recorder.await("it and a later one", () -> recorder.anchors("hangs").size() >= 3);
      second.stop(LIMIT);
    }
    assertThat(recorder.anchors("hangs").get(1)).as("it goes on").isEqualTo(interrupted);
    List<Long> later = recorder.anchors("hangs").subList(1, recorder.anchors("hangs").size());
    assertThat(later).doesNotHaveDuplicates().isSorted();
  }

  @Test
  void aRunThatTakesLongerThanAPeriodIsNotOverlapped() throws Exception {
    AtomicInteger atOnce = new AtomicInteger();
    Set<Integer> seen = java.util.Collections.synchronizedSet(new HashSet<>());
    CountDownLatch late = new CountDownLatch(1);
    Recorder.Doing slow =
        slot -> {
          seen.add(atOnce.incrementAndGet());
          Recorder.await(
              "two seconds", () -> System.currentTimeMillis() > (slot.anchor() + 2) * 1000 + 500);
          atOnce.decrementAndGet();
          late.countDown();
        };
    try (AgentScheduler scheduler = started(recorder.agent("slow", Recorder.every(1), slow))) {
      Recorder.await("three slots", () -> recorder.anchors("slow").size() >= 3);
      scheduler.stop(LIMIT);
    }
    assertThat(seen).containsExactly(1);
    assertThat(recorder.anchors("slow")).doesNotHaveDuplicates().isSorted();
    assertThat(recorder.misses).as("what it had no time for").isNotEmpty();
  }

  @Test
  void whoIsPausedStaysSoUntilResumed() throws Exception {
    store.pause("still", 1);
    try (AgentScheduler scheduler = started(each("still"), each("runs"))) {
      Recorder.await("three slots", () -> recorder.anchors("runs").size() >= 3);
      scheduler.stop(LIMIT);
    }
    assertThat(recorder.anchors("still")).isEmpty();
    store.close();
    store = open();
    assertThat(store.paused()).containsExactly("still");
    store.resume("still");
    try (AgentScheduler scheduler = started(each("still"))) {
      Recorder.await("a slot", () -> !recorder.anchors("still").isEmpty());
      scheduler.stop(LIMIT);
    }
  }

  @Test
  void everybodyIsPausedAndResumedAtOnce() throws Exception {
    store.pause(ScheduleStore.ALL, 1);
    store.pause("a", 1);
    assertThat(store.paused()).containsExactly("*", "a");
    store.resume(ScheduleStore.ALL);
    assertThat(store.paused()).isEmpty();
  }

  @Test
  void anAgentThatIsNotKeptAnyMoreIsForgotten() throws Exception {
    try (AgentScheduler scheduler = started(each("gone"), each("stays"))) {
      Recorder.await("a slot", () -> !recorder.anchors("gone").isEmpty());
      scheduler.stop(LIMIT);
    }
    int before = recorder.anchors("gone").size();
    int stayed = recorder.anchors("stays").size();
    Recorder.await("nobody is at work there any more", this::nobodyElse);
    try (AgentScheduler scheduler = started(each("stays"))) {
      Recorder.await("two slots", () -> recorder.anchors("stays").size() >= stayed + 2);
      scheduler.stop(LIMIT);
    }
    assertThat(recorder.anchors("gone")).hasSize(before);
  }

  private boolean nobodyElse() {
    try {
      return !store.othersAlive("nobody", System.currentTimeMillis());
    } catch (Failure e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aChangedScheduleCountsFromNowOn() throws Exception {
    ScheduledAgent yearly =
        recorder.agent("a", new Manifest.Schedule("cron", "0 0 1 1 *", "UTC", 0), slot -> {});
    try (AgentScheduler scheduler = started(yearly)) {
      scheduler.stop(LIMIT);
    }
    assertThat(recorder.runs).isEmpty();
    try (AgentScheduler scheduler = started(each("a"))) {
      Recorder.await("a slot", () -> !recorder.anchors("a").isEmpty());
      scheduler.stop(LIMIT);
    }
  }

  @Test
  void aBlockIsASlotAndIsRunOnce() throws Exception {
    Manifest.Schedule blocks = new Manifest.Schedule("block", "", "UTC", 0);
    ScheduledAgent agent = recorder.agent("on-blocks", blocks, slot -> {});
    try (AgentScheduler scheduler = started(agent)) {
      long now = System.currentTimeMillis() / 1000;
      for (long anchor : new long[] {now - 1, now}) {
        Recorder.await( // The one before it may not be over yet.
            "its slot", () -> comes(scheduler, agent, anchor));
      }
      scheduler.block(agent, now);
      scheduler.stop(LIMIT);
    }
    assertThat(recorder.anchors("on-blocks")).hasSize(2).doesNotHaveDuplicates();
  }

  private boolean comes(AgentScheduler scheduler, ScheduledAgent agent, long anchor) {
    try {
      scheduler.block(agent, anchor);
      return recorder.anchors("on-blocks").contains(anchor);
    } catch (Failure e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatGoesWrongIsToldAndTheNextSlotRuns() throws Exception {
    Recorder.Doing fails =
        slot -> {
          throw new IllegalStateException("broken");
        };
    try (AgentScheduler scheduler = started(recorder.agent("a", Recorder.every(1), fails))) {
      Recorder.await("two failures", () -> recorder.failures.size() >= 2);
      scheduler.stop(LIMIT);
    }
    assertThat(recorder.failures).allMatch(failure -> failure.contains("something unexpected"));
  }

  @Test
  void twoAgentsOfOneNameAreRefused() {
    assertThatThrownBy(() -> started(each("same"), each("same")))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("two agents are called same");
  }
}
