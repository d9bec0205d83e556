package dev.countersign.network.devnet;

import dev.countersign.network.chain.ChainException;
import dev.countersign.network.chain.JsonRpc;
import dev.countersign.network.chain.RpcLimits;
import dev.countersign.network.devnet.DevnetFailed.Reason;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An anvil process on loopback, of which this object knows the process and the port.
 *
 * <p>Guarantees: bound to 127.0.0.1 answers no web page (no CORS headers); mines only when told to,
 * so that time on this chain is in one hand; {@link #close} ends it, by force after a while. The
 * process outlives a parent that is killed; {@link #adopt} finds it again.
 */
final class Anvil implements AutoCloseable {
  /** The chain id of every local network. */
  static final long CHAIN_ID = 31337;

  /** Saving a long history takes it a while, and the answer is large. */
  private static final RpcLimits LIMITS =
      new RpcLimits(
          Duration.ofSeconds(2), Duration.ofMinutes(2), Duration.ofMinutes(2), 1024 * 1024 * 1024);

  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(5);
  private static final Pattern LISTENING = Pattern.compile("Listening on 127\\.0\\.0\\.1:(\\d+)");
  private static final Pattern VERSION = Pattern.compile("anvil\\S* (?:Version: )?1\\.(\\d+)\\.");
  private static final int OLDEST_MINOR = 7;

  /**
   * How a process is found again: a pid alone may by then belong to something else.
   *
   * @param pid its process id
   * @param startedAt when the system says it started, 0 where the system does not say; milliseconds
   * @param port its port on 127.0.0.1
   * @param firstBlock the newest block when it started
   */
  record Running(long pid, long startedAt, int port, long firstBlock) {}

  /**
   * How a node starts.
   *
   * @param genesis the time of block 0, in unix seconds
   * @param state a state to load, as {@link NodeState} wrote it
   * @param port its port, 0 for any
   */
  record Setup(long genesis, Optional<Path> state, int port) {
    /** A fresh chain on any port. */
    static Setup fresh(long genesis) {
      return new Setup(genesis, Optional.empty(), 0);
    }
  }

  private final ProcessHandle process;
  private final Running running;
  private final JsonRpc rpc;

  private Anvil(ProcessHandle process, Running running, JsonRpc rpc) {
    this.process = process;
    this.running = running;
    this.rpc = rpc;
  }

  /**
   * The program: anvil 1.7 or a later 1.x from the path, else the one of the packages.
   *
   * @throws DevnetFailed with {@link Reason#UNSUPPORTED_PLATFORM} when neither has one
   */
  static Path program(Programs programs, NpmPackages packages) throws DevnetFailed {
    Optional<Path> installed = programs.find("anvil");
    if (installed.isPresent() && fits(installed.get())) {
      return installed.get();
    }
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    String system = os.startsWith("windows") ? "win32" : os.startsWith("mac") ? "darwin" : "linux";
    String machine = arch.equals("aarch64") || arch.equals("arm64") ? "arm64" : "amd64";
    Path folder = packages.of("@foundry-rs/anvil-" + system + "-" + machine).resolve("bin");
    Path program = folder.resolve(programs.windows() ? "anvil.exe" : "anvil");
    if (!Files.isRegularFile(program)) {
      throw new DevnetFailed(
          Reason.UNSUPPORTED_PLATFORM,
          "npm has no anvil for "
              + system
              + " on "
              + machine
              + "; install Foundry 1.7 or later, so"
              + " that anvil is on the PATH");
    }
    return program;
  }

  private static boolean fits(Path program) throws DevnetFailed {
    try {
      Programs.Outcome outcome =
          Programs.run(
              List.of(program.toString(), "--version"), Path.of("."), Duration.ofSeconds(5));
      Matcher version = VERSION.matcher(outcome.output());
      return version.find() && Integer.parseInt(version.group(1)) >= OLDEST_MINOR;
    } catch (IOException e) {
      return false; // Not a program of this machine: the packages have one.
    }
  }

  /**
   * Starts a node and waits until it answers.
   *
   * @param program the anvil program
   * @param setup how it starts
   * @param folder where the log is kept
   * @throws DevnetFailed with {@link Reason#NODE_FAILED} when it does not come up
   */
  static Anvil start(Path program, Setup setup, Path folder) throws DevnetFailed {
    Path log = folder.resolve("anvil.log");
    List<String> command = new ArrayList<>(List.of(program.toString(), "--host", "127.0.0.1"));
    command.addAll(List.of("--port", Integer.toString(setup.port())));
    command.addAll(List.of("--chain-id", Long.toString(CHAIN_ID)));
    command.addAll(List.of("--hardfork", "cancun", "--slots-in-an-epoch", "1"));
    command.addAll(
        List.of("--no-mining", "--no-cors", "--timestamp", Long.toString(setup.genesis())));
    command.addAll(List.of("--gas-limit", "60000000", "--accounts", "2"));
    command.addAll(List.of("--prune-history", Integer.toString(NodeState.KEPT)));
    setup.state().ifPresent(file -> command.addAll(List.of("--load-state", file.toString())));
    try {
      Files.createDirectories(folder);
      Files.deleteIfExists(log);
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      boolean up = false;
      try {
        Anvil anvil = waitUntilUp(process, log);
        up = true;
        return anvil;
      } finally {
        if (!up) {
          process.destroyForcibly();
        }
      }
    } catch (IOException | ChainException e) {
      throw new DevnetFailed(
          Reason.NODE_FAILED, "the EVM node did not start: " + e.getMessage(), e);
    }
  }

  private static Anvil waitUntilUp(Process process, Path log)
      throws DevnetFailed, ChainException, IOException {
    long end = System.nanoTime() + START_LIMIT.toNanos();
    while (System.nanoTime() - end < 0) {
      String text = Files.readString(log, StandardCharsets.UTF_8);
      Matcher listening = LISTENING.matcher(text);
      if (listening.find()) {
        return connect(process.toHandle(), Integer.parseInt(listening.group(1)));
      }
      if (!process.isAlive()) {
        throw new DevnetFailed(
            Reason.NODE_FAILED,
            "the EVM node ended with status "
                + process.exitValue()
                + ": "
                + new Programs.Outcome(process.exitValue(), text).lastLine());
      }
      Pause.of(POLL);
    }
    throw new DevnetFailed(
        Reason.NODE_FAILED, "the EVM node was not up after " + START_LIMIT.toSeconds() + " s");
  }

  /** The node that an earlier process left running, if it is that one and answers. */
  static Optional<Anvil> adopt(Running running) {
    Optional<ProcessHandle> process =
        ProcessHandle.of(running.pid())
            .filter(ProcessHandle::isAlive)
            .filter(handle -> startedAt(handle) == running.startedAt());
    if (process.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Anvil(process.get(), running, answering(running.port())));
    } catch (ChainException e) {
      process.get().destroyForcibly(); // Ours, but it no longer answers.
      return Optional.empty();
    }
  }

  private static Anvil connect(ProcessHandle process, int port) throws ChainException {
    JsonRpc rpc = answering(port);
    rpc.call("anvil_setLoggingEnabled", false);
    long head = Long.decode(rpc.call("eth_blockNumber").asString("0x0"));
    return new Anvil(process, new Running(process.pid(), startedAt(process), port, head), rpc);
  }

  private static JsonRpc answering(int port) throws ChainException {
    JsonRpc rpc = JsonRpc.open(url(port), LIMITS);
    boolean answers = false;
    try {
      rpc.call("eth_chainId");
      answers = true;
      return rpc;
    } finally {
      if (!answers) {
        rpc.close();
      }
    }
  }

  private static long startedAt(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  private static URI url(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** Where it answers. */
  URI url() {
    return url(running.port());
  }

  /** How it can be found again. */
  Running running() {
    return running;
  }

  /** Its raw interface, with the methods of anvil's own. */
  JsonRpc rpc() {
    return rpc;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Lets go of the process without ending it. */
  void release() {
    rpc.close();
  }

  /** Ends the process. Its state is lost unless it was saved before. */
  @Override
  public void close() {
    rpc.close();
    end(process);
  }

  private static void end(ProcessHandle process) {
    process.destroy();
    try {
      process.onExit().get(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      process.destroyForcibly();
    }
  }
}
