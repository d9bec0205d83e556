package dev.countersign.runtime.redteam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.network.chain.ChainException;
import dev.countersign.network.chain.JsonRpc;
import dev.countersign.network.devnet.DevnetAddresses;
import dev.countersign.receipt.Bytes;
import dev.countersign.runtime.agent.AgentFile;
import dev.countersign.runtime.workplace.Workplace;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A gate without some of its checks: the attacks that these must stop are not stopped any more, and
 * the table says so. The gate is the one with switches that its own tests are made with.
 */
class ChecksOffTest {
  private static final Path ROOT = Path.of(System.getProperty("countersign.root", ".."));
  private static final Instant WORKDAY = Instant.parse("2025-03-05T09:30:00Z");
  private static final String GATE = "/dev/countersign/network/contracts/SwitchableGate.json";
  private static final String CHECKS = "/dev/countersign/network/gate/checks.json";
  private static final String SWITCHES = "0x" + "ff".repeat(32);

  /** The check that is off, and the attack that shows it. */
  private static final Map<String, String> SHOWN =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("slot-rising", "replayed-receipt"),
              Map.entry("too-late", "expired"),
              Map.entry("too-early", "not-yet-valid"),
              Map.entry("paused", "paused"),
              Map.entry("calls-hash", "changed-flows"),
              Map.entry("account", "signed-for-other-account"),
              Map.entry("profile", "weak-profile-verdict"),
              Map.entry("manifest", "manifest-not-registered"),
              Map.entry("signers-ascending", "one-signer-twice"),
              Map.entry("verifier-unknown", "unknown-signer"),
              Map.entry("verifier-removed", "removed-signer"),
              Map.entry("transfer-recipient", "unlisted-recipient"),
              Map.entry("token-length", "trailing-data"),
              Map.entry("action-cap", "over-action-cap"),
              Map.entry("day-cap", "over-day-cap"),
              Map.entry("flow-least", "false-flow"),
              Map.entry("no-outflow", "unstated-flow"),
              Map.entry("guard-module", "second-module"),
              Map.entry("only-guardian", "take-over-gate")));

  @TempDir private Path folder;

  private RedteamReport attacked(List<String> off) throws Exception {
    Weakness weakness =
        new Weakness() {
          @Override
          public void breaks(JsonRpc node, DevnetAddresses at) throws ChainException {
            replaceGate(node, at, off);
          }
        };
    Workplace workplace =
        Workplace.of(ROOT, Clock.fixed(WORKDAY, ZoneOffset.UTC), new SecureRandom())
            .withHome(folder.resolve("home"));
    return Redteam.run(
        AgentFile.read(ROOT.resolve("examples/agents/payroll.yaml")),
        SHOWN.values(),
        workplace,
        RedteamListener.NONE,
        weakness);
  }

  private static void replaceGate(JsonRpc node, DevnetAddresses at, List<String> off)
      throws ChainException {
    DevnetAddresses.Treasury treasury = at.treasury();
    Bytes arguments =
        Abi.call("constructor(address,address,uint64)", treasury.safe(), treasury.guardian(), 0);
    String code = resource(GATE).path("bytecode").asString() + arguments.hex().substring(10);
    String deployed =
        node.call(
                "eth_call",
                Map.of("from", at.market().account().hex(), "data", code, "gas", "0x1c9c380"),
                "latest")
            .asString();
    node.call("anvil_setCode", treasury.gate().hex(), deployed);
    BigInteger switches = BigInteger.ZERO;
    int bit = 0;
    for (JsonNode check : resource(CHECKS)) {
      switches = off.contains(check.path("id").asString()) ? switches.setBit(bit) : switches;
      bit++;
    }
    assertThat(switches.bitCount()).isEqualTo(off.size());
    node.call("anvil_setStorageAt", treasury.gate().hex(), SWITCHES, "0x%064x".formatted(switches));
  }

  private static JsonNode resource(String name) {
    try (InputStream in = ChecksOffTest.class.getResourceAsStream(name)) {
      return JsonMapper.shared().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatAMissingCheckLetsThroughIsNotStopped() throws Exception {
    RedteamReport report = attacked(new ArrayList<>(SHOWN.keySet()));

    assertThat(report.rows()).hasSize(SHOWN.size());
    assertThat(report.rows())
        .allSatisfy(
            row ->
                assertThat(row.status())
                    .as("%s: %s %s", row.id(), row.note(), row.attempts())
                    .isEqualTo(Row.Status.NOT_STOPPED));
    assertThat(report.moved()).isTrue();
  }

  @Test
  void withEveryCheckOnTheSameGateStopsThemAll() throws Exception {
    RedteamReport report = attacked(List.of());

    assertThat(report.rows()).hasSize(SHOWN.size());
    assertThat(report.rows())
        .allSatisfy(row -> assertThat(row.status()).isEqualTo(Row.Status.STOPPED));
    assertThat(report.moved()).isFalse();
  }
}
