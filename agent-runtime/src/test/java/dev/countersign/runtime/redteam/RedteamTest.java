package dev.countersign.runtime.redteam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.network.devnet.DevnetAddresses;
import dev.countersign.network.gate.GateAgent;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Call;
import dev.countersign.runtime.agent.AgentFile;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.workplace.Workplace;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The attacks on the agents that ship, and that they would notice if something were broken. */
class RedteamTest {
  private static final Path ROOT = Path.of(System.getProperty("countersign.root", ".."));

  /** Payroll holds on this day. */
  private static final Instant WORKDAY = Instant.parse("2025-03-05T09:30:00Z");

  /** And pays on this one. */
  private static final Instant PAYDAY = Instant.parse("2025-03-01T09:30:00Z");

  @TempDir private Path folder;

  private Workplace workplace(Instant now) {
    return Workplace.of(ROOT, Clock.fixed(now, ZoneOffset.UTC), new SecureRandom())
        .withHome(folder.resolve("home"));
  }

  private static AgentFile example(String name) throws Failure {
    return AgentFile.read(ROOT.resolve("examples/agents").resolve(name + ".yaml"));
  }

  /** An example with some of its text replaced. */
  private AgentFile changed(String name, Map<String, String> changes) throws Exception {
    Path original = ROOT.resolve("examples/agents").resolve(name + ".yaml");
    String text = Files.readString(original);
    for (Map.Entry<String, String> change : changes.entrySet()) {
      assertThat(text).contains(change.getKey());
      text = text.replace(change.getKey(), change.getValue());
    }
    return AgentFile.read(Files.writeString(folder.resolve(name + ".yaml"), text));
  }

  private RedteamReport attacked(AgentFile file, Weakness weakness, String... only)
      throws Exception {
    return Redteam.run(file, List.of(only), workplace(WORKDAY), RedteamListener.NONE, weakness);
  }

  private static void allStoppedAsMeant(RedteamReport report) {
    assertThat(report.rows())
        .filteredOn(row -> row.status() != Row.Status.NOT_APPLICABLE)
        .allSatisfy(row -> assertThat(row.status()).isEqualTo(Row.Status.STOPPED));
    assertThat(report.failure()).isEmpty();
    assertThat(report.moved()).isFalse();
  }

  private static List<String> notApplicable(RedteamReport report) {
    return report.rows().stream()
        .filter(row -> row.status() == Row.Status.NOT_APPLICABLE)
        .map(Row::id)
        .toList();
  }

  private static Row row(RedteamReport report, String id) {
    return report.rows().stream().filter(row -> row.id().equals(id)).findFirst().orElseThrow();
  }

  @Test
  void everyAttackOnTheRebalancerIsStoppedByTheCheckThatMustStopIt() throws Exception {
    RedteamReport report = attacked(example("rebalancer"), Weakness.NONE);

    allStoppedAsMeant(report);
    assertThat(report.slot()).contains("countersigned, and executed");
    assertThat(notApplicable(report)).isEmpty();
    assertThat(report.rows()).hasSameSizeAs(Attacks.ALL);
  }

  @Test
  void everyAttackOnPayrollThatAppliesIsStoppedByTheCheckThatMustStopIt() throws Exception {
    RedteamReport report = attacked(example("payroll"), Weakness.NONE);

    allStoppedAsMeant(report);
    assertThat(report.slot()).contains("the hold was countersigned");
    assertThat(report.control()).contains("the agent holds");
    assertThat(notApplicable(report))
        .containsExactly(
            "flipped-input",
            "flipped-output",
            "multicall",
            "proceeds-to-thief",
            "full-slippage",
            "no-deadline",
            "node-lies-about-price",
            "stale-feed");
  }

  @Test
  void onPaydayTheAgentsOwnDecisionIsBent() throws Exception {
    RedteamReport report =
        Redteam.run(
            example("payroll"),
            List.of("changed-calls", "replayed-receipt", "over-action-cap"),
            workplace(PAYDAY),
            RedteamListener.NONE);

    allStoppedAsMeant(report);
    assertThat(report.slot()).contains("countersigned, and executed");
    assertThat(report.control()).contains("the agent's own decision");
  }

  @Test
  void itLeavesNothingBehindAndNothingInTheHome() throws Exception {
    List<Path> before = temporaries();
    attacked(example("payroll"), Weakness.NONE, "paused");
    assertThat(before).containsAll(temporaries());
    assertThat(folder.resolve("home")).doesNotExist();
  }

