package dev.countersign.network.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.network.spi.Unable;
import dev.countersign.receipt.Reason;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PlacesTest {
  private static final Duration SHORT = Duration.ofMillis(1);
  private static final Duration LONG = Duration.ofSeconds(30);

  /** Threads that have no time: what they are given waits here. */
  private final Deque<Runnable> waiting = new ArrayDeque<>();

  @Test
  void workThatIsDoneGivesItsPlaceBack() throws Exception {
    Places places = new Places(1, LONG, Runnable::run);

    assertThat(places.call(() -> "one", Duration.ZERO)).isEqualTo("one");
    assertThat(places.call(() -> "two", Duration.ZERO)).isEqualTo("two");
  }

  @Test
  void workThatFailsGivesItsPlaceBack() throws Exception {
    Places places = new Places(1, LONG, Runnable::run);

    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(
            () ->
                places.call(
                    () -> {
                      throw new Unable(Reason.INTERNAL, "it fails");
                    },
                    Duration.ZERO))
        .withCauseInstanceOf(Unable.class);
    assertThat(places.call(() -> "after", Duration.ZERO)).isEqualTo("after");
  }

  @Test
  void workThatIsTooLateKeepsItsPlaceUntilItsThreadIsThrough() {
    Places places = new Places(1, SHORT, waiting::add);

    assertThat(overloaded(places)).contains("not done after 1 ms");
    assertThat(overloaded(places)).contains("too many");
  }

  @Test
  void workThatIsGivenUpBeforeItBeganGivesItsPlaceBackAndIsNotDone() {
    Places places = new Places(1, SHORT, waiting::add);
    for (int i = 0; i < 3; i++) {
      assertThat(overloaded(places)).contains("not done after 1 ms");
      waiting.remove().run();
    }
    assertThat(waiting).isEmpty();
  }

  @Test
  void workInSomeOfThePlacesLeavesTheOthersAlone() throws Exception {
    Places all = new Places(3, SHORT, waiting::add);
    Places some = all.some(1);

    assertThat(overloaded(some)).contains("not done after 1 ms");
    assertThat(overloaded(some)).contains("too many");
    assertThat(overloaded(all)).contains("not done after 1 ms");
    assertThat(overloaded(all)).contains("not done after 1 ms");
    assertThat(overloaded(all)).contains("too many");
    assertThat(waiting).hasSize(3);
  }

  @Test
  void someOfThePlacesAreTakenOnlyWhileThereAreAny() throws Exception {
    Places all = new Places(1, SHORT, waiting::add);
    Places some = all.some(1);

    assertThat(overloaded(all)).contains("not done after 1 ms");
    assertThat(overloaded(some)).contains("too many");
    waiting.remove().run();
    // What found no place among all has given back the one among some.
    assertThat(overloaded(some)).contains("not done after 1 ms");
  }

  @Test
  void whoIsPatientGetsThePlaceThatBecomesFree() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch enough = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Places places = new Places(1, LONG, threads);
      Callable<Boolean> slow =
          () -> {
            begun.countDown();
            return enough.await(30, TimeUnit.SECONDS);
          };
      Future<Boolean> first = threads.submit(() -> places.call(slow, Duration.ZERO));
      assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
      FutureTask<String> patient = new FutureTask<>(() -> places.call(() -> "done", LONG));
      Thread waiter = Thread.ofVirtual().start(patient);
      while (waiter.isAlive() && waiter.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
      enough.countDown();

      assertThat(patient.get(30, TimeUnit.SECONDS)).isEqualTo("done");
      assertThat(first.get(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static String overloaded(Places places) {
    StringBuilder sentence = new StringBuilder();
    assertThatExceptionOfType(Unable.class)
        .isThrownBy(
            () ->
                places.call(
                    () -> {
                      throw new AssertionError("it was given up; nothing may do it");
                    },
                    Duration.ZERO))
        .satisfies(
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.OVERLOADED);
              sentence.append(e.getMessage());
            });
    return sentence.toString();
  }
}
