package dev.countersign.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.cli.LocalDevnet.Holdings;
import dev.countersign.runtime.local.VerifierProcess;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** With one of three verifiers gone nothing changes; with two gone nothing moves. */
@ExtendWith(OnDevnet.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VerifiersTest {
  private final LocalDevnet devnet;
  private final Path agent;

  VerifiersTest(LocalDevnet devnet) throws Exception {
    this.devnet = devnet;
    // Far from what the account holds, so that there is something to swap each time.
    this.agent =
        devnet.agent(
            "guarded",
            "rebalancer",
            Map.of(
                "{WETH: \"60%\", USDC: \"40%\"}",
                "{WETH: \"5%\", USDC: \"95%\"}", "WETH: \"0.2\"", "WETH: \"0.01\""));
  }

  @AfterAll
  void allThreeRunAgain() throws Exception {
    VerifierProcess left = devnet.verifiers().getFirst();
    assertThat(devnet.terminal().run("devnet", "status").ends(Exit.DONE).out())
        .contains("no answer from verifier-2, verifier-3; countersign devnet up");

    assertThat(devnet.terminal().run("devnet", "up").ends(Exit.DONE).err())
        .contains("verifier-2 did not answer; starting it again")
        .contains("verifier-3 did not answer; starting it again");
    assertThat(devnet.verifiers())
        .hasSize(3)
        .allMatch(verifier -> verifier.state() == VerifierProcess.State.RUNNING)
        .contains(left);
    assertThat(devnet.terminal().run("devnet", "status").ends(Exit.DONE).out())
        .doesNotContain("no answer");
    assertThat(devnet.terminal().run("run", agent).ends(Exit.DONE).out()).contains("executed");
  }

  @Test
  void oneMayBeGoneButNotTwo() throws Exception {
    kill(devnet.verifiers().get(2));
    assertThat(devnet.terminal().run("run", agent).ends(Exit.DONE).out())
        .contains("2 verdicts, 2 needed", "executed  the action is on the chain");

    kill(devnet.verifiers().get(1));
    Holdings held = devnet.holdings();
    long sent = devnet.sent();
    Terminal.Outcome outcome = devnet.terminal().run("run", agent).ends(Exit.NOT_VERIFIED);
    assertThat(outcome.complaints())
        .singleElement()
        .asString()
        .contains("nothing moves: 1 of the 2 verdicts that are needed")
        .contains("verifier-2: failed", "verifier-3: failed");
    assertThat(devnet.holdings()).isEqualTo(held);
    assertThat(devnet.sent()).isEqualTo(sent);
    assertThat(devnet.terminal().run("status").ends(Exit.DONE).out()).contains("1 of 3 run");
    assertThat(devnet.terminal().run("explain", "last").ends(Exit.DONE).out())
        .contains("not verified");
  }

  private static void kill(VerifierProcess verifier) throws Exception {
    ProcessHandle process = ProcessHandle.of(verifier.pid()).orElseThrow();
    process.destroyForcibly();
    process.onExit().get(10, TimeUnit.SECONDS);
  }
}
