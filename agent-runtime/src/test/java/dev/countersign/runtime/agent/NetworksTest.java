package dev.countersign.runtime.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a networks file may say. */
class NetworksTest {
  private static final String GOOD =
      """
      networks:
        local: {kind: devnet}
        other:
          chain-id: 11155111
          rpc: https://node.example/${KEY}
          accounts:
            treasury: {safe: "0x0000000000000000000000000000000000000001", gate: "0x0000000000000000000000000000000000000002"}
          tokens:
            WETH: {address: "0x00000000000000000000000000000000000000bb", decimals: 18}
            USDC: {address: "0x00000000000000000000000000000000000000aa", decimals: 6}
          venues:
            main:
              kind: uniswap-v3
              router: "0x0000000000000000000000000000000000000003"
              quoter: "0x0000000000000000000000000000000000000004"
              pool: "0x0000000000000000000000000000000000000005"
              fee: 500
              tokens: [WETH, USDC]
          feeds:
            WETH/USDC: {address: "0x0000000000000000000000000000000000000006", decimals: 8, max-age: 1h}
          verifiers:
            first: {address: "0x0000000000000000000000000000000000000007", url: "http://127.0.0.1:1", from: 5}
      """;

  @TempDir Path folder;

  @Test
  void theFileThatShipsHasADisposableDevnet() throws Failure {
    Path shipped = Path.of(System.getProperty("countersign.root"), "config", "networks.yaml");
    Networks networks = Networks.read(shipped);
    assertThat(networks.names()).containsExactly("devnet");
    assertThat(networks.isDevnet("devnet")).isTrue();
  }

  @Test
  void everythingIsResolvedByAddress() throws Exception {
    Network network = read(GOOD).network("other", Map.of("KEY", "s3cret")::get);
    assertThat(network.rpc()).isEqualTo(URI.create("https://node.example/s3cret"));
    assertThat(network.disposable()).isFalse();
    assertThat(network.token("USDC").orElseThrow().decimals()).isEqualTo(6);
    assertThat(network.token("ETH").orElseThrow().address().hex()).isEqualTo("0x" + "0".repeat(40));
    assertThat(network.venues().get(0).token0().hex()).endsWith("aa");
    assertThat(network.feeds().get(0).maxAge()).isEqualTo(3600);
    assertThat(network.verifiers().get(0).until()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aVariableThatIsNotSetIsNamedAndItsValueNever() throws Exception {
    assertThatThrownBy(() -> read(GOOD).network("other", Map.<String, String>of()::get))
        .hasMessageContaining("networks.other.rpc needs the environment variable KEY");
    assertThatThrownBy(
            () ->
                read(GOOD.replace("https://node.example/", ""))
                    .network("other", Map.of("KEY", "s3cret://x")::get))
        .hasMessageContaining("is not an http or https URL")
        .message()
        .doesNotContain("s3cret");
  }

  @Test
  void whatIsUnknownIsRefusedWithWhatWasMeant() throws Exception {
    assertThatThrownBy(() -> read(GOOD).network("othr", Map.<String, String>of()::get))
        .hasMessageContaining("no network \"othr\"; did you mean \"other\"?");
    assertThatThrownBy(() -> read(GOOD.replace("chain-id", "chainid")))
        .hasMessageContaining(
            "unknown key \"chainid\" under networks.other; did you mean \"chain-id\"?");
    assertThatThrownBy(
            () ->
                read(GOOD.replace("[WETH, USDC]", "[WETH, USDT]"))
                    .network("other", Map.of("KEY", "k")::get))
        .hasMessageContaining("names USDT, which tokens does not list");
  }

  private Networks read(String text) throws IOException, Failure {
    Path file = Files.writeString(folder.resolve("networks.yaml"), text);
    return Networks.read(file);
  }
}
