package dev.countersign.runtime.workplace;

import dev.countersign.network.devnet.DevnetFailed;
import dev.countersign.network.devnet.DevnetOptions;
import dev.countersign.network.devnet.DevnetStatus;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.agent.Network;
import dev.countersign.runtime.local.CommandLine;
import dev.countersign.runtime.local.LocalNetwork;
import dev.countersign.runtime.run.DevnetNetworks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The local network of a workplace. */
public final class Devnets {
  /** The program that is started again in the background. */
  private static final String MAIN = "dev.countersign.runtime.cli.Main";

  private final Workplace workplace;
  private final LocalNetwork local;

  /** Nothing is touched yet. */
  public Devnets(Workplace workplace) {
    this.workplace = workplace;
    this.local = new LocalNetwork(workplace.home().folder());
  }

  /** The network itself. */
  public LocalNetwork local() {
    return local;
  }

  /**
   * The network that runs.
   *
   * @param up the network
   * @param network its description
   * @param started whether it was started for this call
   */
  public record Running(LocalNetwork.Up up, Network network, boolean started) {}

  /**
   * Finds it running or starts it; one that another build hosts is continued by this one, because
   * verifiers judge by their own code.
   *
   * @param hours of recorded market in the past, where it is made now
   */
  public Running up(String name, int hours) throws Failure {
    Notices notices = workplace.notices();
    try {
      DevnetStatus status = local.status();
      boolean running = status.state() == DevnetStatus.State.RUNNING;
      if (running && !build().equals(hostedBuild())) {
        notices.tells("another build of this program runs the devnet; continuing it with this one");
        local.down();
        status = local.status();
        running = false;
      }
      if (!running) {
        notices.tells(
            switch (status.state()) {
              case STOPPED, ORPHANED -> "continuing the devnet: " + status.note();
              case STARTING -> "waiting for the devnet, which is being started";
              case ABSENT, RUNNING -> "starting the devnet (the first time this takes a minute)";
            });
      }
      LocalNetwork.Up up = local.up(this::host, arguments(hours), notices);
      Network network = describe(name, up);
      workplace.snapshot().write(network);
      return new Running(up, network, !running);
    } catch (DevnetFailed e) {
      throw failed(e);
    } catch (IOException e) {
      throw unwritable(e);
    } finally {
      notices.ended();
    }
  }

  /** The same with every verifier answering: those that do not are started again. */
  public Running revive(Running found) throws Failure {
    Notices notices = workplace.notices();
    try {
      LocalNetwork.Up up =
          local.revive(
              found.up(),
              workplace.modelFolders(),
              self(),
              workplace.random(),
              name -> notices.tells(name + " did not answer; starting it again"));
      Network network = describe(found.network().name(), up);
      workplace.snapshot().write(network);
      return new Running(up, network, found.started());
    } catch (DevnetFailed e) {
      throw failed(e);
    } catch (IOException e) {
      throw unwritable(e);
    } finally {
      notices.ended();
    }
  }

  private Failure unwritable(IOException e) {
    return new Failure(
        Exit.CONFIGURATION,
        "cannot write to " + workplace.home().folder() + ": " + e.getMessage(),
        e);
  }

  /** While no other command brings it up: who starts it says which build it is. */
  private ProcessHandle host(List<String> arguments) throws IOException {
    Files.createDirectories(workplace.home().folder());
    Files.writeString(buildFile(), build());
    Path logs = workplace.home().logs();
    return self()
        .start(arguments, logs.resolve("devnet.out"), logs.resolve("devnet.log"))
        .toHandle();
  }

  /** How this program is started again, for the same checkout. */
  public CommandLine self() {
    CommandLine self = CommandLine.ofThisProcess(MAIN);
    List<String> options = new ArrayList<>(self.options());
    options.add("-Dcountersign.root=" + workplace.root());
    return new CommandLine(self.java(), options, self.classPath(), self.mainClass());
  }

  private List<String> arguments(int hours) {
    List<String> arguments = new ArrayList<>(List.of("devnet", "serve"));
    arguments.addAll(List.of("--home", workplace.home().folder().toString()));
    arguments.addAll(List.of("--hours", Integer.toString(hours)));
    return arguments;
  }

  private static Network describe(String name, LocalNetwork.Up up) {
    List<Network.Verifier> verifiers =
        up.verifiers().stream()
            .map(v -> new Network.Verifier(v.name(), v.address(), v.url(), 0, Long.MAX_VALUE))
            .toList();
    return DevnetNetworks.of(name, up.network().addresses(), up.network().rpc(), verifiers);
  }

  /** What the background process needs. */
  public DevnetOptions options(int hours) {
    return DevnetOptions.of(
            workplace.home().folder(),
            workplace.root().resolve("examples").resolve("data").resolve("ethusdt-1h.csv"),
            workplace.clock(),
            workplace.random(),
            workplace.notices())
        .withHours(hours)
        .withCache(cache());
  }

  /** The packages are the checkout's, whatever home a command works in. */
  private Path cache() {
    return workplace.root().resolve(".countersign").resolve("cache");
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

  /** What a command says of it. */
  public static Failure failed(DevnetFailed e) {
    Exit exit =
        switch (e.reason()) {
          case NPM_MISSING, INSTALL_FAILED, UNSUPPORTED_PLATFORM, ARTIFACT_WRONG, DATA_FILE ->
              Exit.CONFIGURATION;
          case NODE_FAILED, DEPLOYMENT_FAILED, STATE, BUSY, INTERRUPTED -> Exit.UNREACHABLE;
        };
    return new Failure(exit, "the devnet: " + e.getMessage(), e);
  }
}
