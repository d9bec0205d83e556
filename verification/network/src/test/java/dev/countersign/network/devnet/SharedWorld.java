package dev.countersign.network.devnet;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A {@link DevnetWorld} for tests of any module: {@code @ExtendWith(SharedWorld.class)} and a
 * parameter of that type.
 *
 * <p>It is made once for each JVM, with 100 recorded hours that end at {@link #NOW}; each test
 * finds the chain as it was made, because what the test did to it is undone after it. So tests that
 * use it do not run at the same time in one JVM.
 */
public final class SharedWorld implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
  /** The time at which the world is made: the recorded hours are then where they were recorded. */
  public static final Instant NOW = Instant.parse("2025-01-01T00:00:30Z");

  /** How many recorded hours lie before {@link #NOW}. */
  public static final int HOURS = 100;

  private static @Nullable DevnetWorld world;

  private @Nullable String snapshot;

  /** The world, made when it is first asked for. */
  public static synchronized DevnetWorld get() throws Exception {
    DevnetWorld made = world;
    if (made == null) {
      Path folder = Files.createTempDirectory("countersign-world-");
      made = DevnetWorld.start(options(folder, Progress.SILENT), folder);
      world = made;
      Runtime.getRuntime().addShutdownHook(new Thread(made::close));
    }
    return made;
  }

  /** Options of a small network whose clock stands still. */
  public static DevnetOptions options(Path home, Progress progress) {
    return DevnetOptions.of(
            home, dataFile(), InstantSource.fixed(NOW), new SecureRandom(), progress)
        .withCache(TestNode.cache())
        .withHours(HOURS);
  }

  /** The recorded candles that ship with the examples. */
  public static Path dataFile() {
    return TestNode.root().resolve("examples/data/ethusdt-1h.csv");
  }

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    snapshot = get().snapshot();
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    if (snapshot != null) {
      get().automine(false);
      get().revert(snapshot);
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == DevnetWorld.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    try {
      return get();
    } catch (Exception e) {
      throw new org.junit.jupiter.api.extension.ParameterResolutionException("no world", e);
    }
  }
}
