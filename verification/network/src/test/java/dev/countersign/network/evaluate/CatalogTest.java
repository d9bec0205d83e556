package dev.countersign.network.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.countersign.network.spi.PinnedChain;
import dev.countersign.network.spi.Planner;
import dev.countersign.network.spi.Strategy;
import dev.countersign.network.spi.Unable;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Manifest.ModelRef;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.Reason;
import dev.countersign.receipt.Slot;
import dev.countersign.receipt.Tensor;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.JsonNodeFactory;

class CatalogTest {
  private static final Bytes32 CODE = CodeDigest.of(Idle.class);
  private final Catalog catalog = Catalog.of(List.of(), List.of(new Idle()), new NoPlanner());

  private static final class Idle implements Strategy {
    @Override
    public String id() {
      return "idle";
    }

    @Override
    public List<String> problems(Manifest manifest) {
      return List.of();
    }

    @Override
    public Map<String, Tensor> features(
        Manifest manifest, Slot slot, List<Observation> observations) {
      return Map.of();
    }

    @Override
    public Decision decide(Input input) {
      return new Decision(List.of(new Intent.Hold("idle")), "it is idle");
    }
  }

  private static final class NoPlanner implements Planner {
    @Override
    public List<Observation> account(Manifest manifest, PinnedChain chain) {
      return List.of();
    }

    @Override
    public List<Observation> quotes(Manifest manifest, List<Intent> intents, PinnedChain chain) {
      return List.of();
    }

    @Override
    public Plan plan(
        Manifest manifest, List<Intent> intents, List<Observation> seen, long validUntil) {
      return Plan.NOTHING;
    }

    @Override
    public void check(
        Manifest manifest, List<Intent> intents, Plan plan, List<Observation> observations) {}
  }

  private static Manifest.Decide decide(
      String strategy, Bytes32 code, int decoder, Bytes32 prompt, Bytes32 tools) {
    return new Manifest.Decide(
        strategy,
        code,
        decoder,
        ModelRef.NONE,
        prompt,
        tools,
        JsonNodeFactory.instance.objectNode());
  }

  @Test
  void aStrategyIsGivenOutByNameAndCode() throws Exception {
    assertThat(catalog.strategy(decide("idle", CODE, 1, Bytes32.ZERO, Bytes32.ZERO)))
        .isInstanceOf(Idle.class);
    assertThat(catalog.strategyDigests()).containsExactly(Map.entry("idle", CODE));
  }

  @ParameterizedTest
  @CsvSource({
    "busy, false, 1, false, false",
    "idle, true,  1, false, false",
    "idle, false, 0, false, false",
    "idle, false, 2, false, false",
    "idle, false, 1, true,  false",
    "idle, false, 1, false, true"
  })
  void anythingElseIsNotHere(
      String id, boolean otherCode, int decoder, boolean prompt, boolean tools) {
    Bytes32 some = Bytes32.sha256(new byte[1]);
    Manifest.Decide decide =
        decide(
            id,
            otherCode ? some : CODE,
            decoder,
            prompt ? some : Bytes32.ZERO,
            tools ? some : Bytes32.ZERO);

    assertThatExceptionOfType(Unable.class)
        .isThrownBy(() -> catalog.strategy(decide))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.STRATEGY_UNAVAILABLE));
  }

  @Test
  void twoOfOneNameAreAMistake() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Catalog.of(List.of(), List.of(new Idle(), new Idle()), new NoPlanner()))
        .withMessageContaining("idle");
  }

  @Test
  void aClassPathWithoutAPlannerIsAMistake() {
    assertThatIllegalArgumentException()
        .isThrownBy(Catalog::load)
        .withMessageContaining("exactly one planner");
  }

  /** A jar of one's own that names a class that it does not have. */
  @Test
  void aStrategyThatCannotBeLoadedIsNamed(@TempDir Path folder) throws Exception {
    for (Class<?> part : List.of(Planner.class, Strategy.class)) {
      Path service = folder.resolve("META-INF/services/" + part.getName());
      Files.createDirectories(service.getParent());
      Files.writeString(service, "no.such." + part.getSimpleName());
    }
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader jar = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
      thread.setContextClassLoader(jar);
      assertThatExceptionOfType(CatalogRefused.class)
          .isThrownBy(Catalog::load)
          .withMessageContaining("no.such.")
          .withMessageContaining("strategies");
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
