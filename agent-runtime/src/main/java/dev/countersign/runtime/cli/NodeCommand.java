package dev.countersign.runtime.cli;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.countersign.network.node.Limits;
import dev.countersign.network.node.NodeConfig;
import dev.countersign.network.node.NodeFailed;
import dev.countersign.network.node.VerifierNode;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.VerifierKey;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.tools.wallet.KeyFile;
import dev.countersign.tools.wallet.Passphrase;
import dev.countersign.tools.wallet.WalletFailed;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A verifier node. */
@Command(
    name = "node",
    description = {
      "Be a verifier: re-read, re-run and re-decide what agents claim, and sign, refuse or abstain.",
      "Serves on this machine's loopback only; put a proxy with TLS before it to reach further."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example: countersign node --rpc http://127.0.0.1:8545 --chain-id 31337 --gate 0x... \\",
      "           --key-file verifier.json --password-file verifier.password --port 8080"
    })
final class NodeCommand extends Subcommand {
  private static final long MOST_CONNECTIONS = 8192;
  private static final long IDLE_SECONDS = 10;

  @Option(names = "--rpc", required = true, paramLabel = "URL", description = "Its own EVM node.")
  URI rpc = URI.create("");

  @Option(names = "--chain-id", required = true, paramLabel = "N", description = "The chain.")
  long chainId;

  @Option(names = "--gate", required = true, paramLabel = "ADDRESS", description = "The gate.")
  String gate = "";

  @Option(names = "--key-file", required = true, paramLabel = "FILE", description = "Its key.")
  Path keyFile = Path.of("");

  @Mixin PasswordOption password = new PasswordOption();

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Where it serves; 0 is any free port (default: ${DEFAULT-VALUE}).")
  int port = 8080;

  @Option(
      names = "--models",
      paramLabel = "DIR",
      description = "Folders of model bundles (default: the store, and those that ship).")
  List<Path> models = List.of();

  @Option(
      names = "--behind-proxy",
      description = {
        "Count strangers by the last address of X-Forwarded-For, which the proxy on this machine",
        "must set itself; without this all who come through it share one limit."
      })
  boolean behindProxy;

  NodeCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Exit run() throws Failure {
    prepareForStrangers();
    List<Path> folders = models.isEmpty() ? workplace().modelFolders() : models;
    NodeConfig config =
        NodeConfig.local(
                rpc, chainId, gate(), key(), port, home().folder().resolve("answers"), folders)
            .withProxy(behindProxy);
    try (VerifierNode node = VerifierNode.start(config)) {
      String address = node.address().hex();
      say("verifier " + node.address().checksummed() + " answers at " + node.uri());
      if (json) {
        // One line, so that whoever started this process can wait for its end.
        surroundings
            .out()
            .println("{\"address\":\"" + address + "\",\"url\":\"" + node.uri() + "\"}");
        surroundings.out().flush();
      }
      untilStopped(node);
      return Exit.DONE;
    } catch (NodeFailed e) {
      throw new Failure(Exit.UNREACHABLE, "the verifier: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Exit.DONE;
    }
  }

  /**
   * What the JDK reads once, when its server and its virtual threads are first used: how many
   * connections there may be, how long one may say nothing, and so many threads that evaluations
   * never take those that serve. Whoever sets one of these on the command line has the last word.
   */
  private static void prepareForStrangers() {
    long files =
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
            ? unix.getMaxFileDescriptorCount()
            : MOST_CONNECTIONS;
    property("jdk.httpserver.maxConnections", Math.min(MOST_CONNECTIONS, files / 2));
    property("sun.net.httpserver.idleInterval", IDLE_SECONDS);
    int processors = Runtime.getRuntime().availableProcessors();
    property("jdk.virtualThreadScheduler.parallelism", processors + Limits.DEFAULT.evaluations());
  }

  private static void property(String name, long value) {
    if (System.getProperty(name) == null) {
      System.setProperty(name, Long.toString(value));
    }
  }

  /** Waits for a signal, on which the node is closed. */
  private static void untilStopped(VerifierNode node) throws InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(node::close, "close on signal"));
    new CountDownLatch(1).await();
  }

  private Address gate() throws Failure {
    try {
      return Address.parse(gate);
    } catch (IllegalArgumentException e) {
      throw new Failure(Exit.CONFIGURATION, "--gate: " + e.getMessage(), e);
    }
  }

  private VerifierKey key() throws Failure {
    try (Passphrase passphrase = password.passphrase(keyFile.toString(), false)) {
      return KeyFile.readAccount(keyFile, passphrase);
    } catch (WalletFailed e) {
      throw new Failure(Exit.CONFIGURATION, String.valueOf(e.getMessage()), e);
    }
  }
}
