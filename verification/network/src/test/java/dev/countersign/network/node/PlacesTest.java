package dev.countersign.network.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.network.spi.Unable;
import dev.countersign.receipt.Reason;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class PlacesTest {
  private static final Duration SHORT = Duration.ofMillis(1);
  private static final Duration LONG = Duration.ofSeconds(30);

  /** Threads that have no time: what they are given waits here. */
  private final Deque<Runnable> waiting = new ArrayDeque<>();

  @Test
  void workThatIsDoneGivesItsPlaceBack() throws Exception {
    Places places = new Places(1, LONG, Runnable::run);

    assertThat(places.call(() -> "one")).isEqualTo("one");
    assertThat(places.call(() -> "two")).isEqualTo("two");
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
                    }))
        .withCauseInstanceOf(Unable.class);
    assertThat(places.call(() -> "after")).isEqualTo("after");
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

  private static String overloaded(Places places) {
    StringBuilder sentence = new StringBuilder();
    assertThatExceptionOfType(Unable.class)
        .isThrownBy(
            () ->
                places.call(
                    () -> {
                      throw new AssertionError("it was given up; nothing may do it");
                    }))
        .satisfies(
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.OVERLOADED);
              sentence.append(e.getMessage());
            });
    return sentence.toString();
  }
}
