package dev.countersign.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.chain.EventLog;
import dev.countersign.network.gate.Executed;
import dev.countersign.network.gate.Gate;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Slot;
import dev.countersign.runtime.agent.Exit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Agents on their schedules, by real processes on a real network. */
@ExtendWith(OnDevnet.class)
class StartTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final LocalDevnet devnet;

  StartTest(LocalDevnet devnet) {
    this.devnet = devnet;
  }

  /** It sells a little at every slot. */
  private Path agent(String name, String schedule) throws Exception {
    return devnet.agent(
        name,
        "rebalancer",
        Map.of(
            "{WETH: \"60%\", USDC: \"40%\"}",
            "{WETH: \"5%\", USDC: \"95%\"}",
            "WETH: \"0.2\"",
            "WETH: \"0.001\"",
            "observe:\n",
            "schedule: {" + schedule + "}\nobserve:\n"));
  }

  private List<Executed> executions(String agent) throws ChainUnavailable {
    Bytes32 agentId =
        Slot.agentId(
            devnet.at().chainId(),
            devnet.at().treasury().gate(),
            devnet.at().treasury().safe(),
            agent);
    List<EventLog> logs =
        devnet
            .chain()
            .logs(
                devnet.at().treasury().gate(),
                Gate.EXECUTED_TOPIC,
                devnet.at().firstBlock(),
                devnet.chain().head());
    return logs.stream()
        .map(Gate::executed)
        .flatMap(Optional::stream)
        .filter(executed -> executed.agentId().equals(agentId))
        .toList();
  }

  private void awaitMore(String agent, int than) throws Exception {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (executions(agent).size() <= than) {
      assertThat(System.nanoTime() - end).as("no execution within %s", LIMIT).isNegative();
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  @Test
  void eachSlotHasOneEffectThroughAKillAndASignal() throws Exception {
    Path agent = agent("every-five", "every: 5s");
    Process first = devnet.terminal().start("start", agent);
    Terminal.readUntil(first, "every-five      executed");
    int seen = executions("every-five").size();
    awaitMore("every-five", seen); // Its run is not over: it is in a block and not written down.
    first.destroyForcibly().waitFor();

    Process second = devnet.terminal().start("start", agent);
    awaitMore("every-five", seen + 1);
    Terminal.readUntil(second, "every-five      executed");
    new ProcessBuilder("kill", "-TERM", Long.toString(second.pid())).start().waitFor();
    assertThat(second.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(second.exitValue()).as("128 and the signal's number").isEqualTo(143);

    List<Long> slots = executions("every-five").stream().map(Executed::slot).toList();
    assertThat(slots).hasSizeGreaterThanOrEqualTo(3).doesNotHaveDuplicates().isSorted();
    assertThat(slots).allMatch(slot -> new Slot(slot).anchor() % 5 == 0);
    JsonNode history =
        devnet.terminal().run("history", "--json", "--agent", "every-five").ends(Exit.DONE).json();
    assertThat(
            history.valueStream().filter(run -> run.path("status").asString("").equals("executed")))
        .as("the books have what the chain has")
        .hasSize(slots.size());
  }

  @Test
  void itIsWatchedPausedResumedAndStoppedByOtherCommands() throws Exception {
    Path agent = agent("handled", "every: 1s");
    Terminal own = devnet.terminal();
    own.run("start", "--detach", agent).ends(Exit.DONE);
    try {
      awaitMore("handled", 0);
      assertThat(own.run("start", agent).ends(Exit.CONFIGURATION).complaints())
          .singleElement()
          .asString()
          .contains("already", "countersign stop");
      assertThat(own.run("status").ends(Exit.DONE).out())
          .contains("kept running by process", "handled");
      assertThat(own.run("history", "--agent", "handled").ends(Exit.DONE).out())
          .contains("executed");
      assertThat(own.run("pause", "handle").ends(Exit.CONFIGURATION).complaints())
          .singleElement()
          .asString()
          .contains("no agent that runs here is called handle", "handled");
      own.run("pause", "handled").ends(Exit.DONE);
      own.run("stop").ends(Exit.DONE);
      assertThat(own.run("status").ends(Exit.DONE).out()).contains("none are kept running");
      assertThat(own.run("logs", "--agent", "handled").ends(Exit.DONE).out())
          .contains("handled         executed");
      int paused = executions("handled").size();

      own.run("start", "--detach", agent).ends(Exit.DONE);
      assertThat(own.run("status", "--json").ends(Exit.DONE).json().path("running").path("agents"))
          .singleElement()
          .satisfies(one -> assertThat(one.path("paused").asBoolean(false)).isTrue());
      assertThat(executions("handled")).hasSize(paused);
      own.run("resume", "handled").ends(Exit.DONE);
      awaitMore("handled", paused);
    } finally {
      own.run("stop").ends(Exit.DONE);
    }
  }

  @Test
  void allFilesAreReadBeforeTheFirstStartsAndAllThatIsWrongIsSaid() throws Exception {
    Path good = agent("good", "every: 1s");
    Path typo = agent("typo", "evry: 1s");
    Path jitter = agent("jitter", "every: 60s, deadline: 30s, jitter: 30s");
    Path none = devnet.agent("none", "rebalancer", Map.of());
    long sent = devnet.sent();

    assertThat(
            devnet
                .terminal()
                .run("start", good, typo, jitter)
                .ends(Exit.CONFIGURATION)
                .complaints())
        .satisfiesExactly(
            first -> assertThat(first).contains("typo.yaml:7:", "evry", "every"),
            second -> assertThat(second).contains("jitter.yaml:7:", "shorter than the deadline"));
    assertThat(devnet.terminal().run("start", none).ends(Exit.CONFIGURATION).complaints())
        .singleElement()
        .asString()
        .contains("none.yaml has no schedule", "countersign run");
    Path twin = Files.copy(good, good.resolveSibling("twin.yaml"));
    assertThat(devnet.terminal().run("start", good, twin).ends(Exit.CONFIGURATION).complaints())
        .singleElement()
        .asString()
        .contains("twin.yaml:", "another file has an agent called good");
    assertThat(devnet.terminal().run("start").ends(Exit.CONFIGURATION).err()).contains("FILE");
    assertThat(devnet.sent()).isEqualTo(sent);
  }
}
