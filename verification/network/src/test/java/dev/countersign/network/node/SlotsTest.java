package dev.countersign.network.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.network.devnet.DevnetWorld;
import dev.countersign.network.devnet.SharedWorld;
import dev.countersign.network.evaluate.Evaluation;
import dev.countersign.network.evaluate.Window;
import dev.countersign.network.quorum.Attestation;
import dev.countersign.receipt.Bundle;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Manifest.ModelRef;
import dev.countersign.receipt.Manifest.Schedule;
import dev.countersign.receipt.Mode;
import dev.countersign.receipt.Reason;
import dev.countersign.receipt.ReceiptRejected;
import dev.countersign.receipt.Receipts;
import dev.countersign.receipt.Slot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** One slot, one receipt: what a verifier remembers, and what time may change. */
@ExtendWith(SharedWorld.class)
class SlotsTest {
  @TempDir private Path folder;
  private TestNetwork network;
  private VerifierNode node;

  @BeforeEach
  void start(DevnetWorld world) throws Exception {
    network = new TestNetwork(world, folder);
    node = network.node(0);
  }

  @AfterEach
  void stop() throws Exception {
    network.close();
  }

  private Evaluation honest() throws Exception {
    return network.evaluate(network.register(network.manifest()), network.slotNow());
  }

  private String ask(Evaluation evaluation) throws Exception {
    return network.ask(node, network.sign(evaluation));
  }

  /** Another receipt for the same evaluation. */
  private Bundle another(Evaluation evaluation, int which) {
    return network.sign(
        evaluation, evaluation.receipt(Mode.LIVE, Bytes32.sha256(new byte[] {(byte) which})));
  }

  private String body(Bundle bundle) throws Exception {
    return network.post(node.uri(), bundle.toBytes()).body();
  }

  @Test
  void theSameReceiptGetsTheSameBytesAndAnotherOneOfTheSlotIsRefused() throws Exception {
    Evaluation honest = honest();
    String first = body(network.sign(honest));

    assertThat(network.ask(node, another(honest, 1))).isEqualTo("refused: SLOT_ANSWERED");
    assertThat(body(network.sign(honest))).isEqualTo(first).contains("\"kind\":\"verdict\"");
  }

  @Test
  void aRefusalIsRepeatedToo() throws Exception {
    Bundle forged = network.sign(Forgery.richer(honest()));
    String first = body(forged);

    assertThat(body(forged)).isEqualTo(first).contains("OBSERVATION_MISMATCH");
  }

  @Test
  void answersOutliveTheProcessAndTheWindow() throws Exception {
    Evaluation honest = honest();
    String first = body(network.sign(honest));
    node.close();
    node = network.node(0);
    network.world.mineAt(honest.validUntil() + 1);

    assertThat(body(network.sign(honest))).isEqualTo(first);
    assertThat(network.ask(node, another(honest, 1))).isEqualTo("refused: EXPIRED");
  }

