package dev.countersign.tools.crash;

import dev.countersign.tools.store.PostgresServer;
import dev.countersign.tools.store.Storage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Two runtimes with one key and one agent, which have the same certified slots to carry; each is
 * killed at a random moment and started again.
 *
 * @param seed of everything that is left to chance
 * @param behaviour of the node
 * @param together whether they share a database, which is PostgreSQL then
 */
record Race(long seed, NodeBehaviour behaviour, boolean together) {
  private static final int SLOTS = 3;
  private static final int MOST_STARTS = 6;
  private static final long LIMIT_MILLIS = 240_000;

  List<String> run(CrashWorld world, RuntimeProcess.Launch launch, Path folder) throws Exception {
    Random random = new Random(seed);
    world.reset();
    List<Job> jobs = world.jobs(SLOTS, CrashWorld.TIME);
    Path file = folder.resolve("jobs");
    Job.write(file, jobs);
    List<Storage> storages = storages(folder);
    CrashWorld.Standing before = world.standing();
    List<String> wrong = new ArrayList<>();
    try (FaultyNode node = FaultyNode.start(world, behaviour, random);
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      world.hold(false);
      List<Future<Optional<String>>> runs = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        Storage storage = storages.get(i % storages.size());
        List<Long> kills = List.of((long) random.nextInt(1200), (long) random.nextInt(1200));
        runs.add(threads.submit(() -> carry(world, launch, node, file, storage, folder, kills)));
      }
      for (Future<Optional<String>> run : runs) {
        run.get().ifPresent(wrong::add);
      }
    } finally {
      world.hold(true);
    }
    wrong.addAll(Books.check(world, storages, jobs, Circumstance.PLAIN, before));
    return wrong;
  }

  private List<Storage> storages(Path folder) throws Exception {
    return together
        ? List.of(PostgresServer.shared().storage())
        : List.of(Storage.file(folder.resolve("one")), Storage.file(folder.resolve("two")));
  }

  private static Optional<String> carry(
      CrashWorld world,
      RuntimeProcess.Launch launch,
      FaultyNode node,
      Path file,
      Storage storage,
      Path folder,
      List<Long> kills)
      throws Exception {
    for (int i = 0; i < MOST_STARTS; i++) {
      Path log = Files.createTempFile(folder, "runtime", ".log");
      try (RuntimeProcess process =
          RuntimeProcess.start(launch, world, node.url(), file, storage, log)) {
        Optional<Long> kill = i < kills.size() ? Optional.of(kills.get(i)) : Optional.empty();
        switch (process.follow(state -> true, kill, LIMIT_MILLIS)) {
          case BY_ITSELF -> {
            return Optional.empty();
          }
          case KILLED -> {}
          case FAILED -> {
            String why =
                process
                    .complaints()
                    .lines()
                    .filter(line -> !line.startsWith("SLF4J"))
                    .limit(3)
                    .reduce((a, b) -> a + " | " + b)
                    .orElse("");
            return Optional.of("a process failed: " + why);
          }
        }
      }
    }
    return Optional.of("it did not end in " + MOST_STARTS + " starts");
  }
}
