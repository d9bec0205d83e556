package dev.countersign.network.devnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.network.chain.EventLog;
import dev.countersign.network.chain.RpcChain;
import dev.countersign.network.chain.RpcLimits;
import dev.countersign.network.devnet.DevnetFailed.Reason;
import dev.countersign.network.devnet.DevnetStatus.State;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bytes32;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of a devnet whose host is a process of its own, as in real life. */
class DevnetTest {
  private static final int HOURS = 20;
  private static final Bytes32 SWAP_V3 =
      Bytes32.keccak256(
          "Swap(address,address,int256,int256,uint160,uint128,int24)"
              .getBytes(StandardCharsets.US_ASCII));

  @TempDir private Path home;

  private final AtomicInteger launches = new AtomicInteger();
  private final List<ProcessHandle> hosts = new ArrayList<>();
  private Devnet devnet = new Devnet(Path.of("."));

  @BeforeEach
  void prepare() {
    devnet = new Devnet(home);
  }

  @AfterEach
  void endWhatIsLeft() throws DevnetFailed {
    devnet.reset();
    hosts.forEach(ProcessHandle::destroyForcibly);
  }

  @Test
  void manyMayStartItAndItIsOneAndItsStateSurvivesDown() throws Exception {
    assertThat(devnet.status().state()).isEqualTo(State.ABSENT);
    DevnetNetwork first = upFromThreeThreads();
    assertThat(launches).hasValue(1);
    assertThat(devnet.status().state()).isEqualTo(State.RUNNING);
    assertThat(Files.getPosixFilePermissions(home.resolve("devnet/keys.json")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    BlockRef seen;
    List<EventLog> swaps;
    try (RpcChain chain = connect(first)) {
      waitForBlockAfter(chain, chain.head().number() + 1);
      seen = chain.head();
      swaps = swaps(chain, first, seen);
      assertThat(swaps).hasSizeGreaterThanOrEqualTo(4 * HOURS);
    }
    devnet.down();
    assertThat(devnet.status().state()).isEqualTo(State.STOPPED);
    DevnetNetwork again = devnet.up(this::launch, Progress.SILENT);
    assertThat(again.addresses()).isEqualTo(first.addresses());
    try (RpcChain chain = connect(again)) {
      assertThat(chain.block(seen.number())).isEqualTo(seen);
      assertThat(swaps(chain, again, seen)).isEqualTo(swaps);
      waitForBlockAfter(chain, chain.head().number());
      assertThat(Instant.ofEpochSecond(chain.head().timestamp()))
          .isBetween(Instant.now().minusSeconds(30), Instant.now().plusSeconds(1));
    }
    devnet.down();
    devnet.down();
    devnet.reset();
    assertThat(devnet.status().state()).isEqualTo(State.ABSENT);
    assertThat(devnet.keys()).isEmpty();
  }

  @Test
  void aKilledHostLeavesANodeThatIsContinuedOrEnded() throws Exception {
    DevnetNetwork first = devnet.up(this::launch, Progress.SILENT);
    ProcessHandle node = node();
    kill();
    assertThat(devnet.status().state()).isEqualTo(State.ORPHANED);
    assertThat(node.isAlive()).isTrue();
    DevnetNetwork again = devnet.up(this::launch, Progress.SILENT);
    assertThat(again).isEqualTo(first);
    try (RpcChain chain = connect(again)) {
      Address somebody = new Address("0x" + "77".repeat(20));
      devnet.fund(somebody, BigInteger.TEN);
      waitForBlockAfter(chain, chain.head().number() + 1);
      assertThat(chain.balance(somebody, chain.head())).isEqualTo(10);
    }
    kill();
    devnet.down();
    assertThat(node.isAlive()).isFalse();
    assertThat(devnet.status().state()).isEqualTo(State.STOPPED);
  }

  @Test
  void aKilledNodeIsContinuedFromItsStateAndTheReasonIsSaid() throws Exception {
    DevnetNetwork first = devnet.up(this::launch, Progress.SILENT);
    ProcessHandle node = node();
    node.destroyForcibly();
    node.onExit().get(10, TimeUnit.SECONDS);
    CompletableFuture<ProcessHandle> hostEnds = hosts.getLast().onExit();

    // At once, while the host does not know yet.
    DevnetNetwork again = devnet.up(this::launch, Progress.SILENT);
    assertThat(again.addresses()).isEqualTo(first.addresses());
    assertThat(hostEnds).isDone();
    try (RpcChain chain = connect(again)) {
      waitForBlockAfter(chain, chain.head().number());
    }
    hostEnds = hosts.getLast().onExit();
    node().destroyForcibly();
    hostEnds.get(20, TimeUnit.SECONDS);
    assertThat(devnet.status().state()).isEqualTo(State.STOPPED);
    assertThat(devnet.status().note()).contains("the EVM node ended by itself", "up continues it");
  }

  @Test
  void theReasonOfAHostThatIsEndingIsNotTheNextOnes() throws Exception {
    DevnetFolder folder = new DevnetFolder(home);
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<DevnetNetwork> up;
      ExclusiveLock ending = ExclusiveLock.take(folder.hostLock(), Duration.ofSeconds(2));
      try (ending) {
        folder.write(
            new DevnetFolder.Host(1, false, "", 0, 0, "it ended", Reason.NODE_FAILED.name()));
        up =
            thread.submit(
                () ->
                    devnet.up(
                        () -> fork(home.toString(), home.resolve("none.csv").toString(), "5"),
                        Progress.SILENT));
        assertThat(up)
            .failsWithin(Duration.ofMillis(500))
            .withThrowableOfType(TimeoutException.class);
      }
      assertThat(up)
          .failsWithin(Duration.ofSeconds(20))
          .withThrowableOfType(ExecutionException.class)
          .withMessageContaining("none.csv");
    }
  }

  @Test
  void aHostThatFailsSaysWhyToTheCommand() {
    DevnetFailed error =
        catchThrowableOfType(
            DevnetFailed.class,
            () ->
                devnet.up(
                    () -> fork(home.toString(), home.resolve("none.csv").toString(), "5"),
                    Progress.SILENT));
    assertThat(error.reason()).isEqualTo(Reason.DATA_FILE);
    assertThat(error).hasMessageContaining("none.csv");
  }

  @Test
  void aHostThatEndsSilentlyIsNotWaitedFor() {
    DevnetFailed error =
        catchThrowableOfType(
            DevnetFailed.class,
            () -> devnet.up(() -> new ProcessBuilder("true").start().toHandle(), Progress.SILENT));
    assertThat(error.reason()).isEqualTo(Reason.NODE_FAILED);
  }

  @Test
  void fundingNeedsARunningDevnet() {
    DevnetFailed error =
        catchThrowableOfType(DevnetFailed.class, () -> devnet.fund(Address.ZERO, BigInteger.ONE));
    assertThat(error).hasMessageContaining("devnet up");
  }

  private DevnetNetwork upFromThreeThreads() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      Callable<DevnetNetwork> up = () -> new Devnet(home).up(this::launch, Progress.SILENT);
      List<Future<DevnetNetwork>> all = threads.invokeAll(List.of(up, up, up));
      for (Future<DevnetNetwork> one : all) {
        assertThat(one.get()).isEqualTo(all.getFirst().get());
      }
      return all.getFirst().get();
    }
  }

  private ProcessHandle launch() throws IOException {
    launches.incrementAndGet();
    return fork(home.toString(), SharedWorld.dataFile().toString(), Integer.toString(HOURS));
  }

  private ProcessHandle fork(String... args) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dcountersign.root=" + TestNode.root(),
                "-cp",
                System.getProperty("java.class.path"),
                HostMain.class.getName()));
    command.addAll(List.of(args));
    ProcessHandle host =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("host.log").toFile())
            .start()
            .toHandle();
    synchronized (hosts) {
      hosts.add(host);
    }
    return host;
  }

  private void kill() throws Exception {
    ProcessHandle host = hosts.getLast();
    CompletableFuture<ProcessHandle> exit = host.onExit();
    host.destroyForcibly();
    exit.get(10, TimeUnit.SECONDS);
  }

  private ProcessHandle node() throws Exception {
    Anvil.Running running = new DevnetFolder(home).node().orElseThrow();
    return ProcessHandle.of(running.pid()).orElseThrow();
  }

  private static RpcChain connect(DevnetNetwork network) throws Exception {
    return RpcChain.connect(network.rpc(), 31337, RpcLimits.DEFAULT);
  }

  private static List<EventLog> swaps(RpcChain chain, DevnetNetwork network, BlockRef to)
      throws Exception {
    return chain.logs(network.addresses().v3().wethUsdc(), SWAP_V3, 0, to);
  }

  private static void waitForBlockAfter(RpcChain chain, long number) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (chain.head().number() <= number) {
      assertThat(System.nanoTime()).as("the devnet mines").isLessThan(end);
      Pause.of(Duration.ofMillis(50));
    }
  }
}
