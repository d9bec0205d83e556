package dev.countersign.network.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.devnet.DevnetWorld;
import dev.countersign.network.devnet.SharedWorld;
import dev.countersign.network.devnet.TestNode;
import dev.countersign.network.evaluate.Catalog;
import dev.countersign.network.evaluate.Evaluation;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Bundle;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.Slot;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What a verifier cannot find out it does not sign, and it may be asked again. */
@ExtendWith(SharedWorld.class)
class AbstentionTest {
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

  private VerifierNode node(NodeConfig config, Catalog catalog) throws NodeFailed {
    return network.opened(VerifierNode.start(config, catalog));
  }

  private NodeConfig withModels(Path models) {
    NodeConfig config = network.config(0);
    return new NodeConfig(
        config.chain(),
        config.chainId(),
        config.gate(),
        config.key(),
        config.listen(),
        config.store(),
        List.of(models),
        config.limits());
  }

  /** A source that is stopped until a test lets it go. */
  private static final class StoppedSource extends Tips.BalanceSource {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);

    @Override
    public List<Observation> observe(JsonNode spec, Manifest manifest, PinnedChain chain)
        throws Refused, ChainUnavailable {
      entered.countDown();
      try {
        assertThat(open.await(60, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new ChainUnavailable(ChainUnavailable.Kind.UNREACHABLE, "interrupted", e);
      }
      return super.observe(spec, manifest, chain);
    }
  }

  @Test
  void aModelThatIsNotThere() throws Exception {
    Path none = Files.createDirectory(folder.resolve("none"));
    Bundle bundle = network.honest();
    VerifierNode without = node(withModels(none), Tips.catalog());

    assertThat(network.ask(without, bundle)).isEqualTo("abstained: MODEL_UNAVAILABLE");
    without.close();
    assertThat(network.ask(network.node(0), bundle)).isEqualTo("VERDICT");
  }

  @Test
  void aModelWhoseSelfTestThisMachineDoesNotReproduce() throws Exception {
    Path models = Files.createDirectory(folder.resolve("models"));
    Path copy = Forgery.copy(TestNetwork.MODELS.resolve("signal-v1"), models.resolve("signal-v1"));
    String tests = Files.readString(copy.resolve("selftest.json"));
    String outputs = tests.replaceFirst("(\"outputs\": *\")[0-9a-f]{64}", "$1" + "0".repeat(64));
    assertThat(outputs).isNotEqualTo(tests);
    Files.writeString(copy.resolve("selftest.json"), outputs);

    VerifierNode node = node(withModels(models), Tips.catalog());

    assertThat(network.get(node.uri().resolve("/v1/identity"))).contains("\"models\":[]");
    assertThat(network.ask(node, network.honest())).isEqualTo("abstained: MODEL_UNAVAILABLE");
  }

  @Test
  void aStrategyThatIsNotThere() throws Exception {
    Catalog bare =
        Catalog.of(List.of(new Tips.BalanceSource()), List.of(), new Tips.TransferPlanner());

    assertThat(network.ask(node(network.config(0), bare), network.honest()))
        .isEqualTo("abstained: STRATEGY_UNAVAILABLE");
  }

  @Test
  void aSourceThatIsNotThere() throws Exception {
    Catalog blind =
        Catalog.of(List.of(), List.of(new Tips.TipStrategy()), new Tips.TransferPlanner());

    assertThat(network.ask(node(network.config(0), blind), network.honest()))
        .isEqualTo("abstained: STRATEGY_UNAVAILABLE");
  }

  @Test
  void aBlockThatIsNotKnownOrNotSettledYet() throws Exception {
    VerifierNode node = network.node(0);
    Manifest manifest = network.register(network.manifest());
    String before = network.world.snapshot();
    network.world.mine();
    Slot slot = Slot.of(network.world.time(), 0);
    String unsettled = network.world.snapshot();
    network.world.mine();
    Evaluation honest = network.evaluate(manifest, slot);

    network.world.revert(unsettled);
    assertThat(network.ask(node, network.sign(honest))).isEqualTo("abstained: BLOCK_UNKNOWN");
    network.world.revert(before);
    assertThat(network.ask(node, network.sign(honest))).isEqualTo("abstained: BLOCK_UNKNOWN");
  }

  @Test
  void aChainThatDoesNotAnswer() throws Exception {
    Bundle bundle = network.honest();
    URI url;
    VerifierNode node;
    try (TestNode own = TestNode.start(1_700_000_000)) {
      url = own.url();
      NodeConfig config = network.config(0);
      node =
          node(
              new NodeConfig(
                  url,
                  config.chainId(),
                  config.gate(),
                  config.key(),
                  config.listen(),
                  config.store(),
                  config.models(),
                  config.limits()),
              Tips.catalog());
      assertThat(network.get(node.uri().resolve("/v1/health"))).contains("\"status\":\"ok\"");
    }

    assertThat(network.ask(node, bundle)).isEqualTo("abstained: CHAIN_UNAVAILABLE");
    assertThat(network.get(node.uri().resolve("/v1/health"))).contains("CHAIN_UNAVAILABLE");
    node.close();
    assertThat(network.ask(network.node(0), bundle)).isEqualTo("VERDICT");
  }

  @Test
  void anErrorThatNobodyExpected() throws Exception {
    Catalog broken =
        Tips.catalog(
            new Tips.BalanceSource() {
              @Override
              public List<Observation> observe(
                  JsonNode spec, Manifest manifest, PinnedChain chain) {
                throw new IllegalStateException("a secret");
              }
            });
    VerifierNode node = node(network.config(0), broken);
    Bundle bundle = network.honest();

    assertThat(network.ask(node, bundle)).isEqualTo("abstained: INTERNAL");
    assertThat(network.post(node.uri(), bundle.toBytes()).body()).doesNotContain("secret");
  }

  @Test
  void moreReceiptsThanItCanJudgeAtOnce() throws Exception {
    StoppedSource stopped = new StoppedSource();
    NodeConfig config = network.config(0);
    VerifierNode node =
        node(
            config.withLimits(config.limits().withEvaluations(1, Duration.ofSeconds(12))),
            Tips.catalog(stopped));
    Bundle bundle = network.honest();
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<String> first = thread.submit(() -> network.ask(node, bundle));
      assertThat(stopped.entered.await(30, TimeUnit.SECONDS)).isTrue();

      assertThat(network.post(node.uri(), bundle.toBytes()).statusCode()).isEqualTo(503);
      assertThat(network.ask(node, bundle)).isEqualTo("abstained: OVERLOADED");
      stopped.open.countDown();
      assertThat(first.get(60, TimeUnit.SECONDS)).isEqualTo("VERDICT");
    }
  }

