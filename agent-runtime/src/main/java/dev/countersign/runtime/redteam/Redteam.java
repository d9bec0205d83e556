package dev.countersign.runtime.redteam;

import dev.countersign.network.devnet.DevnetFailed;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Manifest;
import dev.countersign.runtime.agent.AgentFile;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.agent.Networks;
import dev.countersign.runtime.workplace.Workplace;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Attacks an agent on a local network that is made for it and thrown away.
 *
 * <p>Guarantees: neither the user's devnet nor any other network is touched, and nothing is written
 * outside of a temporary folder but the log; that nothing moved is measured on the chain, not
 * assumed.
 *
 * <p>Does not guarantee that an agent is safe: it tries what is in its list, with this agent, now.
 */
public final class Redteam {
  private Redteam() {}

  /**
   * An attack, for lists.
   *
   * @param id names it
   * @param family its sort
   * @param does what the attacker does
   */
  public record Described(String id, Family family, String does) {}

  /** Every attack, in the order of the table. */
  public static List<Described> attacks() {
    return Attacks.ALL.stream()
        .map(attack -> new Described(attack.id(), attack.family(), attack.does()))
        .toList();
  }

  /**
   * Attacks an agent. It is tested as if it were live, whatever its file says.
   *
   * @param only ids of attacks; empty for all
   * @throws Failure with {@link Exit#CONFIGURATION} when the file, or an id, is wrong
   */
  public static RedteamReport run(
      AgentFile file, Collection<String> only, Workplace workplace, RedteamListener listener)
      throws Failure, InterruptedException {
    return run(file, only, workplace, listener, Weakness.NONE);
  }

  static RedteamReport run(
      AgentFile file,
      Collection<String> only,
      Workplace workplace,
      RedteamListener listener,
      Weakness weakness)
      throws Failure, InterruptedException {
    long begin = System.nanoTime();
    List<Attack> attacks = chosen(only);
    Path folder = temporary();
    AtomicReference<@Nullable Arena> open = new AtomicReference<>();
    Thread lastResort = new Thread(() -> interrupted(open.get(), folder), "end the local network");
    Runtime.getRuntime().addShutdownHook(lastResort);
    try {
      workplace.notices().at("making a local network for the attacks", 0, 0);
      Arena arena = Arena.open(file, attacks.size(), workplace, folder, weakness);
      open.set(arena);
      Map<Address, BigInteger> held = onDevnet(file, workplace) ? arena.initial() : Map.of();
      Opening opening = Opening.of(arena);
      List<Row> rows = new ArrayList<>();
      for (int i = 0; i < attacks.size(); i++) {
        listener.begins(attacks.get(i).id(), i, attacks.size());
        Row row = played(arena, opening, attacks.get(i), arena.agent(i));
        listener.ends(row);
        rows.add(row);
      }
      return new RedteamReport(
          arena.agent().name(),
          opening.sentence(),
          opening.control(),
          rows,
          Advice.of(file.agent(), arena.agent(), held),
          (System.nanoTime() - begin) / 1e9);
    } finally {
      end(open.get(), folder);
      try {
        Runtime.getRuntime().removeShutdownHook(lastResort);
      } catch (IllegalStateException e) {
        // The process is ending; the hook does no harm twice.
      }
    }
  }

  private static List<Attack> chosen(Collection<String> only) throws Failure {
    Set<String> left = new LinkedHashSet<>(only);
    List<Attack> chosen =
        Attacks.ALL.stream().filter(attack -> only.isEmpty() || left.remove(attack.id())).toList();
    Optional<String> unknown = left.stream().findFirst();
    if (unknown.isPresent()) {
      throw new Failure(
          Exit.CONFIGURATION,
          "there is no attack " + unknown.get() + "; see countersign redteam --list");
    }
    return chosen;
  }

  private static Path temporary() throws Failure {
    try {
      return Files.createTempDirectory("countersign-redteam-");
    } catch (IOException e) {
      throw new Failure(Exit.CONFIGURATION, "cannot make a temporary folder: " + e.getMessage(), e);
    }
  }

  private static boolean onDevnet(AgentFile file, Workplace workplace) throws Failure {
    Networks networks = workplace.networks();
    String network = file.agent().network();
    return networks.names().contains(network) && networks.isDevnet(network);
  }

  /** Tries an attack and puts the chain back. */
  private static Row played(Arena arena, Opening opening, Attack attack, Manifest agent)
      throws Failure, InterruptedException {
    for (Need need : attack.needs()) {
      Optional<String> lacking = opening.lacks(need, arena);
      if (lacking.isPresent()) {
        return Row.notApplicable(attack, lacking.get());
      }
    }
    Scene scene = new Scene(arena, opening, agent);
    try {
      String before = arena.ground().world().snapshot();
      try {
        attack.plot().play(scene);
        return Row.of(attack, scene.attempts());
      } finally {
        arena.ground().world().revert(before);
      }
    } catch (InterruptedException e) {
      throw e;
    } catch (NotApplicable e) {
      return Row.notApplicable(attack, String.valueOf(e.getMessage()));
    } catch (DevnetFailed e) {
      throw new Failure(Exit.UNREACHABLE, "the local network: " + e.getMessage(), e);
    } catch (Exception e) {
      arena.said(e.toString());
      return Row.broken(attack, scene.attempts(), "it could not be tried: " + e.getMessage());
    }
  }

  /** The process is told to end: what is still being made is not known yet, but by its program. */
  private static void interrupted(@Nullable Arena arena, Path folder) {
    if (arena == null) {
      ProcessHandle.current()
          .children()
          .filter(child -> child.info().command().filter(c -> c.contains("anvil")).isPresent())
          .forEach(ProcessHandle::destroyForcibly);
    }
    end(arena, folder);
  }

  private static synchronized void end(@Nullable Arena arena, Path folder) {
    if (arena != null) {
      arena.close();
    }
    try {
      delete(folder);
    } catch (IOException e) {
      LoggerFactory.getLogger(Redteam.class).warn("{} is left behind", folder, e);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
