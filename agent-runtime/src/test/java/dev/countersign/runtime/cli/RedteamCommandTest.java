package dev.countersign.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.redteam.Attempt;
import dev.countersign.runtime.redteam.Family;
import dev.countersign.runtime.redteam.Redteam;
import dev.countersign.runtime.redteam.RedteamReport;
import dev.countersign.runtime.redteam.Row;
import dev.countersign.runtime.redteam.Stopper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command around the attacks: what it prints and how it ends. */
class RedteamCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir private Path folder;

  private int run(String... arguments) {
    Surroundings surroundings =
        new Surroundings(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            false,
            Terminal.checkout(),
            folder,
            Clock.systemUTC(),
            new SecureRandom(),
            Map.of());
    return Main.run(arguments, surroundings);
  }

  private static String payroll() {
    return Terminal.checkout().resolve("examples/agents/payroll.yaml").toString();
  }

  @Test
  void theAttacksAreListed() {
    assertThat(run("redteam", "--list")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("Receipts", "Parameters", "On chain", "Infrastructure", "Secrets")
        .contains(Redteam.attacks().stream().map(Redteam.Described::id).toList());
  }

  @Test
  void theTableNamesWhoStoppedWhat() {
    int exit = run("redteam", "--only", "paused,unlisted-recipient,multicall", payroll());

    assertThat(exit).as(err.toString(StandardCharsets.UTF_8)).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .anyMatch(
            line -> line.startsWith("+ paused ") && line.endsWith("gate PAUSED/ONLY_THE_SAFE"))
        .anyMatch(
            line ->
                line.startsWith("+ unlisted-recipient ")
                    && line.endsWith(
                        "policy RECIPIENT_NOT_PERMITTED, verifiers INTENTS_MISMATCH, gate"
                            + " CALL_NOT_PERMITTED"))
        .anyMatch(
            line ->
                line.startsWith("- multicall ")
                    && line.endsWith("does not apply: the agent trades nowhere"))
        .anyMatch(
            line ->
                line.startsWith(
                    "2 attacks, 2 stopped, no money moved; 1 do not apply to this agent"));
  }

  @Test
  void theDocumentIsOneForAProgram() {
    assertThat(run("redteam", "--json", "--only", "paused", payroll())).isZero();
    JsonNode document = JsonMapper.shared().readTree(out.toString(StandardCharsets.UTF_8));
    assertThat(document.path("allStopped").asBoolean()).isTrue();
    assertThat(document.path("moneyMoved").asBoolean()).isFalse();
    JsonNode attempt = document.path("rows").path(0).path("attempts").path(0);
    assertThat(attempt.path("by").asString()).isEqualTo("gate");
    assertThat(attempt.path("reason").asString()).isEqualTo("PAUSED");
  }

  @Test
  void oneThatWasNotStoppedIsExitOne() {
    assertThat(RedteamCommand.exit(report(true, List.of()))).isEqualTo(Exit.DONE);
    assertThat(RedteamCommand.exit(report(false, List.of()))).isEqualTo(Exit.UNEXPECTED);
    assertThat(RedteamCommand.exit(report(true, List.of("USDC: 2 -> 1"))))
        .isEqualTo(Exit.UNEXPECTED);
  }

  private static RedteamReport report(boolean refused, List<String> moved) {
    Attempt attempt = new Attempt(Stopper.GATE, Set.of("PAUSED"), refused, "PAUSED", "", moved);
    Row.Status status = attempt.status();
    Row row = new Row("paused", Family.ON_CHAIN, "goes on", status, List.of(attempt), "");
    return new RedteamReport("agent", "", "", List.of(row), List.of(), 1);
  }

  @Test
  void whatIsWrongIsOneSentence() throws Exception {
    wrong("an agent file is needed", "redteam");
    wrong("there is no attack nonsense", "redteam", "--only", "nonsense", payroll());
    wrong("nowhere.yaml", "redteam", folder.resolve("nowhere.yaml").toString());
    Path garbage = Files.writeString(folder.resolve("garbage.yaml"), "agent: [");
    wrong("garbage.yaml", "redteam", garbage.toString());
    wrong("nonsense", "redteam", "--nonsense", payroll());
  }

  private void wrong(String part, String... arguments) {
    err.reset();
    assertThat(run(arguments)).isEqualTo(Exit.CONFIGURATION.code());
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .startsWith("countersign: ")
        .contains(part);
  }
}
