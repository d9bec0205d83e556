package dev.countersign.runtime.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.runtime.agent.ManifestDiff.Change;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every change of an agent is told, in the words of its file where they have some. */
class ManifestDiffTest {
  private static List<Change> change(String part, String instead) throws Failure {
    String text = AgentFileTest.GOOD;
    assertThat(text).contains(part);
    return ManifestDiff.between(
        SampleNetwork.manifest(text), SampleNetwork.manifest(text.replace(part, instead)));
  }

  @Test
  void nothingChangedIsNothing() throws Failure {
    assertThat(change("agent", "agent")).isEmpty();
  }

  static Stream<Arguments> changes() {
    return Stream.of(
        Arguments.of("USDC: \"500\"", "USDC: \"0.000001\"", "max-per-action USDC: 500 -> 0.000001"),
        Arguments.of("USDC: \"2000\"", "USDC: \"1000\"", "max-per-day USDC: 2000 -> 1000"),
        Arguments.of("per-day: \"0.05\"", "per-day: \"1\"", "max-gas per day: 0.05 -> 1"),
        Arguments.of("bps: 50", "bps: 51", "policy.maxSlippageBps: 50 -> 51"),
        Arguments.of("60s", "2m", "minInterval: 60 -> 120"),
        Arguments.of("2 of 3", "3 of 3", "verify.quorum: 2 -> 3"));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void oneValueIsOneLine(String part, String instead, String line) throws Failure {
    assertThat(change(part, instead)).extracting(Change::toString).containsExactly(line);
  }

  @Test
  void whatComesAndGoesIsToldAsSuch() throws Failure {
    String who = "\"0x00000000000000000000000000000000000a11ce\"";
    String with =
        AgentFileTest.GOOD.replace(
            "  max-per-action", "  recipients: {alice: " + who + "}\n  max-per-action");
    List<Change> added =
        ManifestDiff.between(
            SampleNetwork.manifest(AgentFileTest.GOOD), SampleNetwork.manifest(with));
    assertThat(added)
        .extracting(Change::toString)
        .containsExactly("recipient alice: nothing -> 0x00000000000000000000000000000000000A11cE");
    List<Change> removed =
        ManifestDiff.between(
            SampleNetwork.manifest(with), SampleNetwork.manifest(AgentFileTest.GOOD));
    assertThat(removed)
        .extracting(Change::toString)
        .containsExactly("recipient alice: 0x00000000000000000000000000000000000A11cE -> nothing");
  }
}
