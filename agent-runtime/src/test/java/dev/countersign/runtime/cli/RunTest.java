package dev.countersign.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.receipt.Address;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.cli.LocalDevnet.Holdings;
import dev.countersign.runtime.run.RunReport;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs that pay, hold, only pretend, or come too soon. */
@ExtendWith(OnDevnet.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunTest {
  private static final Address ALICE = new Address("0x00000000000000000000000000000000000a11ce");
  private static final Address BOB = new Address("0x0000000000000000000000000000000000000b0b");
  private static final String PAYDAY = "day: 1 ";

  private final LocalDevnet devnet;
  private final Terminal terminal;

  RunTest(LocalDevnet devnet) {
    this.devnet = devnet;
    this.terminal = devnet.terminal();
  }

  private RunReport run(Path agent) throws Exception {
    Terminal.Outcome outcome = terminal.run("run", "--json", agent).ends(Exit.DONE);
    return RunReport.parse(outcome.out().getBytes(StandardCharsets.UTF_8));
  }

  private static LocalDate today() {
    return LocalDate.ofInstant(java.time.Instant.now(), ZoneOffset.UTC);
  }

  @Test
  void onAnotherDayThePayrollHoldsAndTheHoldHasAReceipt() throws Exception {
    int tomorrow = today().plusDays(1).getDayOfMonth();
    Path agent = devnet.agent("patient", "payroll", Map.of(PAYDAY, "day: " + tomorrow + " "));
    Holdings held = devnet.holdings();

    RunReport report = run(agent);
    assertThat(report.status()).isEqualTo("held");
    assertThat(report.decision().orElseThrow().intents()).containsExactly("hold (not-payday)");
    assertThat(report.execution()).isEmpty();
    assertThat(devnet.holdings()).isEqualTo(held);
    assertThat(devnet.executions(report.agentId(), report.slot())).isEmpty();
    assertThat(terminal.run("verify", report.bundle()).ends(Exit.DONE).out())
        .contains(report.receiptId().orElseThrow().hex());
  }

  @Test
  void onItsDayThePayrollPaysOnce() throws Exception {
    Path agent =
        devnet.agent("payer", "payroll", Map.of(PAYDAY, "day: " + today().getDayOfMonth() + " "));
    Address usdc = devnet.at().tokens().usdc();
    BigInteger alice = devnet.balance(usdc, ALICE);
    BigInteger bob = devnet.balance(usdc, BOB);

    RunReport paid = run(agent);
    assertThat(paid.status()).isEqualTo("executed");
    assertThat(devnet.balance(usdc, ALICE).subtract(alice)).isEqualTo(40_000_000);
    assertThat(devnet.balance(usdc, BOB).subtract(bob)).isEqualTo(25_500_000);

    RunReport again = run(agent);
    assertThat(again.decision().orElseThrow().intents()).containsExactly("hold (already-paid)");
    assertThat(devnet.balance(usdc, ALICE).subtract(alice)).isEqualTo(40_000_000);
  }

  @Test
  void onPaperEverythingIsDoneButNothingMoves() throws Exception {
    Path agent =
        devnet.agent(
            "writer",
            "rebalancer",
            Map.of(
                "mode: live ",
                "mode: paper ",
                "{WETH: \"60%\", USDC: \"40%\"}",
                "{WETH: \"5%\", USDC: \"95%\"}"));
    Holdings held = devnet.holdings();
    long sent = devnet.sent();

    RunReport report = run(agent);
    assertThat(report.status()).isEqualTo("simulated");
    assertThat(report.decision().orElseThrow().intents().getFirst()).startsWith("sell ");
    assertThat(report.sentence()).contains("calls would succeed", "nothing was sent");
    assertThat(devnet.holdings()).isEqualTo(held);
    assertThat(devnet.sent()).isEqualTo(sent);
    terminal.run("verify", report.bundle()).ends(Exit.DONE);
  }

  @Test
  void theNextRunWaitsUntilTheMinIntervalIsOver() throws Exception {
    Path agent = devnet.agent("eager", "payroll", Map.of("min-interval: 1s", "min-interval: 8s"));
    RunReport first = run(agent);
    RunReport second = run(agent);
    assertThat(second.slot().anchor()).isGreaterThanOrEqualTo(first.slot().anchor() + 8);

    // The verifiers do not take the runtime's word for it.
    long tooSoon = second.slot().value() + 256;
    assertThat(terminal.run("run", "--slot", tooSoon, agent).ends(Exit.NOT_VERIFIED).complaints())
        .singleElement()
        .asString()
        .contains("nothing moves: 0 of the 2 verdicts that are needed", "TOO_SOON");
  }

  @Test
  void aSlotThatIsNoneOrFarAheadIsRefused() throws Exception {
    Path agent = devnet.agent("dreamer", "payroll", Map.of());
    long farAhead = (java.time.Instant.now().getEpochSecond() + 86_400) * 256;
    assertThat(terminal.run("run", "--slot", farAhead, agent).ends(Exit.REFUSED).complaints())
        .singleElement()
        .asString()
        .contains("lies ", " seconds in the future");
    assertThat(terminal.run("run", "--slot", -1, agent).ends(Exit.CONFIGURATION).complaints())
        .singleElement()
        .asString()
        .contains("--slot");
  }
}