  @Test
  void aJudgementThatTakesTooLong() throws Exception {
    StoppedSource stopped = new StoppedSource();
    NodeConfig config = network.config(0);
    VerifierNode node =
        node(
            config.withLimits(config.limits().withEvaluations(2, Duration.ofMillis(500))),
            Tips.catalog(stopped));
    Bundle bundle = network.honest();

    assertThat(network.ask(node, bundle)).isEqualTo("abstained: OVERLOADED");
    node.close();
    stopped.open.countDown();
    assertThat(network.ask(network.node(0), bundle)).isEqualTo("VERDICT");
  }

  @Test
  void aNodeOfAnotherChainDoesNotStart() {
    NodeConfig config = network.config(0);
    NodeConfig elsewhere =
        new NodeConfig(
            config.chain(),
            1,
            config.gate(),
            config.key(),
            config.listen(),
            config.store(),
            config.models(),
            config.limits());

    assertThatExceptionOfType(NodeFailed.class)
        .isThrownBy(() -> VerifierNode.start(elsewhere, Tips.catalog()))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(NodeFailed.Reason.CHAIN))
        .withMessageContaining("31337");
  }

  @Test
  void aSecondNodeOnTheSameStoreOrPortDoesNotStart() throws Exception {
    VerifierNode first = network.node(0);
    NodeConfig config = network.config(1);
    NodeConfig samePort =
        new NodeConfig(
            config.chain(),
            config.chainId(),
            config.gate(),
            config.key(),
            new java.net.InetSocketAddress(
                java.net.InetAddress.getLoopbackAddress(), first.uri().getPort()),
            config.store(),
            config.models(),
            config.limits());

    assertThatExceptionOfType(NodeFailed.class)
        .isThrownBy(() -> VerifierNode.start(samePort, Tips.catalog()))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(NodeFailed.Reason.ADDRESS));
    assertThatExceptionOfType(NodeFailed.class)
        .isThrownBy(() -> VerifierNode.start(withModels(TestNetwork.MODELS), Tips.catalog()))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(NodeFailed.Reason.STORE));
    // What did start was let go of.
    assertThat(network.node(1).uri()).isNotNull();
  }

  @Test
  void itSaysWhoItIs() throws Exception {
    VerifierNode node = network.node(0);

    assertThat(network.get(node.uri().resolve("/v1/identity")))
        .contains("\"address\":\"" + network.verifierKey(0).address() + "\"")
        .contains("\"chainId\":31337")
        .contains("\"gate\":\"" + network.gate() + "\"")
        .containsPattern("\"models\":\\[[^\\]]*\"" + network.model().digest() + "\"")
        .contains("\"tip\":");
  }

  @Test
  void itStopsServingWhenItIsClosed() throws Exception {
    VerifierNode node = network.node(0);
    node.close();

    CompletableFuture<String> answer =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return network.get(node.uri().resolve("/v1/health"));
              } catch (Exception e) {
                return "gone";
              }
            });
    assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo("gone");
  }
}
