package dev.countersign.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.network.chain.JsonRpc;
import dev.countersign.network.chain.RpcLimits;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.VerifierKey;
import dev.countersign.runtime.agent.Exit;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the owner and the guardian of an account can do by command. */
@ExtendWith(OnDevnet.class)
class AccountTest {
  private static final Address COLD = VerifierKey.of(BigInteger.valueOf(0xc01d)).address();

  /** Says to everybody that they have five, and false to everything else. */
  private static final Bytes FALSE_WITH_FIVE_DAI =
      new Bytes("0x5f3560e01c6370a08231146015575f5f5260205ff35b674563918244f400005f5260205ff3");

  private final LocalDevnet devnet;
  private final Terminal terminal;

  AccountTest(LocalDevnet devnet) {
    this.devnet = devnet;
    this.terminal = devnet.terminal();
  }

  @Test
  void theTreasuryIsShownAndItsGateIsItsOnlyModule() throws Exception {
    JsonNode shown = terminal.run("account", "show", "--json").ends(Exit.DONE).json();
    Address safe = devnet.at().treasury().safe();
    assertThat(shown.path("safe").asString()).isEqualTo(safe.hex());
    assertThat(shown.path("guarded").asBoolean()).isTrue();
    assertThat(shown.path("modules")).hasSize(1);
    BigInteger usdc = devnet.balance(devnet.at().tokens().usdc(), safe);
    assertThat(shown.path("balances").findValuesAsString("amount")).contains(usdc.toString());
    terminal.run("account", "show", "nobody").ends(Exit.CONFIGURATION);
  }

  @Test
  void theGuardianPausesAndOnlyTheOwnerLetsItGoOn() throws Exception {
    Path agent = devnet.agent("paused", "rebalancer", Map.of());
    terminal.run("account", "pause").ends(Exit.DONE);
    try {
      LocalDevnet.Holdings before = devnet.holdings();
      Terminal.Outcome run = terminal.run("run", agent).ends(Exit.STOPPED);
      assertThat(run.complaints()).hasSize(1).first().asString().contains("PAUSED");
      assertThat(devnet.holdings()).isEqualTo(before);
    } finally {
      terminal.run("account", "unpause").ends(Exit.DONE);
    }
    assertThat(terminal.run("account", "unpause").ends(Exit.DONE).out())
        .contains("nothing was done");
  }

  @Test
  void theOwnerTakesOutWhatThereIsAndNoMore() throws Exception {
    Address usdc = devnet.at().tokens().usdc();
    BigInteger before = devnet.holdings().usdc();
    terminal
        .run("account", "withdraw", "--token", "USDC", "--amount", "1.25", "--to", COLD)
        .ends(Exit.DONE);
    assertThat(devnet.holdings().usdc()).isEqualTo(before.subtract(new BigInteger("1250000")));
    assertThat(devnet.balance(usdc, COLD)).isEqualTo(new BigInteger("1250000"));

    for (String wrong : new String[] {"99999999", "0", "-1", "0.0000001", "1,5", "much"}) {
      Terminal.Outcome refused =
          terminal.run("account", "withdraw", "--token=USDC", "--amount=" + wrong, "--to", COLD);
      refused.ends(Exit.CONFIGURATION);
      assertThat(refused.complaints()).hasSize(1);
    }
    assertThat(devnet.balance(usdc, COLD)).isEqualTo(new BigInteger("1250000"));
  }

  @Test
  void whatATokenOnlySaidIsNotCalledWithdrawn() throws Exception {
    Address dai = devnet.at().tokens().dai();
    Bytes code = devnet.chain().code(dai);
    try (JsonRpc node =
        JsonRpc.open(devnet.network().devnet().network().orElseThrow().rpc(), RpcLimits.DEFAULT)) {
      node.call("anvil_setCode", dai.hex(), FALSE_WITH_FIVE_DAI.hex());
      try {
        Terminal.Outcome outcome =
            terminal.run("account", "withdraw", "--token=DAI", "--amount=1", "--to", COLD);
        outcome.ends(Exit.NOT_EXECUTED);
        assertThat(outcome.out()).doesNotContain("withdrawn");
        assertThat(outcome.complaints())
            .hasSize(1)
            .first()
            .asString()
            .contains("fell by 0 DAI, not by 1");
      } finally {
        node.call("anvil_setCode", dai.hex(), code.hex());
      }
    }
  }

  @Test
  void aVerifierThatWasRemovedDoesNotComeBack() throws Exception {
    terminal.run("account", "add-verifier", COLD).ends(Exit.DONE);
    terminal.run("account", "remove-verifier", COLD).ends(Exit.DONE);
    Terminal.Outcome again = terminal.run("account", "add-verifier", COLD);
    assertThat(again.ends(Exit.CONFIGURATION).complaints().getFirst()).contains("was removed");
  }

  @Test
  void anAccountOfAColdOwnerWaitsForItsSignature() throws Exception {
    Object[] create = {
      "account",
      "create",
      "cold",
      "--network",
      "devnet",
      "--owner",
      COLD,
      "--delay",
      "1h",
      "--verifier",
      devnet.verifiers().getFirst().address(),
      "--json"
    };
    JsonNode made = terminal.run(create).ends(Exit.DONE).json();
    assertThat(made.path("complete").asBoolean()).isFalse();
    Path file = Path.of(made.path("ownersTransaction").asString());
    JsonNode safeJson = JsonMapper.shared().readTree(Files.readAllBytes(file));
    assertThat(safeJson.path("meta").path("createdFromSafeAddress").asString())
        .isEqualToIgnoringCase(made.path("safe").asString());
    assertThat(safeJson.path("transactions")).hasSize(3);

    long sent = devnet.sent();
    assertThat(terminal.run(create).ends(Exit.DONE).json()).isEqualTo(made);
    assertThat(devnet.sent()).isEqualTo(sent);
  }
}
