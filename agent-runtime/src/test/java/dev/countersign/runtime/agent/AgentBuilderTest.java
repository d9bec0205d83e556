package dev.countersign.runtime.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Profile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The file and the builder are two ways to write one record. */
class AgentBuilderTest {
  private static final Address ALICE = new Address("0x" + "0".repeat(35) + "a11ce");

  @ParameterizedTest
  @MethodSource("dev.countersign.runtime.agent.AgentFileTest#examples")
  void aFileWrittenFromAnAgentReadsBackToIt(Path file) throws Failure {
    Agent agent = AgentFile.read(file).agent();
    assertThat(reread(agent)).isEqualTo(agent);
  }

  @Test
  void whateverTheBuilderCanSayAFileCanSay() throws Failure {
    Agent agent = full().build();
    assertThat(reread(agent)).isEqualTo(agent);
    assertThat(agent.mode()).isEqualTo(Agent.Mode.LIVE);
    assertThat(agent.schedule().trigger())
        .isEqualTo(new Agent.Cron("*/5 0-6 1,15 * 1-5", "Europe/Berlin"));
    assertThat(agent.policy().recipients()).containsEntry("alice", ALICE);
    assertThat(agent.policy().protections()).isEqualTo(new Agent.Protections(1, 2, 3, 4, 5, 6));
    assertThat(agent.verify()).isEqualTo(new Agent.Verify(Profile.MARGIN, 3, 5));
  }

  @Test
  void theBuilderIsRefusedWhatAFileIsRefused() {
    assertThatThrownBy(() -> full().token("WETH", "1", "1").build())
        .isInstanceOf(Failure.class)
        .hasMessageContaining("policy.tokens names \"WETH\" twice");
    assertThatThrownBy(() -> full().verify(Profile.EXACT, 1, 2).build())
        .isInstanceOf(Failure.class)
        .hasMessageContaining("more than half");
    assertThatThrownBy(() -> Agent.builder("UPPER").build()).isInstanceOf(Failure.class);
  }

  private static AgentBuilder full() {
    return Agent.builder("full")
        .description("says \"everything\": 100 % \u00e9\n\u2028")
        .live()
        .on("devnet", "treasury")
        .schedule(
            new Agent.Schedule(
                new Agent.Cron("*/5 0-6 1,15 * 1-5", "Europe/Berlin"),
                Agent.Misfire.RUN_ONCE,
                Agent.Overlap.FORBID,
                120,
                7))
        .observe(new Agent.Candles("WETH", "USDC", 3600, 64, "uniswap-v3-500"))
        .observe(new Agent.Balances(List.of("WETH", "USDC")))
        .strategy("rebalance", "{\"targets\":{\"WETH\":\"60%\"},\"list\":[1,-2,{\"a\":\"7\"}]}")
        .model("signal-v1")
        .token("WETH", "0.2", "1")
        .incomingToken("USDC")
        .recipient("alice", ALICE)
        .maxGas("0.01", "0.05")
        .maxSlippageBps(50, 100)
        .priceCheck(new Agent.PriceCheck(List.of("twap", "feed"), 150))
        .protections(new Agent.Protections(1, 2, 3, 4, 5, 6))
        .minInterval(61)
        .verify(Profile.MARGIN, 3, 5);
  }

  private static Agent reread(Agent agent) throws Failure {
    byte[] text = AgentWriter.yaml(agent).getBytes(StandardCharsets.UTF_8);
    return AgentFile.parse(Path.of("again.yaml"), text).agent();
  }
}
