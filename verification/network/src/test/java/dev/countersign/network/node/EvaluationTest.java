package dev.countersign.network.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.network.chain.ChainReader;
import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.chain.RpcChain;
import dev.countersign.network.chain.RpcLimits;
import dev.countersign.network.devnet.DevnetWorld;
import dev.countersign.network.devnet.SharedWorld;
import dev.countersign.network.evaluate.Evaluation;
import dev.countersign.network.evaluate.EvaluationListener;
import dev.countersign.network.evaluate.Evaluator;
import dev.countersign.network.evaluate.Inference;
import dev.countersign.network.evaluate.Window;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.network.spi.Planner;
import dev.countersign.network.spi.Refused;
import dev.countersign.network.spi.Strategy;
import dev.countersign.network.spi.Unable;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bundle;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Manifest.ModelRef;
import dev.countersign.receipt.Manifest.Schedule;
import dev.countersign.receipt.Mode;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.Reason;
import dev.countersign.receipt.ReceiptRejected;
import dev.countersign.receipt.Slot;
import dev.countersign.receipt.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The one road from a slot to calls, which a runtime and a verifier both take. */
@ExtendWith(SharedWorld.class)
class EvaluationTest {
  @TempDir private Path folder;
  private TestNetwork network;
  private final Evaluator evaluator = new Evaluator(Tips.catalog());

  @BeforeEach
  void start(DevnetWorld world) throws Exception {
    network = new TestNetwork(world, folder);
  }

  @AfterEach
  void stop() throws Exception {
    network.close();
  }

  private Evaluation evaluate(Manifest manifest, Slot slot, long window, ChainReader chain)
      throws Exception {
    return evaluator.evaluate(
        manifest, slot, window, chain, network.inference, EvaluationListener.NONE);
  }

