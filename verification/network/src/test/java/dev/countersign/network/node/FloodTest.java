package dev.countersign.network.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.devnet.DevnetWorld;
import dev.countersign.network.devnet.SharedWorld;
import dev.countersign.network.evaluate.Evaluation;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Bundle;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Manifest.ModelRef;
import dev.countersign.receipt.Manifest.Schedule;
import dev.countersign.receipt.Mode;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.Slot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Strangers ask as much as they can; a registered agent keeps getting answers. */
@ExtendWith(SharedWorld.class)
class FloodTest {
  private static final int EVALUATIONS = 4;

  @TempDir private Path folder;
  private TestNetwork network;

  @BeforeEach
  void start(DevnetWorld world) throws Exception {
    network = new TestNetwork(world, folder);
  }

  @AfterEach
  void stop() throws Exception {
    network.close();
  }

  /** Takes until the test ends to see anything for the agents of strangers. */
  private static final class SlowForStrangers extends Tips.BalanceSource {
    private final Semaphore begun = new Semaphore(0);
    private final CountDownLatch end = new CountDownLatch(1);

    @Override
    public List<Observation> observe(JsonNode spec, Manifest manifest, PinnedChain chain)
        throws Refused, ChainUnavailable {
      if (manifest.name().startsWith("stranger")) {
        begun.release();
        try {
          assertThat(end.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
          throw new ChainUnavailable(ChainUnavailable.Kind.UNREACHABLE, "interrupted", e);
        }
      }
      return super.observe(spec, manifest, chain);
    }
  }

  private Manifest stranger(int which, Schedule schedule) {
    return network.manifest(
        "stranger-" + which, schedule, ModelRef.NONE, TestNetwork.CAP, Map.of());
  }

  private Bundle stranger(int which, Slot slot, Mode mode) throws Exception {
    Evaluation evaluation = network.evaluate(stranger(which, TestNetwork.ON_REQUEST), slot);
    return network.sign(evaluation, evaluation.receipt(mode, Bytes32.ZERO));
  }

  private VerifierNode node(SlowForStrangers source) throws NodeFailed {
    NodeConfig config = network.config(0);
    return network.opened(
        VerifierNode.start(
            config.withLimits(config.limits().withEvaluations(EVALUATIONS, Duration.ofMinutes(1))),
            Tips.catalog(source)));
  }

  @Test
  void slowReceiptsOnPaperLeaveRoomForLiveOnes() throws Exception {
    Manifest registered = network.register(network.manifest());
    Slot slot = network.slotNow();
    Bundle honest = network.sign(network.evaluate(registered, slot));
    SlowForStrangers slow = new SlowForStrangers();
    VerifierNode node = node(slow);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> strangers = new ArrayList<>();
      for (int i = 0; i < 3 * EVALUATIONS; i++) {
        Bundle bundle = stranger(i, slot, Mode.PAPER);
        strangers.add(threads.submit(() -> network.ask(node, bundle)));
      }
      assertThat(slow.begun.tryAcquire(EVALUATIONS / 2, 30, TimeUnit.SECONDS)).isTrue();

      assertThat(network.ask(node, stranger(99, slot, Mode.PAPER)))
          .isEqualTo("abstained: OVERLOADED");
      assertThat(network.ask(node, honest)).isEqualTo("VERDICT");

      slow.end.countDown();
      List<String> answers = new ArrayList<>();
      for (Future<String> stranger : strangers) {
        answers.add(stranger.get(30, TimeUnit.SECONDS));
      }
      assertThat(answers.stream().filter("VERDICT"::equals)).hasSize(EVALUATIONS / 2);
      assertThat(answers).containsOnly("VERDICT", "abstained: OVERLOADED");
    } finally {
      slow.end.countDown();
    }
  }

  @Test
  void whoeverIsNotRegisteredMakesOthersWaitButNotGoWithout() throws Exception {
    Manifest registered = network.register(network.manifest());
    Slot slot = network.slotNow();
    Bundle honest = network.sign(network.evaluate(registered, slot));
    Bundle unregistered = stranger(0, slot, Mode.LIVE);
    NodeConfig config = network.config(0);
    VerifierNode node =
        network.opened(
            VerifierNode.start(
                config.withLimits(config.limits().withEvaluations(1, Duration.ofSeconds(20))),
                Tips.catalog()));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> strangers = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        strangers.add(threads.submit(() -> network.ask(node, unregistered)));
      }
      assertThat(network.ask(node, honest)).isEqualTo("VERDICT");
      for (Future<String> stranger : strangers) {
        assertThat(stranger.get(30, TimeUnit.SECONDS)).isEqualTo("dropped: UNKNOWN_AGENT");
      }
    }
  }

  @Test
  void whatStrangersWriteIsQuotedInOneShortLine() throws Exception {
    Schedule endless = new Schedule("x\ny".repeat(100_000), "", "UTC", 0);
    Manifest manifest = stranger(0, endless);
    Evaluation honest = network.evaluate(stranger(0, TestNetwork.ON_REQUEST), network.slotNow());
    Evaluation forged = Forgery.of(honest, manifest, honest.slot(), honest.window());
    Bundle bundle = network.sign(forged, forged.receipt(Mode.PAPER, Bytes32.ZERO));

    String answer = network.post(network.node(0).uri(), bundle.toBytes()).body();

    assertThat(answer).contains("\"SCHEMA\"").hasSizeLessThan(2_000).doesNotContain("\\n");
  }
}