  private static List<Path> temporaries() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(path -> path.getFileName().toString().startsWith("countersign-redteam-"))
          .toList();
    }
  }

  @Test
  void asManyVerifiersAreStartedAsTheFileNames() throws Exception {
    RedteamReport five =
        attacked(
            changed("payroll", Map.of("2 of 3", "3 of 5")),
            Weakness.NONE,
            "bribed-minority",
            "removed-signer",
            "too-few-signatures");
    allStoppedAsMeant(five);
    assertThat(notApplicable(five)).isEmpty();

    RedteamReport one =
        attacked(
            changed("payroll", Map.of("2 of 3", "1 of 1")),
            Weakness.NONE,
            "bribed-minority",
            "removed-signer");
    allStoppedAsMeant(one);
    assertThat(notApplicable(one)).containsExactly("bribed-minority");
    assertThat(one.advice()).anyMatch(sentence -> sentence.startsWith("a quorum of 1 means"));
  }

  // What is broken on purpose must show.

  @Test
  void twoVerifiersThatSignAnythingShow() throws Exception {
    Weakness bribed =
        new Weakness() {
          @Override
          public boolean signsAnything(int verifier) {
            return verifier < 2;
          }
        };
    RedteamReport report =
        attacked(example("payroll"), bribed, "false-observation", "other-decision", "late-receipt");

    assertThat(report.rows())
        .allSatisfy(row -> assertThat(row.status()).isEqualTo(Row.Status.NOT_STOPPED));
    assertThat(row(report, "other-decision").attempts().getFirst().reason())
        .isEqualTo("certified and executed");
    assertThat(row(report, "other-decision").attempts().getFirst().moved())
        .anyMatch(change -> change.startsWith("USDC: "));
    assertThat(row(report, "late-receipt").attempts().getFirst().reason())
        .isEqualTo("certified, then refused by the gate: EXPIRED");
    assertThat(report.failure().orElseThrow().id()).isEqualTo("false-observation");
    assertThat(report.moved()).isTrue();
    assertThat(report.summary()).contains("3 attacks, 0 stopped", "MONEY OR RIGHTS MOVED");
    assertThat(report.toJson().path("allStopped").asBoolean()).isFalse();
  }

  @Test
  void aSafeWithoutItsGuardShows() throws Exception {
    Weakness unguarded =
        new Weakness() {
          @Override
          public List<Call> ownersCalls(DevnetAddresses at) {
            return List.of(
                new Call(
                    at.treasury().safe(),
                    BigInteger.ZERO,
                    Abi.call("setModuleGuard(address)", Address.ZERO)));
          }
        };
    RedteamReport report = attacked(example("payroll"), unguarded, "second-module", "call-safe");

    assertThat(row(report, "second-module").status()).isEqualTo(Row.Status.NOT_STOPPED);
    assertThat(row(report, "second-module").attempts().getFirst().moved())
        .anyMatch(change -> change.startsWith("USDC: "));
    assertThat(row(report, "call-safe").status()).isEqualTo(Row.Status.STOPPED);
  }

  @Test
  void aGateWithWiderCapsThanTheFileShows() throws Exception {
    Weakness wide =
        new Weakness() {
          @Override
          public GateAgent limits(GateAgent ofTheFile) {
            List<GateAgent.TokenLimit> wider =
                ofTheFile.tokens().stream()
                    .map(
                        limit ->
                            new GateAgent.TokenLimit(
                                limit.token(),
                                limit.maxPerAction().add(BigInteger.TEN),
                                limit.maxPerDay().multiply(BigInteger.TWO)))
                    .toList();
            return new GateAgent(
                ofTheFile.manifestHash(),
                ofTheFile.profile(),
                ofTheFile.threshold(),
                wider,
                ofTheFile.recipients(),
                ofTheFile.routes(),
                ofTheFile.prices());
          }
        };
    RedteamReport report = attacked(example("payroll"), wide, "over-action-cap", "over-day-cap");

    assertThat(row(report, "over-action-cap").attempts())
        .filteredOn(attempt -> attempt.by() == Stopper.GATE)
        .allSatisfy(attempt -> assertThat(attempt.refused()).isFalse());
    assertThat(row(report, "over-action-cap").status()).isEqualTo(Row.Status.NOT_STOPPED);
    assertThat(row(report, "over-day-cap").status()).isEqualTo(Row.Status.NOT_STOPPED);
  }

  // What cannot be attacked is one sentence.

  @Test
  void anUnknownAttackIsRefusedBeforeAnythingIsStarted() throws Exception {
    AgentFile file = example("payroll");
    assertThatExceptionOfType(Failure.class)
        .isThrownBy(() -> attacked(file, Weakness.NONE, "paused", "no-such-attack"))
        .withMessage("there is no attack no-such-attack; see countersign redteam --list")
        .satisfies(failure -> assertThat(failure.exit()).isEqualTo(Exit.CONFIGURATION));
  }

  @Test
  void aTokenThatTheLocalNetworkDoesNotHaveIsOneSentence() throws Exception {
    AgentFile file =
        changed(
            "payroll",
            Map.of(
                "network: devnet", "network: mainnet", "tokens: [USDC]", "tokens: [USDC, WBTC]"));
    assertThatExceptionOfType(Failure.class)
        .isThrownBy(() -> attacked(file, Weakness.NONE, "paused"))
        .withMessageContaining("policy.tokens names the token WBTC")
        .satisfies(failure -> assertThat(failure.exit()).isEqualTo(Exit.CONFIGURATION));
  }

  @Test
  void tooManyVerifiersAreOneSentence() throws Exception {
    AgentFile file = changed("payroll", Map.of("2 of 3", "6 of 11"));
    assertThatExceptionOfType(Failure.class)
        .isThrownBy(() -> attacked(file, Weakness.NONE, "paused"))
        .withMessageContaining("asks for 11 verifiers, and at most 9 are started here");
  }
}