  private static void assertRefused(Reason reason, ThrowingCallable call) {
    assertThatExceptionOfType(Refused.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void twoThatLookAtTheSameChainGetTheSameBytesWheneverTheyLook() throws Exception {
    Manifest manifest = network.register(network.manifest());
    Slot slot = network.slotNow();
    byte[] first =
        evaluate(manifest, slot, 0, network.chain())
            .receipt(Mode.LIVE, Bytes32.ZERO)
            .canonicalPayload();
    network.world.tradeUntil(network.world.time() + 60);
    try (RpcChain other = RpcChain.connect(network.world.network().rpc(), RpcLimits.DEFAULT)) {
      assertThat(
              evaluate(manifest, slot, 0, other)
                  .receipt(Mode.LIVE, Bytes32.ZERO)
                  .canonicalPayload())
          .isEqualTo(first);
    }
  }

  @Test
  void theBlockIsTheLastAtOrBeforeTheOpeningOfTheWindow() throws Exception {
    Manifest manifest = network.register(network.manifest());
    long anchor = network.world.time() + 10;
    network.world.mineAt(anchor - 1);
    network.world.mineAt(anchor + 1);
    network.world.mineAt(anchor + TestNetwork.DEADLINE);
    network.world.mineAt(anchor + TestNetwork.DEADLINE + 1);

    Evaluation first = evaluate(manifest, Slot.of(anchor, 0), 0, network.chain());
    Evaluation second = evaluate(manifest, Slot.of(anchor, 0), 1, network.chain());

    assertThat(first.validAfter()).isEqualTo(anchor - 1);
    assertThat(first.validUntil()).isEqualTo(anchor + TestNetwork.DEADLINE);
    assertThat(second.validAfter()).isEqualTo(anchor + TestNetwork.DEADLINE);
    assertThat(second.window())
        .isEqualTo(new Window(1, anchor + TestNetwork.DEADLINE, anchor + 2 * TestNetwork.DEADLINE));
  }

  @Test
  void aBlockThatIsNotSettledIsNotPinned() throws Exception {
    Manifest manifest = network.register(network.manifest());

    assertThatExceptionOfType(ChainUnavailable.class)
        .isThrownBy(() -> evaluate(manifest, Slot.of(network.world.time(), 0), 0, network.chain()))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(ChainUnavailable.Kind.BLOCK_UNKNOWN));
  }

  @Test
  void aScheduleOnBlocksTakesTheTimesOfBlocksOnly() throws Exception {
    Manifest manifest =
        network.register(
            network.manifest(
                "watcher",
                new Schedule("block", "", "UTC", 0),
                network.model(),
                TestNetwork.CAP,
                Map.of()));
    long block = network.world.time() + 5;
    network.world.mineAt(block);
    network.world.mineAt(block + TestNetwork.DEADLINE + 5);

    assertThat(evaluate(manifest, Slot.of(block, 0), 0, network.chain()).validAfter())
        .isEqualTo(block);
    assertThat(evaluate(manifest, Slot.of(block, 0), 1, network.chain()).validAfter())
        .isEqualTo(block);
    assertRefused(
        Reason.SLOT_OFF_SCHEDULE,
        () -> evaluate(manifest, Slot.of(block + 1, 0), 0, network.chain()));
    assertRefused(
        Reason.SLOT_OFF_SCHEDULE,
        () -> evaluate(manifest, Slot.of(block - 1, 0), 1, network.chain()));
  }

  @Test
  void theListenerHearsTheStepsInTheirOrder() throws Exception {
    List<String> heard = new ArrayList<>();
    EvaluationListener listener =
        new EvaluationListener() {
          @Override
          public void pinned(BlockRef block) {
            heard.add("pinned");
          }

          @Override
          public void observed(List<Observation> observations) {
            heard.add("observed " + observations.size());
          }

          @Override
          public void inferred(List<Tensor> inputs, List<Tensor> outputs) {
            heard.add("inferred");
          }

          @Override
          public void decided(Strategy.Decision decision) {
            heard.add("decided");
          }

          @Override
          public void planned(List<Observation> quotes, Planner.Plan plan) {
            heard.add("planned " + plan.calls().size());
          }

          @Override
          public void checked() {
            heard.add("checked");
          }
        };
    evaluator.evaluate(
        network.register(network.manifest()),
        network.slotNow(),
        0,
        network.chain(),
        network.inference,
        listener);

    assertThat(heard)
        .containsExactly("pinned", "observed 2", "inferred", "decided", "planned 1", "checked");
  }

  @Test
  void aModelThatIsNotUsedOrNotNamedIsRefused() throws Exception {
    Slot slot = network.slotNow();
    Strategy blind =
        new Strategy() {
          private final Strategy tip = new Tips.TipStrategy();

          @Override
          public String id() {
            return tip.id();
          }

          @Override
          public List<String> problems(Manifest manifest) {
            return tip.problems(manifest);
          }

          @Override
          public Map<String, Tensor> features(
              Manifest manifest, Slot slot, List<Observation> seen) {
            return Map.of();
          }

          @Override
          public Decision decide(Input input) throws Refused {
            return tip.decide(input);
          }
        };
    Evaluator without =
        new Evaluator(
            dev.countersign.network.evaluate.Catalog.of(
                List.of(new Tips.BalanceSource()), List.of(blind), new Tips.TransferPlanner()));

    assertRefused(
        Reason.SCHEMA,
        () ->
            without.evaluate(
                network.manifest(),
                slot,
                0,
                network.chain(),
                network.inference,
                EvaluationListener.NONE));
  }

  @Test
  void anObservationThatIsNotOfThePinnedBlockIsNobodys() throws Exception {
    Evaluator careless =
        new Evaluator(
            Tips.catalog(
                new Tips.BalanceSource() {
                  @Override
                  public List<Observation> observe(
                      JsonNode spec, Manifest manifest, PinnedChain chain)
                      throws Refused, ChainUnavailable {
                    return super.observe(
                        spec, manifest, new PinnedChain(chain.reader(), chain.reader().head()));
                  }
                }));
    Slot slot = network.slotNow();

    assertThatExceptionOfType(Unable.class)
        .isThrownBy(
            () ->
                careless.evaluate(
                    network.manifest(),
                    slot,
                    0,
                    network.chain(),
                    network.inference,
                    EvaluationListener.NONE))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.INTERNAL));
  }

  @Test
  void aBundleIsReplayedWithoutAChain() throws Exception {
    Bundle bundle = network.honest();

    Evaluation replayed = evaluator.replay(bundle, network.inference);

    assertThat(replayed.receipt(Mode.LIVE, Bytes32.ZERO)).isEqualTo(bundle.receipt());
    assertThat(replayed.decision().because()).contains("score");
  }

  @Test
  void aReplayFindsWhateverDoesNotFollowFromTheObservations() throws Exception {
    Evaluation honest = network.evaluate(network.register(network.manifest()), network.slotNow());
    Intent.Transfer more =
        new Intent.Transfer(network.usdc(), TestNetwork.CAP, TestNetwork.RECIPIENT);

    assertReplay(Reason.INPUT_MISMATCH, Forgery.richer(honest));
    assertReplay(
        Reason.OUTPUT_MISMATCH,
        Forgery.outputs(honest, List.of(Forgery.flipped(honest.outputs().getFirst()))));
    assertReplay(
        Reason.INTENTS_MISMATCH,
        Forgery.decision(honest, more, Tips.TransferPlanner.transfer(more)));
    assertReplay(Reason.ACTION_MISMATCH, Forgery.plan(honest, Tips.TransferPlanner.transfer(more)));
    assertReplay(Reason.CODE_MISMATCH, Forgery.graph(honest, Bytes32.ZERO));
  }

  private void assertReplay(Reason reason, Evaluation forged) {
    assertRefused(reason, () -> evaluator.replay(network.sign(forged), network.inference));
  }

  @Test
  void aReplayNeedsTheModelAndABundleThatFitsTogether() throws Exception {
    Evaluation honest = network.evaluate(network.register(network.manifest()), network.slotNow());
    Bundle torn = Forgery.richer(honest).bundle(network.sign(honest).envelope());
    Inference none =
        (model, inputs, claimed) -> {
          throw new Unable(Reason.MODEL_UNAVAILABLE, "not here");
        };

    assertThatExceptionOfType(ReceiptRejected.class)
        .isThrownBy(() -> evaluator.replay(torn, network.inference));
    assertThatExceptionOfType(Unable.class)
        .isThrownBy(() -> evaluator.replay(network.sign(honest), none));
  }

  @Test
  void aPureStrategyNeedsNoModel() throws Exception {
    Manifest holding =
        network.register(
            network.manifest(
                "holder",
                TestNetwork.ON_REQUEST,
                ModelRef.NONE,
                TestNetwork.CAP,
                Map.of("hold", true)));
    Evaluation evaluation = network.evaluate(holding, network.slotNow());

    assertThat(evaluation.outputs()).isEmpty();
    assertThat(evaluation.plan()).isEqualTo(Planner.Plan.NOTHING);
    assertThat(evaluator.replay(network.sign(evaluation), network.inference).decision())
        .isEqualTo(evaluation.decision());
  }
}
