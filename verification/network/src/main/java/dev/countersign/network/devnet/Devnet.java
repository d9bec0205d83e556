package dev.countersign.network.devnet;

import dev.countersign.network.devnet.DevnetFailed.Reason;
import dev.countersign.network.devnet.DevnetFolder.Host;
import dev.countersign.network.devnet.DevnetFolder.Stop;
import dev.countersign.network.devnet.DevnetStatus.State;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes32;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the commands do with the local network of a home.
 *
 * <p>Guarantees: {@link #up}, {@link #down} and {@link #reset} may be called at any time, again,
 * and by several processes at once; each has a limit; a host or node that was killed is noticed.
 * The network itself lives in a {@link DevnetHost}, in a process of its own.
 */
public final class Devnet {
  /** Fetching the packages over a slow line is the longest part. */
  private static final Duration UP_LIMIT = Duration.ofMinutes(10);

  private static final Duration DOWN_LIMIT = Duration.ofMinutes(2);
  private static final String CONTINUE = "stopped; up continues it";
  private static final Duration POLL = Duration.ofMillis(25);

  /** Starts the process that hosts the network, and does not wait for it. */
  @FunctionalInterface
  public interface Launcher {
    /**
     * Starts a process that runs {@link DevnetHost#start} and {@link DevnetHost#serve}.
     *
     * @return that process
     */
    ProcessHandle launch() throws IOException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(Devnet.class);

  private final DevnetFolder folder;

  /** The devnet in a home; nothing is touched yet. */
  public Devnet(Path home) {
    folder = new DevnetFolder(home);
  }

  /**
   * Makes the network, continues it, or finds it running.
   *
   * @param launcher starts the host if there is none
   * @param progress hears how far the host is
   * @throws DevnetFailed with the host's own reason where it failed
   */
  public DevnetNetwork up(Launcher launcher, Progress progress) throws DevnetFailed {
    ExclusiveLock lock = ExclusiveLock.take(folder.commandLock(), UP_LIMIT);
    try (lock) {
      waitWhileItIsEnding();
      Optional<ProcessHandle> launched = Optional.empty();
      if (!hosted()) {
        folder.forgetHost();
        launched = Optional.of(launcher.launch());
      }
      return waitUntilReady(launched, progress);
    } catch (IOException e) {
      throw new DevnetFailed(
          Reason.NODE_FAILED, "cannot start the devnet's process: " + e.getMessage(), e);
    }
  }

  /**
   * A node that ended takes its host along; one that is being started again comes back. A host that
   * has said why it failed still lives for an instant: its reason is not the next host's.
   */
  private void waitWhileItIsEnding() throws DevnetFailed {
    long end = System.nanoTime() + DOWN_LIMIT.toNanos();
    while (hosted() && isEnding() && System.nanoTime() - end < 0) {
      Pause.of(POLL);
    }
  }

  private boolean isEnding() throws DevnetFailed {
    Optional<Host> host = folder.host();
    return host.isPresent()
        && (!host.get().failure().isEmpty() || (host.get().ready() && network().isEmpty()));
  }

  private DevnetNetwork waitUntilReady(Optional<ProcessHandle> launched, Progress progress)
      throws DevnetFailed {
    long end = System.nanoTime() + UP_LIMIT.toNanos();
    Optional<Host> heard = Optional.empty();
    while (System.nanoTime() - end < 0) {
      Optional<Host> host = folder.host();
      if (host.isPresent() && !host.get().failure().isEmpty()) {
        throw new DevnetFailed(Reason.valueOf(host.get().reason()), host.get().failure());
      }
      if (host.isPresent() && host.get().ready()) {
        return network().orElseThrow(() -> gone("the devnet ended again"));
      }
      if (host.isPresent() && !host.equals(heard)) {
        heard = host;
        progress.at(host.get().step(), host.get().done(), host.get().total());
      }
      boolean alive = launched.map(ProcessHandle::isAlive).orElseGet(this::hostedOrUnknown);
      if (!alive && folder.host().filter(Host::ready).isEmpty()) {
        throw gone("the devnet's process ended before the network was up; its log says why");
      }
      Pause.of(POLL);
    }
    throw gone("the devnet was not up after " + UP_LIMIT.toMinutes() + " minutes");
  }

  private static DevnetFailed gone(String sentence) {
    return new DevnetFailed(Reason.NODE_FAILED, sentence);
  }

  /** How it is; changes nothing. */
  public DevnetStatus status() throws DevnetFailed {
    Optional<Host> host = folder.host();
    if (hosted()) {
      OptionalLong process = host.map(h -> OptionalLong.of(h.pid())).orElse(OptionalLong.empty());
      Optional<DevnetNetwork> network =
          host.filter(Host::ready).isPresent() ? network() : Optional.empty();
      State state = network.isPresent() ? State.RUNNING : State.STARTING;
      String note = network.map(n -> "answers at " + n.rpc()).orElse("is being started");
      return new DevnetStatus(state, process, network, note);
    }
    Optional<Anvil> orphan = folder.node().flatMap(Anvil::adopt);
    if (orphan.isPresent()) {
      orphan.get().release();
      return idle(State.ORPHANED, "its host was killed; up continues it, down ends it");
    }
    String failure = host.map(Host::failure).orElse("");
    return folder.world().isPresent()
        ? idle(State.STOPPED, failure.isEmpty() ? CONTINUE : failure + "; up continues it")
        : idle(State.ABSENT, "there is none yet; up makes one");
  }

  private static DevnetStatus idle(State state, String note) {
    return new DevnetStatus(state, OptionalLong.empty(), Optional.empty(), note);
  }

  /**
   * Where the running network is.
   *
   * @return empty while it does not run
   */
  public Optional<DevnetNetwork> network() throws DevnetFailed {
    Optional<Anvil> node = folder.node().flatMap(Anvil::adopt);
    node.ifPresent(Anvil::release);
    Optional<DevnetFolder.World> world = folder.world();
    return node.isPresent() && world.isPresent()
        ? Optional.of(new DevnetNetwork(node.get().url(), world.get().addresses()))
        : Optional.empty();
  }

  /** Its keys, empty while there is no network. */
  public Optional<DevnetKeys> keys() throws DevnetFailed {
    return folder.keys();
  }

  /**
   * Gives native coins to an account; they arrive with the next block.
   *
   * @return the transaction's hash
   * @throws DevnetFailed with {@link Reason#NODE_FAILED} while the network does not run
   */
  public Bytes32 fund(Address account, BigInteger wei) throws DevnetFailed {
    Anvil node =
        folder
            .node()
            .flatMap(Anvil::adopt)
            .orElseThrow(() -> gone("the devnet does not run; start it with devnet up"));
    try {
      return LocalNode.of(node.rpc()).give(account, wei);
    } finally {
      node.release();
    }
  }

  /** What is to be done while no other command changes anything. */
  @FunctionalInterface
  public interface Work<T> {
    /** Does it. */
    T run() throws DevnetFailed;
  }

  /**
   * Does something while no other command brings the network up, down, or changes it.
   *
   * @throws DevnetFailed with {@link Reason#BUSY} when one does so for too long
   */
  public <T> T alone(Work<T> work) throws DevnetFailed {
    ExclusiveLock lock = ExclusiveLock.take(folder.commandLock(), UP_LIMIT);
    try (lock) {
      return work.run();
    }
  }

  /** Saves the network and ends it; does nothing when it does not run. */
  public void down() throws DevnetFailed {
    ExclusiveLock lock = ExclusiveLock.take(folder.commandLock(), UP_LIMIT);
    try (lock) {
      end(Stop.SAVE);
    }
  }

  /** Ends the network and forgets it, its keys too. */
  public void reset() throws DevnetFailed {
    ExclusiveLock lock = ExclusiveLock.take(folder.commandLock(), UP_LIMIT);
    try (lock) {
      end(Stop.DISCARD);
      folder.clear();
    }
  }

  private void end(Stop stop) throws DevnetFailed {
    if (hosted()) {
      folder.request(stop);
      long end = System.nanoTime() + DOWN_LIMIT.toNanos();
      while (hosted() && System.nanoTime() - end < 0) {
        Pause.of(POLL);
      }
      if (hosted()) {
        throw new DevnetFailed(
            Reason.BUSY,
            "the devnet's process did not end within " + DOWN_LIMIT.toSeconds() + " s");
      }
    }
    Optional<Anvil> orphan = stop == Stop.SAVE ? node() : nodeThatCanBeFound();
    if (orphan.isPresent()) {
      if (stop == Stop.SAVE && folder.world().isPresent()) {
        NodeState.save(orphan.get().url(), folder.state());
      }
      orphan.get().close();
    }
    folder.forgetNode();
    folder.forgetHost();
    folder.forgetStop();
  }

  private Optional<Anvil> node() throws DevnetFailed {
    return folder.node().flatMap(Anvil::adopt);
  }

  /** A damaged record of the node must not stand in the way of forgetting everything. */
  private Optional<Anvil> nodeThatCanBeFound() {
    try {
      return node();
    } catch (DevnetFailed e) {
      LOG.warn("the node of this network may still run: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /** Whether a host lives: it holds its lock as long as it does. */
  private boolean hosted() throws DevnetFailed {
    return ExclusiveLock.isHeld(folder.hostLock());
  }

  private boolean hostedOrUnknown() {
    try {
      return hosted();
    } catch (DevnetFailed e) {
      return true; // The limit of the wait ends it.
    }
  }
}
