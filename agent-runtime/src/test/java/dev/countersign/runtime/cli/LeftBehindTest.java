package dev.countersign.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Slot;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.tools.store.Database;
import dev.countersign.tools.store.PostgresServer;
import dev.countersign.tools.store.Storage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a killed run leaves behind, and who can read it meanwhile. */
@ExtendWith(OnDevnet.class)
class LeftBehindTest {
  private static final Pattern SLOT = Pattern.compile("  slot (\\d+)  ");
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final LocalDevnet devnet;

  LeftBehindTest(LocalDevnet devnet) {
    this.devnet = devnet;
  }

  private Path agent(String name) throws Exception {
    return devnet.agent(
        name,
        "rebalancer",
        Map.of(
            "{WETH: \"60%\", USDC: \"40%\"}",
            "{WETH: \"5%\", USDC: \"95%\"}", "WETH: \"0.2\"", "WETH: \"0.01\""));
  }

  @Test
  void theNextCommandFinishesItWhateverItIsForAndHistoryKnowsIt() throws Exception {
    Process run = devnet.terminal().start("run", agent("left-behind"));
    Matcher slot = SLOT.matcher(Terminal.readUntil(run, "  slot "));
    assertThat(slot.find()).isTrue();
    long sent = devnet.sent();
    Terminal.readUntil(run, "  attest ");
    await("it was sent", () -> devnet.chain().pendingNonce(devnet.at().payer()) > sent);
    run.destroyForcibly().waitFor();
    assertThat(devnet.terminal().run("explain", slot.group(1)).ends(Exit.DONE).out())
        .contains("under way", "who countersigned", "what was decided");

    awaitFinal("left-behind", new Slot(Long.parseLong(slot.group(1))));
    assertThat(devnet.terminal().run("run", agent("next")).ends(Exit.DONE).err())
        .contains("an earlier run of left-behind", "has ended");
    assertThat(devnet.terminal().run("explain", slot.group(1)).ends(Exit.DONE).out())
        .contains("executed", "final", "who countersigned", "what was decided");
    assertThat(devnet.terminal().run("history").ends(Exit.DONE).out())
        .containsPattern("left-behind +executed");
  }

  private void awaitFinal(String name, Slot slot) throws Exception {
    Bytes32 agentId =
        Slot.agentId(
            devnet.at().chainId(),
            devnet.at().treasury().gate(),
            devnet.at().treasury().safe(),
            name);
    await("it was executed", () -> !devnet.executions(agentId, slot).isEmpty());
    long height = devnet.chain().head().number();
    await("it is final", () -> devnet.chain().head().number() > height + 2);
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(String what, Condition condition) throws Exception {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime() - end).as("%s within %s", what, LIMIT).isNegative();
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  @Test
  void historyStatusAndExplainReadWhileAnotherProcessHasTheDatabase() throws Exception {
    devnet.terminal().run("run", agent("read-meanwhile")).ends(Exit.DONE);
    Path file = devnet.terminal().home().resolve("store").resolve("countersign");
    try (Database held = Database.file(file)) {
      held.flush();
      assertThat(devnet.terminal().run("history").ends(Exit.DONE).out()).contains("read-meanwhile");
      assertThat(devnet.terminal().run("status").ends(Exit.DONE).out()).contains("last run");
      assertThat(devnet.terminal().run("explain", "last").ends(Exit.DONE).out())
          .contains("what came of it");
      assertThat(devnet.terminal().run("run", agent("held-up")).ends(Exit.CONFIGURATION).err())
          .contains("another countersign command works in");
    }
  }

  @Test
  void aRunKeepsItsBooksInPostgresqlWhereTheVariableSaysSo() throws Exception {
    Storage storage = PostgresServer.shared().storage();
    Terminal terminal =
        devnet
            .terminal()
            .with(
                "COUNTERSIGN_DATABASE",
                storage.url() + "&user=" + storage.user() + "&password=" + storage.password());
    terminal.run("run", agent("on-postgresql")).ends(Exit.DONE);
    assertThat(terminal.run("history").ends(Exit.DONE).out())
        .containsPattern("on-postgresql +executed");
    assertThat(devnet.terminal().run("history").ends(Exit.DONE).out())
        .as("H2 knows nothing of it")
        .doesNotContain("on-postgresql");
  }

  @Test
  void aDatabaseThatIsNotThereIsOneSentenceWithoutItsPassword() throws Exception {
    Terminal.Outcome outcome =
        devnet
            .terminal()
            .with("COUNTERSIGN_DATABASE", "jdbc:postgresql://127.0.0.1:1/x?user=a&password=geheim")
            .run("history")
            .ends(Exit.CONFIGURATION);
    assertThat(outcome.complaints()).hasSize(1);
    assertThat(outcome.err()).contains("COUNTERSIGN_DATABASE").doesNotContain("geheim");
  }
}
