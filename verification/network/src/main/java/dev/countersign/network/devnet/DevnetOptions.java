package dev.countersign.network.devnet;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;

/**
 * What a local network needs from its caller.
 *
 * @param home the folder of this user's data; the network lives in its {@code devnet} folder
 * @param cache where the packages are installed; may be shared by many networks
 * @param dataFile the recorded candles
 * @param hours how many recorded hours lie in the past
 * @param clock what time it is
 * @param random for keys
 * @param progress hears how far a long step is
 */
public record DevnetOptions(
    Path home,
    Path cache,
    Path dataFile,
    int hours,
    InstantSource clock,
    SecureRandom random,
    Progress progress) {
  /** The usual length of the history. */
  public static final int HOURS = 1000;

  /** The usual network: packages cached in {@code home}, 1,000 hours. */
  public static DevnetOptions of(
      Path home, Path dataFile, InstantSource clock, SecureRandom random, Progress progress) {
    return new DevnetOptions(home, home.resolve("cache"), dataFile, HOURS, clock, random, progress);
  }

  /** The same with another length of the history. */
  public DevnetOptions withHours(int other) {
    return new DevnetOptions(home, cache, dataFile, other, clock, random, progress);
  }

  /** The same with packages cached elsewhere. */
  public DevnetOptions withCache(Path other) {
    return new DevnetOptions(home, other, dataFile, hours, clock, random, progress);
  }
}
