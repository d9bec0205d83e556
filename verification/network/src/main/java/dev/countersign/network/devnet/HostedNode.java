package dev.countersign.network.devnet;

import dev.countersign.network.devnet.DevnetFailed.Reason;
import dev.countersign.network.devnet.DevnetFolder.World;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node of a hosted network with its market: advanced second by second, saved now and then, and
 * started again from its state before it grows too large. Used by one thread.
 */
final class HostedNode {
  private static final Logger LOG = LoggerFactory.getLogger(HostedNode.class);
  private static final Duration SAVE_EVERY = Duration.ofMinutes(10);

  private final Path program;
  private final DevnetFolder folder;
  private final World world;
  private final MarketRoute route;
  private Anvil anvil;
  private LocalNode node;
  private MarketKeeper keeper;
  private Instant saved;

  HostedNode(
      Path program,
      DevnetFolder folder,
      World world,
      MarketRoute route,
      Anvil anvil,
      Instant savedAt)
      throws DevnetFailed {
    this.program = program;
    this.folder = folder;
    this.world = world;
    this.route = route;
    this.anvil = anvil;
    this.node = LocalNode.of(anvil.rpc());
    this.keeper = new MarketKeeper(node, world.addresses(), route);
    this.saved = savedAt;
  }

  URI url() {
    return anvil.url();
  }

  World world() {
    return world;
  }

  /** Brings the chain to now. */
  void tick(Instant now) throws DevnetFailed {
    if (!anvil.isAlive()) {
      throw new DevnetFailed(
          Reason.NODE_FAILED,
          "the EVM node ended by itself; what came after its state was saved last, at most "
              + SAVE_EVERY.toMinutes()
              + " minutes before, is lost");
    }
    keeper.tick(now.getEpochSecond());
    if (now.isBefore(saved.plus(SAVE_EVERY))) {
      return;
    }
    NodeState.save(anvil.url(), folder.state());
    saved = now;
    if (blocks() > NodeState.MOST_BLOCKS) {
      restart();
    }
  }

  /** How many blocks this process has made. */
  private long blocks() throws DevnetFailed {
    return node.headNumber() - anvil.running().firstBlock();
  }

  /**
   * Starts the node again from the saved state, at the same port: what is in memory beyond it, the
   * states at old blocks, is let go.
   */
  void restart() throws DevnetFailed {
    LOG.info("starting the EVM node again from its state, because it keeps too much in memory");
    int port = anvil.running().port();
    anvil.close();
    Anvil.Setup setup = new Anvil.Setup(route.start(), Optional.of(folder.state()), port);
    anvil = Anvil.start(program, setup, folder.path());
    folder.write(anvil.running());
    node = LocalNode.of(anvil.rpc());
    keeper = new MarketKeeper(node, world.addresses(), route);
  }

  /** Saves the state for a stop. */
  void saveForStop() throws DevnetFailed {
    if (anvil.isAlive()) {
      NodeState.save(anvil.url(), folder.state());
    }
  }

  /** Ends the node. */
  void end() throws DevnetFailed {
    anvil.close();
    folder.forgetNode();
  }

  /**
   * The node of an earlier host if it still runs, else a new one: from the saved state where a
   * world is known, fresh otherwise.
   */
  static Anvil find(Path program, DevnetFolder folder, boolean known, MarketRoute route)
      throws DevnetFailed {
    Optional<Anvil> left = folder.node().flatMap(Anvil::adopt);
    if (left.isPresent() && known) {
      LOG.info("continuing with the node that an earlier host left running");
      return left.get();
    }
    left.ifPresent(Anvil::close); // Its host was killed before its network was complete.
    if (known && !Files.exists(folder.state())) {
      throw new DevnetFailed(
          Reason.STATE, folder.state() + " is gone; start over with devnet reset");
    }
    Optional<Path> state = known ? Optional.of(folder.state()) : Optional.empty();
    // Block 0 lies an hour before the market: a second for each block of the deployment.
    long genesis = route.start() - MarketHour.SECONDS;
    try {
      return Anvil.start(program, new Anvil.Setup(genesis, state, 0), folder.path());
    } catch (DevnetFailed e) {
      if (!known || e.reason() != Reason.NODE_FAILED) {
        throw e;
      }
      throw new DevnetFailed(
          Reason.STATE,
          e.getMessage() + "; if it cannot load " + folder.state() + ", start over: devnet reset",
          e);
    }
  }
}
