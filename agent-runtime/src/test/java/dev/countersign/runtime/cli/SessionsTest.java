package dev.countersign.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.network.chain.JsonRpc;
import dev.countersign.network.chain.RpcLimits;
import dev.countersign.receipt.Slot;
import dev.countersign.runtime.AgentSession;
import dev.countersign.runtime.Countersign;
import dev.countersign.runtime.agent.AgentFile;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.run.RunListener;
import dev.countersign.runtime.run.RunReport;
import dev.countersign.runtime.workplace.Notices;
import dev.countersign.runtime.workplace.Workplace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.json.JsonMapper;

/** Several sessions of one home, and what a Java program has of them. */
@ExtendWith(OnDevnet.class)
class SessionsTest {
  private static final Pattern SLOT = Pattern.compile("  slot (\\d+)  ");

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final LocalDevnet devnet;
  private final List<String> told = Collections.synchronizedList(new ArrayList<>());

  SessionsTest(LocalDevnet devnet) {
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

  /** A runtime in this process, on the network that the command line has brought up. */
  private Countersign countersign() throws Exception {
    String build = Files.readString(devnet.home().resolve("devnet.build"));
    System.setProperty("countersign.app", build); // Otherwise it would be hosted anew.
    Workplace workplace =
        Workplace.of(Terminal.checkout(), Clock.systemUTC(), new SecureRandom())
            .withHome(devnet.home())
            .withNotices(
                new Notices() {
                  @Override
                  public void tells(String sentence) {
                    told.add(sentence);
                  }
                });
    return Countersign.open(workplace);
  }

  /** The other one starts between what the journal says and the first transaction. */
  @Test
  void aRunThatIsUnderWayIsNotTakenForDeadByAnotherSession() throws Exception {
    AgentFile live = AgentFile.read(agent("live-meanwhile"));
    AgentFile other = AgentFile.read(agent("starts-meanwhile"));
    List<RunReport> begun = new ArrayList<>();
    try (Countersign countersign = countersign();
        AgentSession session = countersign.open(live, false)) {
      RunListener meanwhile =
          new RunListener() {
            @Override
            public void underWay(RunReport report) {
              begun.add(report);
              openAndClose(countersign, other);
            }
          };
      RunReport report = session.run(session.nextSlot(), meanwhile);
      assertThat(begun).singleElement().satisfies(r -> assertThat(r.isUnderWay()).isTrue());
      assertThat(report.exit()).isEqualTo(Exit.DONE);
      assertThat(told)
          .anyMatch(sentence -> sentence.contains("an earlier action of live-meanwhile"))
          .noneMatch(sentence -> sentence.contains("has ended"));
      assertThat(session.done(report.slot())).contains(report);
    }
  }

  private static void openAndClose(Countersign countersign, AgentFile file) {
    try {
      countersign.open(file, false).close();
    } catch (Failure e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** There is one more block, with the transaction in it; so nothing becomes final. */
  @Test
  void whatIsMinedAndNotFinalInTimeIsExecutedAndSettledLater() throws Exception {
    AgentFile file = AgentFile.read(agent("slowly-final"));
    Slot slot;
    try (ExecutorService thread = Executors.newSingleThreadExecutor();
        Countersign countersign = countersign();
        AgentSession session = countersign.open(file, false)) {
      List<Future<?>> mining = new ArrayList<>();
      RunListener stopping =
          new RunListener() {
            @Override
            public void underWay(RunReport begun) {
              signalHost("STOP"); // It is what mines.
              mining.add(thread.submit(SessionsTest.this::mineWhatIsSent));
            }
          };
      RunReport report;
      try {
        report = session.run(session.nextSlot(), stopping);
      } finally {
        signalHost("CONT");
      }
      mining.getFirst().get();
      slot = report.slot();
      assertThat(report.exit()).isEqualTo(Exit.DONE);
      assertThat(report.status()).isEqualTo("executed");
      assertThat(report.sentence()).contains("its block is not final yet");
      assertThat(report.execution().orElseThrow().settled()).isFalse();
      assertThat(session.done(slot)).contains(report);
    }
    assertThat(devnet.terminal().run("status").ends(Exit.DONE).out())
        .contains("slowly-final slot " + slot + " is mined");
    assertThat(devnet.terminal().run("history").ends(Exit.DONE).out())
        .containsPattern("slowly-final +executed");

    assertThat(devnet.terminal().run("run", agent("settles-it")).ends(Exit.DONE).err())
        .contains("an earlier run of slowly-final", "did what was certified");
    assertThat(devnet.terminal().run("explain", slot).ends(Exit.DONE).out())
        .contains("executed", "final")
        .doesNotContain("not final");
  }

  private Void mineWhatIsSent() throws Exception {
    URI rpc = devnet.network().devnet().network().orElseThrow().rpc();
    long end = System.nanoTime() + LIMIT.toNanos();
    try (JsonRpc node = JsonRpc.open(rpc, RpcLimits.DEFAULT)) {
      while (devnet.chain().pendingNonce(devnet.at().payer()) == devnet.sent()) {
        assertThat(System.nanoTime() - end).as("nothing was sent within %s", LIMIT).isNegative();
        TimeUnit.MILLISECONDS.sleep(5);
      }
      node.call("evm_mine");
    }
    return null;
  }

  private void signalHost(String signal) {
    try {
      Path host = devnet.home().resolve("devnet").resolve("host.json");
      long pid = JsonMapper.shared().readTree(Files.readAllBytes(host)).path("pid").asLong();
      new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aSlotThatIsDoneRegistersNothingAgain() throws Exception {
    Path agent = agent("done-and-changed");
    Matcher slot = SLOT.matcher(devnet.terminal().run("run", agent).ends(Exit.DONE).out());
    assertThat(slot.find()).isTrue();
    long sent = devnet.sent();
    String text = Files.readString(agent);
    assertThat(text).contains("WETH: \"0.01\"");
    Files.writeString(agent, text.replace("WETH: \"0.01\"", "WETH: \"0.011\""));

    Terminal.Outcome again =
        devnet.terminal().run("run", "--slot", slot.group(1), agent).ends(Exit.DONE);
    assertThat(again.out()).contains("is done already");
    assertThat(again.err()).doesNotContain("registering");
    assertThat(devnet.sent()).isEqualTo(sent);
  }

  @Test
  void aJavaProgramFollowsTheRunOfAnAgentThatItBuilt() throws Exception {
    AgentFile file = AgentFile.read(agent("from-java"));
    List<String> steps = new ArrayList<>();
    RunListener listener =
        new RunListener() {
          @Override
          public void settled(RunReport.Execution execution, long millis) {
            steps.add("settled");
          }
        };
    try (Countersign countersign = countersign()) {
      RunReport report = countersign.run(file.agent(), true, listener);
      assertThat(report.exit()).isEqualTo(Exit.DONE);
      assertThat(steps).containsExactly("settled");
    }
  }
}
