package dev.countersign.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.onnxruntime.OrtEnvironment;
import dev.countersign.inference.spi.Engine.Options;
import dev.countersign.receipt.Tensor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class OnnxSessionTest {
  @TempDir Path temp;

  private OnnxSession slow(TestGraph graph) throws Exception {
    graph.weight("w", 1f / 256, 256, 256);
    String last = "x";
    for (int i = 0; i < 280; i++) {
      graph.node("MatMul", "m" + i, last, "w").node("Tanh", "t" + i, "m" + i);
      last = "t" + i;
    }
    return OnnxSession.open(
        OrtEnvironment.getEnvironment(),
        graph.node("Relu", "y", last).bundle(temp.resolve("slow")),
        new Options(1, 1, Duration.ofMinutes(1)));
  }

  @Test
  void aSessionRunsAgainAfterARunThatWasStopped() throws Exception {
    TestGraph graph = new TestGraph().input(256, 256).output(256, 256);
    OnnxSession session = slow(graph);
    Map<String, Tensor> input = Map.of("x", graph.zeros());
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<Map<String, Tensor>> run = thread.submit(() -> session.run(input));
      long inTwoMinutes = System.nanoTime() + Duration.ofMinutes(2).toNanos();
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> stopUntilDone(session, run, inTwoMinutes))
          .satisfies(e -> assertThat(code(e)).isEqualTo(RunFailed.Code.TIME_LIMIT));
      assertThat(session.run(input)).containsOnlyKeys("y");
    } finally {
      session.close();
    }
  }

  static RunFailed.Code code(ExecutionException e) {
    if (e.getCause() instanceof RunFailed failed) {
      return failed.code();
    }
    throw new AssertionError("another error than a failed run", e);
  }

  private static void stopUntilDone(OnnxSession session, Future<?> run, long now) throws Exception {
    for (int i = 0; i < 60_000; i++) {
      session.stopLateRuns(now);
      try {
        run.get(1, TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException e) {
        // not yet
      }
    }
  }

  @Test
  void closingStopsTheRunUnderWay() throws Exception {
    TestGraph graph = new TestGraph().input(256, 256).output(256, 256);
    OnnxSession session = slow(graph);
    Map<String, Tensor> input = Map.of("x", graph.zeros());
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<Map<String, Tensor>> run =
          thread.submit(
              () -> {
                Map<String, Tensor> last = Map.of();
                for (int i = 0; i < 10_000; i++) {
                  last = session.run(input);
                }
                return last;
              });
      assertThatExceptionOfType(TimeoutException.class)
          .isThrownBy(() -> run.get(50, TimeUnit.MILLISECONDS));
      session.close();
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> run.get(30, TimeUnit.SECONDS))
          .satisfies(e -> assertThat(code(e)).isEqualTo(RunFailed.Code.CLOSED));
    }
  }
}
