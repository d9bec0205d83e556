package dev.countersign.network.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.network.devnet.DevnetWorld;
import dev.countersign.network.devnet.SharedWorld;
import dev.countersign.network.evaluate.Evaluation;
import dev.countersign.network.spi.Planner;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bundle;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Call;
import dev.countersign.receipt.Dsse;
import dev.countersign.receipt.Flow;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Mode;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.ReceiptKey;
import dev.countersign.receipt.Slot;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a verifier refuses. Every forgery fits together and carries the signature of the right
 * receipt key, so the verifier's own look at the chain, the model and the code is what refuses it.
 */
@ExtendWith(SharedWorld.class)
class RefusalTest {
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

  @Test
  void anHonestReceiptIsCountersigned() throws Exception {
    assertThat(ask(honest())).isEqualTo("VERDICT");
  }

  @Test
  void anObservationThatTheChainDoesNotShowIsRefusedForGood() throws Exception {
    Evaluation honest = honest();

    assertThat(ask(Forgery.richer(honest))).isEqualTo("refused: OBSERVATION_MISMATCH");
    assertThat(ask(honest)).isEqualTo("refused: SLOT_ANSWERED");
  }

  @Test
  void anObservationMoreOrLessIsRefused() throws Exception {
    Evaluation honest = honest();
    List<Observation> seen = honest.observations();
    List<Observation> more = new ArrayList<>(seen);
    more.add(seen.getFirst());

    assertThat(ask(Forgery.observations(honest, more))).isEqualTo("refused: OBSERVATION_MISMATCH");
    Evaluation later = next(honest);
    assertThat(ask(Forgery.observations(later, later.observations().subList(0, 1))))
        .isEqualTo("refused: OBSERVATION_MISMATCH");
    Evaluation last = next(later);
    assertThat(ask(Forgery.observations(last, last.observations().reversed())))
        .isEqualTo("refused: OBSERVATION_MISMATCH");
  }

  private Evaluation next(Evaluation before) throws Exception {
    network.world.mineAt(network.world.time() + TestNetwork.MIN_INTERVAL);
    return network.evaluate(before.manifest(), network.slotNow());
  }

  @Test
  void anotherBlockThanTheSlotsIsRefusedForGood() throws Exception {
    Evaluation honest = honest();
    BlockRef before = network.chain().block(honest.block().number() - 1);

    assertThat(ask(Forgery.at(honest, before))).isEqualTo("refused: WRONG_BLOCK");
    assertThat(ask(honest)).isEqualTo("refused: SLOT_ANSWERED");
  }

  @Test
  void aBlockOfAForkIsRefusedAndUsesUpNothing() throws Exception {
    Evaluation honest = honest();
    BlockRef fork =
        new BlockRef(
            honest.block().number(), Bytes32.sha256(new byte[1]), honest.block().timestamp());

    assertThat(ask(Forgery.at(honest, fork))).isEqualTo("refused: WRONG_BLOCK");
    assertThat(ask(honest)).isEqualTo("VERDICT");
  }

  @Test
  void anInputThatTheObservationsDoNotGiveIsRefused() throws Exception {
    Evaluation honest = honest();

    assertThat(ask(Forgery.inputs(honest, List.of(Forgery.flipped(honest.inputs().getFirst())))))
        .isEqualTo("refused: INPUT_MISMATCH");
  }

  @Test
  void oneFlippedBitOfTheOutputIsRefused() throws Exception {
    Evaluation honest = honest();

    assertThat(ask(Forgery.outputs(honest, List.of(Forgery.flipped(honest.outputs().getFirst())))))
        .isEqualTo("refused: OUTPUT_MISMATCH");
  }

  @Test
  void oneFlippedBitOfOneWeightIsRefused() throws Exception {
    Evaluation honest = honest();
    Evaluation other = Forgery.otherWeights(honest, network.engine, folder);

    assertThat(ask(other)).isEqualTo("refused: OUTPUT_MISMATCH");
  }

  @Test
  void anotherGraphIsRefused() throws Exception {
    assertThat(ask(Forgery.graph(honest(), Bytes32.sha256(new byte[1]))))
        .isEqualTo("refused: CODE_MISMATCH");
  }

  @Test
  void anotherDecisionIsRefused() throws Exception {
    Evaluation honest = honest();
    Intent.Transfer more =
        new Intent.Transfer(network.usdc(), TestNetwork.CAP, TestNetwork.RECIPIENT);

    assertThat(ask(Forgery.decision(honest, more, Tips.TransferPlanner.transfer(more))))
        .isEqualTo("refused: INTENTS_MISMATCH");
  }

  @Test
  void aHoldInsteadOfADecisionIsRefused() throws Exception {
    assertThat(ask(Forgery.decision(honest(), new Intent.Hold("lazy"), Planner.Plan.NOTHING)))
        .isEqualTo("refused: INTENTS_MISMATCH");
  }

  @Test
  void anotherRecipientInTheCallsIsRefused() throws Exception {
    Evaluation honest = honest();
    Intent.Transfer meant = (Intent.Transfer) honest.decision().intents().getFirst();
    Address thief = new Address("0x" + "66".repeat(20));
    Planner.Plan stolen =
        Tips.TransferPlanner.transfer(new Intent.Transfer(meant.token(), meant.amount(), thief));

    assertThat(ask(Forgery.plan(honest, stolen))).isEqualTo("refused: ACTION_MISMATCH");
  }

