package dev.countersign.network.devnet;

import dev.countersign.inference.CandleFile;
import dev.countersign.network.devnet.DevnetFailed.Reason;
import dev.countersign.network.devnet.DevnetFolder.Host;
import dev.countersign.network.devnet.DevnetFolder.Stop;
import dev.countersign.network.devnet.DevnetFolder.World;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one process that hosts a local network: it owns the node, mines, trades, and saves the state.
 *
 * <p>Life: {@link #start} makes or continues the network; the caller may then start what belongs to
 * it, such as verifiers; {@link #serve} tells the commands that it is ready and returns when
 * somebody asked it to stop; {@link #close} saves the state and ends the node.
 *
 * <p>Guarantees: one host for each home, by a lock that the operating system releases when the host
 * dies; what a killed host left behind is continued, its node is found again by pid and start time.
 * A state file is always whole. Does not guarantee that the last minutes survive a crash of the
 * machine: the state is saved every ten minutes and on a stop.
 */
public final class DevnetHost implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DevnetHost.class);

  private final DevnetOptions options;
  private final DevnetFolder folder;
  private final ExclusiveLock lock;
  private final HostedNode node;
  private final CountDownLatch stop = new CountDownLatch(1);
  private @Nullable DevnetFailed failure;

  private DevnetHost(
      DevnetOptions options, DevnetFolder folder, ExclusiveLock lock, HostedNode node) {
    this.options = options;
    this.folder = folder;
    this.lock = lock;
    this.node = node;
  }

  /**
   * Makes the network of this home, or continues it, up to now.
   *
   * @throws DevnetFailed with {@link Reason#BUSY} when another process hosts it
   */
  public static DevnetHost start(DevnetOptions options) throws DevnetFailed {
    DevnetFolder folder = new DevnetFolder(options.home());
    // A command may hold it for an instant, to see whether there is a host.
    ExclusiveLock lock = ExclusiveLock.take(folder.hostLock(), Duration.ofSeconds(2));
    try {
      folder.forgetStop();
      Announcing progress = new Announcing(folder, options);
      progress.at("starting", 0, 0);
      return new Starting(options, folder, progress).start(lock);
    } catch (DevnetFailed e) {
      failed(folder, e);
      lock.close();
      throw e;
    }
  }

  private static void failed(DevnetFolder folder, DevnetFailed failure) throws DevnetFailed {
    String sentence = String.valueOf(failure.getMessage());
    String reason = failure.reason().name();
    folder.write(new Host(ProcessHandle.current().pid(), false, "", 0, 0, sentence, reason));
  }

  /** Where the network is. */
  public DevnetNetwork network() {
    return new DevnetNetwork(node.url(), node.world().addresses());
  }

  HostedNode node() {
    return node;
  }

  /** Its keys. */
  public DevnetKeys keys() throws DevnetFailed {
    return folder
        .keys()
        .orElseThrow(() -> new DevnetFailed(Reason.STATE, "the devnet's keys are gone"));
  }

  /**
   * Says that the network is ready, then keeps it alive until {@link #requestStop} or {@code devnet
   * down}.
   *
   * @throws DevnetFailed when the node or the market cannot go on
   */
  public void serve() throws DevnetFailed {
    folder.write(new Host(ProcessHandle.current().pid(), true, "", 0, 0, "", ""));
    try {
      while (folder.stopRequested().isEmpty() && !pauseUntilNextSecond()) {
        node.tick(options.clock().instant());
      }
    } catch (DevnetFailed e) {
      failure = e; // The commands hear of it from what is left behind.
      throw e;
    }
  }

  /** Makes {@link #serve} return; from any thread, such as a shutdown hook. */
  public void requestStop() {
    stop.countDown();
  }

  private boolean pauseUntilNextSecond() throws DevnetFailed {
    long intoSecond = options.clock().instant().toEpochMilli() % 1000;
    try {
      return stop.await(1000 - intoSecond, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DevnetFailed(Reason.INTERRUPTED, "interrupted while keeping the devnet", e);
    }
  }

  /** Saves the state, ends the node and lets go of the home. */
  @Override
  public void close() throws DevnetFailed {
    try {
      if (folder.stopRequested().filter(Stop.DISCARD::equals).isEmpty()) {
        node.saveForStop();
      }
    } finally {
      node.end();
      DevnetFailed reason = failure;
      if (reason == null) {
        folder.forgetHost();
      } else {
        failed(folder, reason);
      }
      folder.forgetStop();
      lock.close();
    }
  }

  /** Tells the commands and the caller how far the start is. */
  private record Announcing(DevnetFolder folder, DevnetOptions options) implements Progress {
    @Override
    public void at(String step, int done, int total) {
      try {
        folder.write(new Host(ProcessHandle.current().pid(), false, step, done, total, "", ""));
      } catch (DevnetFailed e) {
        LOG.warn("cannot announce progress: {}", e.getMessage());
      }
      options.progress().at(step, done, total);
    }
  }

  /** One start. */
  private record Starting(DevnetOptions options, DevnetFolder folder, Progress progress) {
    DevnetHost start(ExclusiveLock lock) throws DevnetFailed {
      Programs programs = Programs.ofEnvironment();
      NpmPackages packages = NpmPackages.install(options.cache(), programs, progress);
      Optional<World> known = folder.world();
      CandleFile candles = MarketRoute.read(options.dataFile());
      candles.notes().forEach(note -> LOG.info("{}: {}", options.dataFile(), note));
      MarketRoute route =
          known.isPresent()
              ? MarketRoute.at(candles, known.get().history(), known.get().start())
              : MarketRoute.of(candles, options.hours(), options.clock().instant());
      Path program = Anvil.program(programs, packages);
      Anvil anvil = HostedNode.find(program, folder, known.isPresent(), route);
      try {
        folder.write(anvil.running());
        World world =
            known.isPresent() ? known.get() : make(anvil, NpmArtifacts.of(packages), route);
        Instant now = options.clock().instant();
        HostedNode node = new HostedNode(program, folder, world, route, anvil, now);
        node.tick(now);
        return new DevnetHost(options, folder, lock, node);
      } catch (DevnetFailed e) {
        anvil.close();
        folder.forgetNode();
        throw e;
      }
    }

    private World make(Anvil anvil, NpmArtifacts artifacts, MarketRoute route) throws DevnetFailed {
      LocalNode node = LocalNode.of(anvil.rpc());
      DevnetKeys keys = DevnetKeys.generate(options.random());
      folder.write(keys);
      progress.at("deploying the contracts", 0, 0);
      DevnetAddresses addresses =
          WorldDeployment.deploy(node, artifacts, keys, route.candle(route.start()).open());
      Market market = Market.fresh(node, addresses, route);
      market.catchUp(options.clock().instant().getEpochSecond(), progress);
      NodeState.save(anvil.url(), folder.state());
      World world = new World(addresses, route.history(), route.start());
      folder.write(world);
      return world;
    }
  }
}
