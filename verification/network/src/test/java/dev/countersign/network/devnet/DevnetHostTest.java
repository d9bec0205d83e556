package dev.countersign.network.devnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.network.chain.RpcChain;
import dev.countersign.network.chain.RpcLimits;
import dev.countersign.network.devnet.DevnetFailed.Reason;
import dev.countersign.receipt.BlockRef;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevnetHostTest {
  @TempDir private Path home;

  private DevnetOptions options(Progress progress) {
    return SharedWorld.options(home, progress).withHours(5);
  }

  @Test
  void itsNodeIsStartedAgainInPlaceWithoutLosingBlocksOrLogs() throws Exception {
    List<String> steps = new ArrayList<>();
    try (DevnetHost host = DevnetHost.start(options((step, done, total) -> steps.add(step)));
        RpcChain chain = RpcChain.connect(host.network().rpc(), 31337, RpcLimits.DEFAULT)) {
      assertThat(steps).contains("starting", "deploying the contracts", "replaying the market");
      BlockRef head = chain.head();
      BlockRef earlier = chain.block(head.number() - 3);
      host.node().restart();
      assertThat(chain.head()).isEqualTo(head);
      assertThat(chain.block(earlier.number())).isEqualTo(earlier);
      host.node().tick(SharedWorld.NOW.plusSeconds(60));
      assertThat(chain.head().timestamp()).isEqualTo(SharedWorld.NOW.getEpochSecond() + 60);
      assertThat(chain.fees().baseFee()).isGreaterThan(java.math.BigInteger.valueOf(800_000_000));
    }
    try (DevnetHost again = DevnetHost.start(options(Progress.SILENT));
        RpcChain chain = RpcChain.connect(again.network().rpc(), 31337, RpcLimits.DEFAULT)) {
      assertThat(chain.head().timestamp()).isEqualTo(SharedWorld.NOW.getEpochSecond() + 60);
      assertThat(again.keys().owner().address())
          .isEqualTo(again.network().addresses().treasury().owner());
    }
  }

  @Test
  void thereIsOneHostForAHome() throws Exception {
    try (DevnetHost host = DevnetHost.start(options(Progress.SILENT))) {
      assertThat(host.network().addresses().chainId()).isEqualTo(31337);
      DevnetFailed error =
          catchThrowableOfType(
              DevnetFailed.class, () -> DevnetHost.start(options(Progress.SILENT)).close());
      assertThat(error.reason()).isEqualTo(Reason.BUSY);
    }
  }

  @Test
  void aLostOrBrokenStateSaysHowToStartOver() throws Exception {
    DevnetHost.start(options(Progress.SILENT)).close();
    Path state = home.resolve("devnet/state.json");
    Files.writeString(state, "{\"block\":");
    assertState("devnet reset");
    Files.delete(state);
    assertState("devnet reset");
    Files.writeString(home.resolve("devnet/world.json"), "{}");
    assertState("devnet reset");
  }

  private void assertState(String sentence) {
    DevnetFailed error =
        catchThrowableOfType(
            DevnetFailed.class, () -> DevnetHost.start(options(Progress.SILENT)).close());
    assertThat(error.reason()).isEqualTo(Reason.STATE);
    assertThat(error).hasMessageContaining(sentence);
  }

  @Test
  void keysThatOthersCanReadAreNotUsed() throws Exception {
    DevnetFolder folder = new DevnetFolder(home);
    folder.write(DevnetKeys.generate(new java.security.SecureRandom()));
    assertThat(folder.keys().orElseThrow().toString())
        .doesNotContain(folder.keys().orElseThrow().owner().secret().hex());
    Files.setPosixFilePermissions(
        home.resolve("devnet/keys.json"), PosixFilePermissions.fromString("rw-r--r--"));
    DevnetFailed error = catchThrowableOfType(DevnetFailed.class, folder::keys);
    assertThat(error).hasMessageContaining("0600");
  }
}
