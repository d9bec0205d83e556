package dev.countersign.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.network.chain.MinedReceipt;
import dev.countersign.network.gate.Executed;
import dev.countersign.network.quorum.Answer;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes32;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.cli.LocalDevnet.Holdings;
import dev.countersign.runtime.run.RunReport;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The rebalancer of the examples, run as a newcomer runs it; what it prints is compared with what
 * the chain itself says.
 */
@ExtendWith(OnDevnet.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SwapTest {
  private static final Path AGENT =
      Terminal.checkout().resolve("examples").resolve("agents").resolve("rebalancer.yaml");
  private static final Bytes32 SWAP =
      Bytes32.keccak256(
          "Swap(address,address,int256,int256,uint160,uint128,int24)"
              .getBytes(StandardCharsets.US_ASCII));

  private final LocalDevnet devnet;
  private final Terminal terminal;
  private final Holdings before;
  private final RunReport report;
  private final Holdings after;

  SwapTest(LocalDevnet devnet) throws Exception {
    this.devnet = devnet;
    this.terminal = devnet.terminal();
    before = devnet.holdings();
    report = run(AGENT, Exit.DONE);
    after = devnet.holdings();
  }

  private RunReport run(Path agent, Exit exit) throws Exception {
    return report(terminal.run("run", "--json", agent).ends(exit));
  }

  private static RunReport report(Terminal.Outcome outcome) {
    return RunReport.parse(outcome.out().getBytes(StandardCharsets.UTF_8));
  }

  @BeforeAll
  void itSwapped() {
    assertThat(report.status()).isEqualTo("executed");
    assertThat(report.execution()).isPresent();
  }

  @Test
  void theTransactionIsOnTheChainAndSucceeded() throws Exception {
    RunReport.Execution execution = report.execution().orElseThrow();
    MinedReceipt mined = devnet.receipt(execution.transaction());
    assertThat(mined.success()).isTrue();
    assertThat(mined.block()).isEqualTo(execution.block());
    assertThat(mined.from()).isEqualTo(devnet.keys().payer().address());
    assertThat(mined.gasUsed()).isEqualTo(execution.gasUsed());
    assertThat(mined.cost()).isEqualTo(new BigInteger(execution.fee()));
  }

  @Test
  void uniswapsPoolEmittedOneSwap() throws Exception {
    MinedReceipt mined = devnet.receipt(report.execution().orElseThrow().transaction());
    assertThat(mined.logs())
        .filteredOn(log -> log.topics().getFirst().equals(SWAP))
        .singleElement()
        .satisfies(log -> assertThat(log.emitter()).isEqualTo(devnet.at().v3().wethUsdc()));
  }

  @Test
  void theBalancesMovedAsItSays() {
    assertThat(units("WETH", RunReport.Balance::before)).isEqualTo(before.weth());
    assertThat(units("USDC", RunReport.Balance::before)).isEqualTo(before.usdc());
    assertThat(units("WETH", RunReport.Balance::after)).isEqualTo(after.weth());
    assertThat(units("USDC", RunReport.Balance::after)).isEqualTo(after.usdc());
    assertThat(after.weth()).isLessThan(before.weth());
    assertThat(after.usdc()).isGreaterThan(before.usdc());
  }

  private BigInteger units(
      String symbol, java.util.function.Function<RunReport.Balance, String> which) {
    RunReport.Balance balance =
        report.balances().stream().filter(b -> b.symbol().equals(symbol)).findFirst().orElseThrow();
    int decimals = symbol.equals("USDC") ? 6 : 18;
    return new BigDecimal(which.apply(balance)).movePointRight(decimals).toBigIntegerExact();
  }

  @Test
  void theGateSaysWhichReceiptItExecutedAndWhatMoved() throws Exception {
    assertThat(devnet.executions(report.agentId(), report.slot()))
        .singleElement()
        .satisfies(
            executed -> {
              assertThat(executed.receiptId()).isEqualTo(report.receiptId().orElseThrow());
              assertThat(executed.flows())
                  .containsExactlyInAnyOrder(
                      moved(devnet.at().tokens().weth(), after.weth().subtract(before.weth())),
                      moved(devnet.at().tokens().usdc(), after.usdc().subtract(before.usdc())));
            });
  }

  private static Executed.Measured moved(Address token, BigInteger delta) {
    return new Executed.Measured(token, delta);
  }

  @Test
  void twoVerifiersOfThreeCountersigned() throws Exception {
    List<Address> registered = devnet.at().treasury().verifiers();
    assertThat(report.verifiers()).extracting(Answer::address).hasSameElementsAs(registered);
    assertThat(report.verifiers())
        .filteredOn(answer -> answer.kind() == Answer.Kind.VERDICT)
        .extracting(Answer::address)
        .hasSizeGreaterThanOrEqualTo(2)
        .doesNotHaveDuplicates();
  }

  @Test
  void theSameSlotAgainHasNoEffectAndSaysSo() throws Exception {
    Holdings held = devnet.holdings();
    long sent = devnet.sent();
    Terminal.Outcome again = terminal.run("run", "--slot", report.slot(), AGENT);
    again.ends(Exit.DONE);
    assertThat(again.out())
        .contains("slot " + report.slot() + " of rebalancer is done already (executed)")
        .contains("nothing was done again");
    assertThat(devnet.sent()).isEqualTo(sent);
    assertThat(devnet.holdings()).isEqualTo(held);
    assertThat(devnet.executions(report.agentId(), report.slot())).hasSize(1);
  }

  @Test
  void theBundleVerifiesOfflineAndNamesWhomItBelieves() throws Exception {
    Terminal.Outcome verified = terminal.run("verify", "--json", report.bundle()).ends(Exit.DONE);
    assertThat(verified.json().at("/verified").asBoolean()).isTrue();
    assertThat(verified.json().at("/trustFrom").asString()).isEqualTo("the network devnet");
    assertThat(verified.json().at("/report/receiptId").asString())
        .isEqualTo(report.receiptId().orElseThrow().hex());
  }

  @Test
  void runAgainTheModelGivesTheSameReceipt() throws Exception {
    assertThat(terminal.run("verify", "--re-execute", report.bundle()).ends(Exit.DONE).out())
        .contains("re-executed")
        .contains("the same receipt to the byte");
  }

  @Test
  void itIsExplainedByAnyOfItsNames() throws Exception {
    String transaction = report.execution().orElseThrow().transaction().prefixed();
    for (String name : List.of(report.runId().hex(), transaction, report.slot().toString())) {
      assertThat(terminal.run("explain", name).ends(Exit.DONE).out())
          .containsSubsequence(
              "rebalancer  live on devnet  slot " + report.slot(),
              "what came of it",
              "executed",
              transaction,
              "who countersigned",
              report.receiptId().orElseThrow().hex(),
              "what was decided, and why",
              "because       WETH is ",
              "what the model said",
              "what was seen",
              "64 candles of WETH/USDC");
    }
  }

  @Test
  void explainTellsAProgramWhatTheRunTold() throws Exception {
    RunReport told = report(terminal.run("explain", "--json", report.runId().hex()));
    assertThat(told).isEqualTo(report);
  }

  @Test
  void historyAndStatusKnowTheRun() throws Exception {
    assertThat(terminal.run("history").ends(Exit.DONE).out())
        .contains(report.runId().hex().substring(0, 12));
    assertThat(terminal.run("history", "--json").ends(Exit.DONE).json().values())
        .extracting(run -> run.at("/runId").asString())
        .contains(report.runId().hex());
    var status = terminal.run("status", "--json").ends(Exit.DONE).json();
    assertThat(status.at("/devnet").asString()).isEqualTo("running");
    assertThat(status.at("/alive").asInt()).isEqualTo(3);
    assertThat(status.at("/underWay").isEmpty()).isTrue();
    assertThat(terminal.run("status").ends(Exit.DONE).out()).contains("3 of 3 run", "last run");
  }

  @Test
  void editedCapsAndTargetsJustWorkAndTheRunSaysWhatChanged() throws Exception {
    Map<String, String> none = Map.of();
    Path agent = devnet.agent("tuned", "rebalancer", none);
    Terminal.Outcome first = terminal.run("run", agent).ends(Exit.DONE);
    assertThat(first.err()).contains("registering tuned with the account's owner");

    String edited =
        Files.readString(agent)
            .replace("WETH: \"0.2\"", "WETH: \"0.01\"")
            .replace("{WETH: \"60%\", USDC: \"40%\"}", "{WETH: \"20%\", USDC: \"80%\"}");
    Files.writeString(agent, edited);
    Terminal.Outcome second = terminal.run("run", agent).ends(Exit.DONE);
    assertThat(second.err())
        .contains("tuned changed; registering it again with the account's owner")
        .contains("max-per-action WETH: 0.2 -> 0.01")
        .contains("6000 -> 2000");
    assertThat(second.out())
        .contains("sell 0.01 WETH for USDC")
        .contains("executed  the action is on the chain and did what was certified");
  }
}
