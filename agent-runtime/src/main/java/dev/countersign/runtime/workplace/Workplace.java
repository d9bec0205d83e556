package dev.countersign.runtime.workplace;

import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.agent.Networks;
import dev.countersign.runtime.run.Models;
import dev.countersign.runtime.run.NetworkSnapshot;
import dev.countersign.runtime.run.RuntimeKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a runtime works with: files, time, chance, the environment and passphrases.
 *
 * @param root a checkout or a copy of one, with {@code config} and {@code examples}
 * @param home where state is kept
 * @param networksFile where the networks are
 * @param clock the time
 * @param random chance, for keys
 * @param variables the environment that {@code ${NAME}} in a networks file refers to
 * @param passphrases of the keys; not asked on a disposable network
 * @param notices hears what is done on the way
 */
public record Workplace(
    Path root,
    Home home,
    Path networksFile,
    Clock clock,
    SecureRandom random,
    Function<String, @Nullable String> variables,
    RuntimeKeys.Passphrases passphrases,
    Notices notices) {

  /** The state is in {@code .countersign} there; no environment, no passphrases, no notices. */
  public static Workplace of(Path root, Clock clock, SecureRandom random) {
    return new Workplace(
        root.toAbsolutePath().normalize(),
        new Home(root.toAbsolutePath().normalize().resolve(".countersign")),
        root.resolve("config").resolve("networks.yaml"),
        clock,
        random,
        name -> null,
        Workplace::nobodyKnows,
        Notices.NONE);
  }

  private static dev.countersign.tools.wallet.Passphrase nobodyKnows(String key) throws Failure {
    throw new Failure(
        Exit.CONFIGURATION, "the key " + key + " needs a passphrase, and none is given");
  }

  /** The same with its state elsewhere. */
  public Workplace withHome(Path folder) {
    Home other = new Home(folder.toAbsolutePath().normalize());
    return new Workplace(root, other, networksFile, clock, random, variables, passphrases, notices);
  }

  /** The same with other networks. */
  public Workplace withNetworks(Path file) {
    return new Workplace(root, home, file, clock, random, variables, passphrases, notices);
  }

  /** The same with an environment. */
  public Workplace withVariables(Function<String, @Nullable String> environment) {
    return new Workplace(
        root, home, networksFile, clock, random, environment, passphrases, notices);
  }

  /** The same with passphrases. */
  public Workplace withPassphrases(RuntimeKeys.Passphrases source) {
    return new Workplace(root, home, networksFile, clock, random, variables, source, notices);
  }

  /** The same, told to somebody. */
  public Workplace withNotices(Notices listener) {
    return new Workplace(root, home, networksFile, clock, random, variables, passphrases, listener);
  }

  /** The networks of the file. */
  public Networks networks() throws Failure {
    return Networks.read(networksFile);
  }

  /** The models here: added ones, then those that ship. */
  public Models models() {
    return new Models(modelFolders());
  }

  /** Where {@link #models} looks. */
  public List<Path> modelFolders() {
    return Stream.of(home.models(), root.resolve("examples").resolve("models"))
        .filter(Files::isDirectory)
        .toList();
  }

  /** What was last known of the networks that are made here. */
  public NetworkSnapshot snapshot() {
    return new NetworkSnapshot(home.folder().resolve("networks"));
  }

  /** Unix seconds. */
  public long now() {
    return clock.instant().getEpochSecond();
  }
}
