package dev.countersign.runtime.cli;

import dev.countersign.network.devnet.DevnetFailed;
import dev.countersign.network.devnet.DevnetOptions;
import dev.countersign.network.devnet.DevnetStatus;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.agent.Network;
import dev.countersign.runtime.local.CommandLine;
import dev.countersign.runtime.local.LocalNetwork;
import dev.countersign.runtime.local.VerifierProcess;
import dev.countersign.runtime.run.DevnetNetworks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The local network, for the commands that need it. */
final class Devnets {
  private final Surroundings surroundings;
  private final Workplace workplace;
  private final LocalNetwork local;

  Devnets(Surroundings surroundings, Workplace workplace) {
    this.surroundings = surroundings;
    this.workplace = workplace;
    this.local = new LocalNetwork(workplace.home().folder());
  }

  LocalNetwork local() {
    return local;
  }

  /** The network that runs, and its description. */
  record Running(LocalNetwork.Up up, Network network, boolean started) {}

  /**
   * Finds it running or starts it; one that an older build hosts is continued by this one, because
   * verifiers judge by their own code.
   *
   * @param hours of recorded market in the past, where it is made now
   */
  Running up(String name, int hours) throws Failure {
    ProgressLine progress = new ProgressLine(surroundings);
    try {
      boolean running = local.status().state() == DevnetStatus.State.RUNNING;
      if (running && !build().equals(hostedBuild())) {
        surroundings.err().println("  the devnet runs an older build; continuing it with this one");
        local.down();
        running = false;
      }
      if (!running) {
        surroundings.err().println("  starting the devnet (the first time this takes a minute)");
        Files.createDirectories(workplace.home().folder());
        Files.writeString(buildFile(), build());
      }
      LocalNetwork.Up up =
          local.up(CommandLine.ofThisProcess(Main.class.getName()), arguments(hours), progress);
      Network network = describe(name, up);
      workplace.snapshot().write(network);
      return new Running(up, network, !running);
    } catch (DevnetFailed e) {
      throw failed(e);
    } catch (IOException e) {
      throw new Failure(
          Exit.CONFIGURATION,
          "cannot write to " + workplace.home().folder() + ": " + e.getMessage(),
          e);
    } finally {
      progress.end();
    }
  }

  private List<String> arguments(int hours) {
    List<String> arguments = new ArrayList<>(List.of("devnet", "serve"));
    arguments.addAll(List.of("--home", workplace.home().folder().toString()));
    arguments.addAll(List.of("--hours", Integer.toString(hours)));
    return arguments;
  }

  static Network describe(String name, LocalNetwork.Up up) {
    List<Network.Verifier> verifiers =
        up.verifiers().stream()
            .map(v -> new Network.Verifier(v.name(), v.address(), v.url(), 0, Long.MAX_VALUE))
            .toList();
    return DevnetNetworks.of(name, up.network().addresses(), up.network().rpc(), verifiers);
  }

  /** What the background process needs. */
  DevnetOptions options(int hours) {
    return DevnetOptions.of(
            workplace.home().folder(),
            surroundings.root().resolve("examples").resolve("data").resolve("ethusdt-1h.csv"),
            surroundings.clock(),
            surroundings.random(),
            new ProgressLine(surroundings))
        .withHours(hours)
        .withCache(cache());
  }

  /** The packages are the checkout's, whatever home a command works in. */
  private Path cache() {
    return surroundings.root().resolve(".countersign").resolve("cache");
  }

  private Path buildFile() {
    return workplace.home().folder().resolve("devnet.build");
  }

  private String build() {
    return System.getProperty("countersign.app", System.getProperty("java.class.path", ""));
  }

  private String hostedBuild() throws IOException {
    return Files.exists(buildFile()) ? Files.readString(buildFile()) : "";
  }

  static Failure failed(DevnetFailed e) {
    Exit exit =
        switch (e.reason()) {
          case NPM_MISSING, INSTALL_FAILED, UNSUPPORTED_PLATFORM, ARTIFACT_WRONG, DATA_FILE ->
              Exit.CONFIGURATION;
          default -> Exit.UNREACHABLE;
        };
    return new Failure(exit, "the devnet: " + e.getMessage(), e);
  }

  static String state(VerifierProcess verifier) {
    return verifier.isAlive() ? "running" : "stopped";
  }
}