  @Test
  void ofManyReceiptsAtTheSameTimeOneIsAnswered() throws Exception {
    Evaluation honest = honest();
    List<Bundle> bundles = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      bundles.add(another(honest, i));
    }
    List<String> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<String>> all =
          bundles.stream().map(bundle -> threads.submit(() -> network.ask(node, bundle))).toList();
      for (Future<String> one : all) {
        answers.add(one.get(60, TimeUnit.SECONDS));
      }
    }
    // Those that found no place to be judged may be asked again.
    Set<String> others = new HashSet<>(answers);
    assertThat(answers.stream().filter("VERDICT"::equals)).hasSize(1);
    assertThat(others).isSubsetOf("VERDICT", "refused: SLOT_ANSWERED", "abstained: OVERLOADED");
  }

  @Test
  void aSlotOfTheFutureIsRefusedAndAnsweredWhenItHasCome() throws Exception {
    Evaluation honest = honest();
    Slot future = Slot.of(network.world.time() + 100, 0);
    Manifest manifest = honest.manifest();
    Evaluation early = Forgery.of(honest, manifest, future, Window.of(manifest, future, 0));

    assertThat(ask(early)).isEqualTo("refused: SLOT_IN_FUTURE");
    network.world.mineAt(future.anchor());
    network.world.mine();
    assertThat(ask(network.evaluate(manifest, future))).isEqualTo("VERDICT");
  }

  @Test
  void aSlotOffTheScheduleIsRefused() throws Exception {
    Schedule hourly = new Schedule("every", "", "UTC", 3600);
    Manifest scheduled =
        network.register(
            network.manifest("tipper", hourly, network.model(), TestNetwork.CAP, Map.of()));
    Slot off = network.slotNow();
    assertThat(off.anchor() % 3600).isNotZero();
    Evaluation unscheduled = network.evaluate(network.manifest(), off);

    assertThat(ask(Forgery.of(unscheduled, scheduled, off, unscheduled.window())))
        .isEqualTo("refused: SLOT_OFF_SCHEDULE");
    long on = (network.world.time() / 3600 + 1) * 3600;
    network.world.mineAt(on + 1);
    assertThat(ask(network.evaluate(scheduled, Slot.of(on, 0)))).isEqualTo("VERDICT");
  }

  @Test
  void aSlotThatWasMissedCannotBeMadeUpForOnceTheNextHasCome() throws Exception {
    Schedule hourly = new Schedule("every", "", "UTC", 3600);
    Manifest scheduled =
        network.register(
            network.manifest("hourly", hourly, network.model(), TestNetwork.CAP, Map.of()));
    long on = (network.world.time() / 3600 + 1) * 3600;
    network.world.mineAt(on + 1);
    Evaluation honest = network.evaluate(scheduled, Slot.of(on, 0));
    Slot missed = Slot.of(on - 20 * 3600, 0);
    Window open = Window.open(scheduled, missed, network.world.time());

    assertThat(ask(Forgery.of(honest, scheduled, missed, open))).isEqualTo("refused: EXPIRED");
    assertThat(ask(honest)).isEqualTo("VERDICT");
  }

  @Test
  void runsOnRequestKeepTheirDistance() throws Exception {
    Evaluation first = honest();
    assertThat(ask(first)).isEqualTo("VERDICT");
    Slot soon = Slot.of(first.slot().anchor() + TestNetwork.MIN_INTERVAL - 1, 0);
    // Far enough, but the first may still be executed, and this would not know of it.
    Slot later = Slot.of(first.slot().anchor() + TestNetwork.MIN_INTERVAL, 0);
    network.world.mineAt(later.anchor() + 1);

    assertThat(ask(network.evaluate(first.manifest(), soon))).isEqualTo("refused: TOO_SOON");
    assertThat(ask(network.evaluate(first.manifest(), later))).isEqualTo("refused: TOO_SOON");
    // An old slot whose second window opens beside the first run looks at the same blocks.
    Slot old = Slot.of(first.slot().anchor() - TestNetwork.DEADLINE + 30, 0);
    assertThat(ask(network.evaluate(first.manifest(), old))).isEqualTo("refused: TOO_SOON");
  }

  /** Otherwise two of them, each decided before the other was executed, could both be. */
  @Test
  void aSlotIsAnsweredOnlyWhenTheOneBeforeWasExecutedOrNeverWillBe() throws Exception {
    Evaluation first = honest();
    Bundle bundle = network.sign(first);
    VerifierNode other = network.node(1);
    Attestation attestation =
        network
            .client(List.of(TestNetwork.endpoint("one", node), TestNetwork.endpoint("two", other)))
            .attest(bundle, 2);
    Slot second = Slot.of(first.slot().anchor() + TestNetwork.MIN_INTERVAL, 0);
    network.world.mineAt(second.anchor());
    network.world.mine();
    Evaluation unaware = network.evaluate(first.manifest(), second);
    assertThat(ask(unaware)).isEqualTo("refused: TOO_SOON");
    assertThat(network.execute(bundle, attestation.certificate().orElseThrow()).success()).isTrue();
    assertThat(ask(unaware)).isEqualTo("refused: TOO_SOON");

    Slot third = Slot.of(network.world.time(), 0);
    network.world.mine();
    Evaluation aware = network.evaluate(first.manifest(), third);
    assertThat(ask(aware)).isEqualTo("VERDICT");
    Slot fourth = Slot.of(aware.validUntil(), 0);
    network.world.mineAt(fourth.anchor());
    network.world.mine();
    assertThat(ask(network.evaluate(first.manifest(), fourth))).isEqualTo("VERDICT");
  }

  @Test
  void aWindowThatIsOverIsRefusedAndTheNextIsAnswered() throws Exception {
    Evaluation first = honest();
    Evaluation tooEarly =
        Forgery.of(
            first, first.manifest(), first.slot(), Window.of(first.manifest(), first.slot(), 1));
    assertThat(ask(tooEarly)).isEqualTo("refused: NOT_YET_VALID");
    network.world.mineAt(first.validUntil() + 1);

    assertThat(ask(first)).isEqualTo("refused: EXPIRED");
    Evaluation second = network.evaluate(first.manifest(), first.slot());
    assertThat(second.window().index()).isEqualTo(1);
    assertThat(ask(second)).isEqualTo("VERDICT");
  }

  @Test
  void anAnsweredSlotIsAnsweredAgainOnlyWhenTheFirstAnswerCanHaveNoEffect() throws Exception {
    Evaluation first = honest();
    assertThat(ask(first)).isEqualTo("VERDICT");
    network.world.mineAt(first.validUntil() + 1);
    Evaluation second = network.evaluate(first.manifest(), first.slot());

    assertThat(ask(second)).isEqualTo("refused: SLOT_ANSWERED");
    network.world.mine();
    network.world.mine();
    assertThat(network.chain().finalized().timestamp()).isGreaterThan(first.validUntil());
    assertThat(ask(second)).isEqualTo("VERDICT");
  }

  @Test
  void aSlotThatWasExecutedIsNotAnsweredAgain() throws Exception {
    Evaluation first = honest();
    Bundle bundle = network.sign(first);
    Attestation attestation =
        network
            .client(
                List.of(
                    TestNetwork.endpoint("one", node),
                    TestNetwork.endpoint("two", network.node(1))))
            .attest(bundle, 2);
    assertThat(network.execute(bundle, attestation.certificate().orElseThrow()).success()).isTrue();
    network.world.mineAt(first.validUntil() + 1);
    network.world.mine();
    network.world.mine();
    Evaluation again =
        Forgery.of(
            first, first.manifest(), first.slot(), Window.of(first.manifest(), first.slot(), 1));

    assertThat(ask(again)).isEqualTo("refused: SLOT_NOT_RISING");
    Slot older = Slot.of(first.slot().anchor() - 500, 0);
    Window open = Window.open(first.manifest(), older, network.world.time());
    assertThat(ask(Forgery.of(first, first.manifest(), older, open)))
        .isEqualTo("refused: SLOT_NOT_RISING");
  }

  @Test
  void doingNothingIsAResultAndEndsTheSlot() throws Exception {
    Manifest holding =
        network.register(
            network.manifest(
                "holder",
                TestNetwork.ON_REQUEST,
                ModelRef.NONE,
                TestNetwork.CAP,
                Map.of("hold", true)));
    Evaluation first = network.evaluate(holding, network.slotNow());
    assertThat(ask(first)).isEqualTo("VERDICT");
    network.world.mineAt(first.validUntil() + 1);
    network.world.mine();
    network.world.mine();

    assertThat(ask(network.evaluate(holding, first.slot()))).isEqualTo("refused: SLOT_ANSWERED");
  }

  @Test
  void paperIsCountersignedForNoGateAndUsesUpNoLiveSlot() throws Exception {
    Evaluation honest = honest();
    Bundle paper = network.sign(honest, honest.receipt(Mode.PAPER, Bytes32.ZERO));
    Attestation attestation =
        network
            .client(
                List.of(
                    TestNetwork.endpoint("one", node),
                    TestNetwork.endpoint("two", network.node(1))))
            .attest(paper, 2);
    Bundle certified = paper.withCertificate(attestation.certificate().orElseThrow());

    Receipts.verify(certified, network.trust().forPaper());
    assertThatExceptionOfType(ReceiptRejected.class)
        .isThrownBy(() -> Receipts.verify(certified, network.trust()))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.WRONG_GATE));
    assertThat(network.execute(paper, attestation.certificate().orElseThrow()).success()).isFalse();
    assertThat(ask(honest)).isEqualTo("VERDICT");
  }

  @Test
  void paperNeedsNoRegistrationAndItsSlotsAreItsOwn() throws Exception {
    Slot slot = network.slotNow();
    Evaluation mine = network.evaluate(network.manifest(), slot);
    Evaluation strangers =
        network.evaluate(
            network.manifest(
                "tipper",
                TestNetwork.ON_REQUEST,
                network.model(),
                TestNetwork.CAP.add(java.math.BigInteger.ONE),
                Map.of()),
            slot);

    assertThat(
            network.ask(node, network.sign(strangers, strangers.receipt(Mode.PAPER, Bytes32.ZERO))))
        .isEqualTo("VERDICT");
    assertThat(network.ask(node, network.sign(mine, mine.receipt(Mode.PAPER, Bytes32.ZERO))))
        .isEqualTo("VERDICT");
    assertThat(
            network.ask(
                node, network.sign(mine, mine.receipt(Mode.PAPER, Bytes32.sha256(new byte[1])))))
        .isEqualTo("refused: SLOT_ANSWERED");
  }
}
