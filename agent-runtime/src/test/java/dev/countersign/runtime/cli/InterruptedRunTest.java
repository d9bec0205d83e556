package dev.countersign.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Slot;
import dev.countersign.runtime.agent.Exit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A run that is killed goes on when it is run again, and has exactly one effect. */
@ExtendWith(OnDevnet.class)
class InterruptedRunTest {
  private static final Pattern SLOT = Pattern.compile("  slot (\\d+)  ");
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final LocalDevnet devnet;

  InterruptedRunTest(LocalDevnet devnet) {
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

  private static Slot slot(Process run) throws Exception {
    Matcher slot = SLOT.matcher(Terminal.readUntil(run, "  slot "));
    assertThat(slot.find()).isTrue();
    return new Slot(Long.parseLong(slot.group(1)));
  }

  /** After the verdicts are there, and after it is mined. */
  @ParameterizedTest
  @ValueSource(strings = {"attest", "execute"})
  void killedAfterAStepItGoesOn(String step) throws Exception {
    Path agent = agent("killed-after-" + step);
    Process run = devnet.terminal().start("run", agent);
    Slot slot = slot(run);
    long sent = devnet.sent();
    Terminal.readUntil(run, "  " + step + " ");
    run.destroyForcibly().waitFor();

    goesOnWithOneEffect(agent, slot, sent + 1);
  }

  @Test
  void killedWhileItsTransactionWaitsItGoesOn() throws Exception {
    Path agent = agent("killed-in-flight");
    Process run = devnet.terminal().start("run", agent);
    Slot slot = slot(run);
    long sent = devnet.sent();
    Terminal.readUntil(run, "  attest ");
    awaitBroadcast(sent);
    run.destroyForcibly().waitFor();

    goesOnWithOneEffect(agent, slot, sent + 1);
  }

  private void awaitBroadcast(long sent) throws ChainUnavailable, InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (devnet.chain().pendingNonce(devnet.at().payer()) == sent) {
      assertThat(System.nanoTime() - end).as("nothing was sent within %s", LIMIT).isNegative();
      TimeUnit.MILLISECONDS.sleep(2);
    }
  }

  @Test
  void aSignalEndsItAfterItsReceiptIsOnDiskAndItGoesOn() throws Exception {
    Path agent = agent("interrupted");
    Process run = devnet.terminal().start("run", agent);
    Slot slot = slot(run);
    long sent = devnet.sent();
    Terminal.readUntil(run, "  receipt ");
    new ProcessBuilder("kill", "-TERM", Long.toString(run.pid())).start().waitFor();
    assertThat(run.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(run.exitValue()).as("128 and the signal's number").isEqualTo(143);

    JsonNode again = devnet.terminal().run("run", "--json", agent).ends(Exit.DONE).json();
    assertThat(again.path("slot").asLong()).as("a plain run goes on").isEqualTo(slot.value());
    goesOnWithOneEffect(agent, slot, sent + 1);
  }

  private void goesOnWithOneEffect(Path agent, Slot slot, long sent) throws Exception {
    devnet.terminal().run("run", "--slot", slot, agent).ends(Exit.DONE);
    Bytes32 agentId =
        Slot.agentId(
            devnet.at().chainId(),
            devnet.at().treasury().gate(),
            devnet.at().treasury().safe(),
            agent.getFileName().toString().replace(".yaml", ""));
    assertThat(devnet.executions(agentId, slot)).hasSize(1);
    assertThat(devnet.sent()).as("transactions of the runtime's key").isEqualTo(sent);
    assertThat(devnet.terminal().run("explain", slot).ends(Exit.DONE).out())
        .contains("executed", "final");
  }
}
