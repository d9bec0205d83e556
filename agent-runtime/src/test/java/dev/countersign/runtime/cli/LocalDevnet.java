package dev.countersign.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.chain.EventLog;
import dev.countersign.network.chain.MinedReceipt;
import dev.countersign.network.chain.RpcChain;
import dev.countersign.network.chain.RpcLimits;
import dev.countersign.network.devnet.DevnetAddresses;
import dev.countersign.network.devnet.DevnetFailed;
import dev.countersign.network.devnet.DevnetKeys;
import dev.countersign.network.devnet.DevnetNetwork;
import dev.countersign.network.gate.Executed;
import dev.countersign.network.gate.Gate;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Slot;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.local.LocalNetwork;
import dev.countersign.runtime.local.VerifierProcess;
import dev.countersign.runtime.run.Erc20Reads;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One local network in a home of its own, brought up by the command line and shared by all test
 * classes that are extended with {@link OnDevnet}; and what tests read from its chain themselves.
 */
final class LocalDevnet implements AutoCloseable {
  /** The fewest hours that the model's 64 candles and the price checks can be read from. */
  private static final int HOURS = 66;

  private final Path folder;
  private final Terminal terminal;
  private final LocalNetwork network;
  private final Thread lastResort;
  private final RpcChain chain;
  private final DevnetAddresses at;
  private final DevnetKeys keys;

  private LocalDevnet(Path folder, Terminal terminal) throws Exception {
    this.folder = folder;
    this.terminal = terminal;
    this.network = new LocalNetwork(terminal.home());
    this.lastResort = new Thread(this::reset, "end the devnet");
    Runtime.getRuntime().addShutdownHook(lastResort);
    terminal.run("devnet", "up", "--hours", HOURS).ends(Exit.DONE);
    DevnetNetwork up = network.devnet().network().orElseThrow();
    this.at = up.addresses();
    this.keys = network.devnet().keys().orElseThrow();
    this.chain = RpcChain.connect(up.rpc(), up.addresses().chainId(), RpcLimits.DEFAULT);
  }

  /** Brings one up; spaces in its path are honest work too. */
  static LocalDevnet start() throws Exception {
    Path folder = Files.createTempDirectory("countersign-e2e-");
    Path work = Files.createDirectory(folder.resolve("work"));
    Path home = Files.createDirectory(folder.resolve("the home"));
    String classPath = ClassPathJars.in(Files.createDirectory(folder.resolve("lib")));
    return new LocalDevnet(
        folder, new Terminal(classPath, Terminal.checkout(), home, work, Map.of()));
  }

  Terminal terminal() {
    return terminal;
  }

  Path home() {
    return terminal.home();
  }

  DevnetAddresses at() {
    return at;
  }

  DevnetKeys keys() {
    return keys;
  }

  RpcChain chain() {
    return chain;
  }

  LocalNetwork network() {
    return network;
  }

  List<VerifierProcess> verifiers() throws DevnetFailed {
    return network.verifiers();
  }

  /** A folder of its own for a test's files. */
  Path files() throws IOException {
    return Files.createTempDirectory(folder, "files-");
  }

  /**
   * An agent of its own for a test: a copy of an example under another name, which need not wait a
   * minute between its runs.
   *
   * @param changes what to write in place of what, each of which the example must contain
   */
  Path agent(String name, String example, Map<String, String> changes) throws IOException {
    Path from = Terminal.checkout().resolve("examples").resolve("agents");
    String text = Files.readString(from.resolve(example + ".yaml"));
    text = replaced(text, "agent: " + example, "agent: " + name);
    text = text.replaceFirst("min-interval: [0-9]+s", "min-interval: 1s");
    for (Map.Entry<String, String> change : changes.entrySet()) {
      text = replaced(text, change.getKey(), change.getValue());
    }
    return Files.writeString(files().resolve(name + ".yaml"), text);
  }

  private static String replaced(String text, String part, String instead) {
    assertThat(text).contains(part);
    return text.replace(part, instead);
  }

  /** What an account holds of a token at the newest block, in base units. */
  BigInteger balance(Address token, Address owner) throws ChainUnavailable {
    return Erc20Reads.balance(head(), token, owner);
  }

  /** What the treasury holds. */
  Holdings holdings() throws ChainUnavailable {
    Address safe = at.treasury().safe();
    return new Holdings(balance(at.tokens().weth(), safe), balance(at.tokens().usdc(), safe));
  }

  /** What the treasury holds, in base units. */
  record Holdings(BigInteger weth, BigInteger usdc) {}

  PinnedChain head() throws ChainUnavailable {
    return new PinnedChain(chain, chain.head());
  }

  /** How many transactions the runtime's key has sent. */
  long sent() throws ChainUnavailable {
    return chain.nonce(at.payer());
  }

  MinedReceipt receipt(Bytes32 transaction) throws ChainUnavailable {
    return chain.receipt(transaction).orElseThrow();
  }

  /** Everything that the gate ever executed for a slot. */
  List<Executed> executions(Bytes32 agentId, Slot slot) throws ChainUnavailable {
    List<EventLog> logs =
        chain.logs(at.treasury().gate(), Gate.EXECUTED_TOPIC, at.firstBlock(), chain.head());
    return logs.stream()
        .map(Gate::executed)
        .flatMap(Optional::stream)
        .filter(executed -> executed.agentId().equals(agentId) && executed.slot() == slot.value())
        .toList();
  }

  private void reset() {
    try {
      network.reset();
    } catch (DevnetFailed e) {
      throw new IllegalStateException("a devnet is left behind in " + home(), e);
    }
  }

  @Override
  public void close() throws IOException {
    chain.close();
    reset();
    Runtime.getRuntime().removeShutdownHook(lastResort);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
