package dev.countersign.runtime.local;

import dev.countersign.network.devnet.Devnet;
import dev.countersign.network.devnet.DevnetFailed;
import dev.countersign.network.devnet.DevnetFailed.Reason;
import dev.countersign.network.devnet.DevnetKeys;
import dev.countersign.network.devnet.DevnetNetwork;
import dev.countersign.network.devnet.DevnetStatus;
import dev.countersign.network.devnet.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Consumer;

/**
 * The local network of a home, as the commands see it. Everything here may be called at any time,
 * again, and by several processes at once; each call has a limit.
 */
public final class LocalNetwork {
  private final Devnet devnet;
  private final LocalVerifiers verifiers;

  /** The network of a home; nothing is touched yet. */
  public LocalNetwork(Path home) {
    this.devnet = new Devnet(home);
    this.verifiers = new LocalVerifiers(home);
  }

  /**
   * A network that runs.
   *
   * @param network its chain
   * @param keys its keys
   * @param verifiers its verifier nodes, running or not
   */
  public record Up(DevnetNetwork network, DevnetKeys keys, List<VerifierProcess> verifiers) {
    /** Copies the list. */
    public Up {
      verifiers = List.copyOf(verifiers);
    }
  }

  /**
   * Makes the network, continues it, or finds it running.
   *
   * @param host starts this program again, where it does not run
   * @param arguments of the command that runs {@link LocalHost#serve}
   * @param progress hears how far it is
   */
  public Up up(Host host, List<String> arguments, Progress progress) throws DevnetFailed {
    return found(devnet.up(() -> host.start(arguments), progress));
  }

  /** Starts a process in which the network lives. */
  @FunctionalInterface
  public interface Host {
    /** Starts it; nobody else does meanwhile. */
    ProcessHandle start(List<String> arguments) throws IOException;
  }

  /**
   * The same network with every verifier answering: those that do not are started again.
   *
   * @param modelFolders where they find models
   * @param self how this program is started again
   * @param revived hears the name of each that was started again
   */
  public Up revive(
      Up up,
      List<Path> modelFolders,
      CommandLine self,
      SecureRandom random,
      Consumer<String> revived)
      throws DevnetFailed {
    return devnet.alone(
        () ->
            new Up(
                up.network(),
                up.keys(),
                verifiers.revive(up.network(), up.keys(), modelFolders, self, random, revived)));
  }

  private Up found(DevnetNetwork network) throws DevnetFailed {
    DevnetKeys keys =
        devnet
            .keys()
            .orElseThrow(
                () ->
                    new DevnetFailed(
                        Reason.STATE, "the devnet's keys are gone; start over with devnet reset"));
    return new Up(network, keys, verifiers.known());
  }

  /** How the chain is; changes nothing. */
  public DevnetStatus status() throws DevnetFailed {
    return devnet.status();
  }

  /** The verifiers that were started last, running or not. */
  public List<VerifierProcess> verifiers() throws DevnetFailed {
    return verifiers.known();
  }

  /** The chain underneath. */
  public Devnet devnet() {
    return devnet;
  }

  /** Saves the network and ends it; does nothing when it does not run. */
  public void down() throws DevnetFailed {
    devnet.down();
    verifiers.stop();
  }

  /** Ends the network and forgets it, its keys too. */
  public void reset() throws DevnetFailed {
    verifiers.stopThoseThatCanBeFound();
    devnet.reset();
  }
}
