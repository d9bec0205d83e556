package dev.countersign.runtime.local;

import dev.countersign.network.devnet.DevnetFailed;
import dev.countersign.network.devnet.DevnetHost;
import dev.countersign.network.devnet.DevnetOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The background process of the local network: hosts the chain and its market, and owns the
 * verifiers.
 */
public final class LocalHost {
  private static final Duration SAVE_LIMIT = Duration.ofSeconds(60);

  private LocalHost() {}

  /**
   * Makes or continues the network and keeps it until somebody asks it to stop.
   *
   * @param options the network
   * @param modelFolders where the verifiers find models
   * @param self how this program is started again
   * @throws DevnetFailed when the network cannot be made or cannot go on
   */
  public static void serve(DevnetOptions options, List<Path> modelFolders, CommandLine self)
      throws DevnetFailed {
    LocalVerifiers verifiers = new LocalVerifiers(options.home());
    try (DevnetHost host = DevnetHost.start(options)) {
      stopOnSignal(host, Thread.currentThread());
      options.progress().at("starting three verifiers", 0, 0);
      verifiers.start(host.network(), host.keys(), modelFolders, self, options.random());
      host.serve();
    } finally {
      verifiers.stop();
    }
  }

  /** A signal lets the host save the chain before the JVM goes. */
  private static void stopOnSignal(DevnetHost host, Thread serving) {
    Thread hook =
        new Thread(
            () -> {
              host.requestStop();
              try {
                serving.join(SAVE_LIMIT);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "save on signal");
    Runtime.getRuntime().addShutdownHook(hook);
  }
}
