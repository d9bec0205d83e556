package dev.countersign.network.devnet;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;

/** A program that hosts a devnet, as the command line's does. */
final class HostMain {
  private HostMain() {}

  /** Takes the home, the file of candles and the number of hours. */
  public static void main(String[] args) throws DevnetFailed {
    DevnetOptions options =
        DevnetOptions.of(
                Path.of(args[0]),
                Path.of(args[1]),
                InstantSource.system(),
                new SecureRandom(),
                Progress.SILENT)
            .withCache(TestNode.cache())
            .withHours(Integer.parseInt(args[2]));
    try (DevnetHost host = DevnetHost.start(options)) {
      host.serve();
    }
  }
}