  @Test
  void oneMoreCallOrAWiderFlowIsRefused() throws Exception {
    Evaluation honest = honest();
    Call call = honest.plan().calls().getFirst();
    Flow flow = honest.plan().flows().getFirst();

    assertThat(
            ask(Forgery.plan(honest, new Planner.Plan(List.of(call, call), honest.plan().flows()))))
        .isEqualTo("refused: ACTION_MISMATCH");
    Evaluation later = next(honest);
    assertThat(
            ask(
                Forgery.plan(
                    later,
                    new Planner.Plan(
                        later.plan().calls(),
                        List.of(new Flow(flow.token(), flow.least().subtract(BigInteger.ONE)))))))
        .isEqualTo("refused: ACTION_MISMATCH");
  }

  @Test
  void whatThePolicyForbidsIsRefusedWhateverTheRuntimeChecked() throws Exception {
    Manifest strict =
        network.register(
            network.manifest(
                "strict", TestNetwork.ON_REQUEST, network.model(), BigInteger.TEN, Map.of()));
    Evaluation lawless = network.evaluate(strict, network.slotNow(), Tips.lawless());

    assertThat(ask(lawless)).isEqualTo("refused: OVER_ACTION_CAP");
  }

  @Test
  void anAgentThatNobodyRegisteredIsDropped() throws Exception {
    Evaluation unknown = network.evaluate(network.manifest(), network.slotNow());

    assertThat(ask(unknown)).isEqualTo("dropped: UNKNOWN_AGENT");
    network.register(network.manifest());
    Evaluation later = next(unknown);
    assertThat(ask(later)).isEqualTo("VERDICT");
  }

  @Test
  void anAgentThatIsRegisteredOnlyAfterTheSlotIsDropped() throws Exception {
    Slot slot = network.slotNow();
    Evaluation early = network.evaluate(network.manifest(), slot);
    network.register(network.manifest());

    assertThat(ask(early)).isEqualTo("dropped: UNKNOWN_AGENT");
  }

  @Test
  void anotherManifestThanTheRegisteredOneIsDroppedAndUsesUpNothing() throws Exception {
    Evaluation honest = honest();
    Manifest generous =
        network.manifest(
            "tipper",
            TestNetwork.ON_REQUEST,
            network.model(),
            TestNetwork.CAP.multiply(BigInteger.TEN),
            Map.of());

    assertThat(ask(network.evaluate(generous, honest.slot())))
        .isEqualTo("dropped: MANIFEST_MISMATCH");
    assertThat(ask(honest)).isEqualTo("VERDICT");
  }

  @Test
  void aReceiptByAnotherKeyIsDroppedAndUsesUpNothing() throws Exception {
    Evaluation honest = honest();
    ReceiptKey stranger = ReceiptKey.of(new byte[32]);
    Bundle forged = honest.bundle(Dsse.sign(honest.receipt(Mode.LIVE, Bytes32.ZERO), stranger));

    assertThat(network.ask(node, forged)).isEqualTo("dropped: BAD_RECEIPT_SIGNATURE");
    assertThat(ask(honest)).isEqualTo("VERDICT");
  }

  @Test
  void aBundleThatDoesNotFitItsReceiptIsDroppedAndUsesUpNothing() throws Exception {
    Evaluation honest = honest();
    Dsse envelope = Dsse.sign(honest.receipt(Mode.LIVE, Bytes32.ZERO), network.receiptKey);

    assertThat(network.ask(node, Forgery.richer(honest).bundle(envelope)))
        .isEqualTo("dropped: DIGEST_MISMATCH");
    assertThat(network.ask(node, honest.bundle(envelope))).isEqualTo("VERDICT");
  }

  @Test
  void whatIsNoBundleIsDropped() throws Exception {
    byte[] honest = network.sign(honest()).toBytes();
    byte[] spaced = new byte[honest.length + 1];
    System.arraycopy(honest, 0, spaced, 0, honest.length);
    spaced[honest.length] = ' ';

    assertThat(network.post(node.uri(), spaced).statusCode()).isEqualTo(422);
    assertThat(network.post(node.uri(), new byte[0]).statusCode()).isEqualTo(422);
    assertThat(
            network.post(node.uri(), "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8)).body())
        .contains("\"kind\":\"error\"")
        .contains("SCHEMA");
  }

  @Test
  void anotherGateIsDropped() throws Exception {
    Evaluation honest = honest();
    VerifierNode elsewhere =
        network.opened(
            VerifierNode.start(
                new NodeConfig(
                    network.world.network().rpc(),
                    network.chain().chainId(),
                    network.usdc(),
                    network.verifierKey(1),
                    network.config(1).listen(),
                    folder.resolve("elsewhere"),
                    List.of(TestNetwork.MODELS),
                    Limits.DEFAULT),
                Tips.catalog()));

    assertThat(network.ask(elsewhere, network.sign(honest))).isEqualTo("dropped: WRONG_GATE");
  }
}
