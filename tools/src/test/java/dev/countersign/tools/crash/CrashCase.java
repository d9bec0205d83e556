package dev.countersign.tools.crash;

import dev.countersign.tools.outbox.Entry;
import dev.countersign.tools.outbox.OutboxStore;
import dev.countersign.tools.outbox.State;
import dev.countersign.tools.store.Database;
import dev.countersign.tools.store.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * One action, one node behaviour, one circumstance, and when the process is killed.
 *
 * @param seed of everything that is left to chance
 * @param behaviour of the node
 * @param circumstance what else happens
 * @param killAt the process is killed after it wrote this state; at random moments where empty
 */
record CrashCase(
    long seed, NodeBehaviour behaviour, Circumstance circumstance, Optional<State> killAt) {
  private static final int MOST_STARTS = 8;
  private static final long LIMIT_MILLIS = 180_000;

  /**
   * What came of it.
   *
   * @param onDisk the states that were found on the disk after a kill
   * @param end the state in the end
   * @param wrong what was not as it must be, a sentence each
   */
  record Outcome(List<State> onDisk, Optional<State> end, List<String> wrong) {
    Outcome {
      onDisk = List.copyOf(onDisk);
      wrong = List.copyOf(wrong);
    }
  }

  Outcome run(CrashWorld world, RuntimeProcess.Launch launch, Path folder, Storage storage)
      throws Exception {
    return new Execution(world, launch, folder, storage, new Random(seed)).run();
  }

  private final class Execution {
    private final CrashWorld world;
    private final RuntimeProcess.Launch launch;
    private final Path folder;
    private final Storage storage;
    private final Random random;
    private final List<State> onDisk = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private List<Job> jobs = List.of();
    private boolean happened;
    private boolean watched;
    private int kills;

    Execution(
        CrashWorld world,
        RuntimeProcess.Launch launch,
        Path folder,
        Storage storage,
        Random random) {
      this.world = world;
      this.launch = launch;
      this.folder = folder;
      this.storage = storage;
      this.random = random;
    }

    Outcome run() throws Exception {
      world.reset();
      jobs = world.jobs(1, circumstance.late() ? CrashWorld.SHORT_TIME : CrashWorld.TIME);
      Path file = folder.resolve("jobs");
      Job.write(file, jobs);
      if (circumstance.pausedFirst()) {
        world.pause();
        world.mine();
      }
      CrashWorld.Standing before = world.standing();
      kills = killAt.isPresent() ? 1 : 1 + random.nextInt(3);
      try (FaultyNode node = FaultyNode.start(world, behaviour, random)) {
        world.hold(circumstance.meanwhile());
        start(node, file);
      } finally {
        world.hold(true);
      }
      wrong.addAll(Books.check(world, List.of(storage), jobs, circumstance, before));
      return new Outcome(onDisk, state(), wrong);
    }

    private void start(FaultyNode node, Path file) throws Exception {
      for (int i = 0; i < MOST_STARTS; i++) {
        Path log = Files.createTempFile(folder, "runtime", ".log");
        try (RuntimeProcess process =
            RuntimeProcess.start(launch, world, node.url(), file, storage, log)) {
          Optional<Long> moment =
              killAt.isEmpty() && kills > 0
                  ? Optional.of((long) random.nextInt(700))
                  : Optional.empty();
          switch (process.follow(this::goesOn, moment, LIMIT_MILLIS)) {
            case BY_ITSELF -> {
              return;
            }
            case KILLED -> killed();
            case FAILED -> {
              wrong.add("a process failed: " + lastLine(process));
              return;
            }
          }
        }
      }
      wrong.add("it did not end in " + MOST_STARTS + " starts");
    }

    private String lastLine(RuntimeProcess process) throws IOException {
      return process
          .complaints()
          .lines()
          .filter(line -> !line.startsWith("SLF4J"))
          .limit(3)
          .reduce((a, b) -> a + " | " + b)
          .orElse("");
    }

    private void killed() throws Exception {
      kills--;
      state().ifPresent(onDisk::add);
    }

    private Optional<State> state() throws Exception {
      try (Database database = storage.open()) {
        return new OutboxStore(database).find(jobs.getFirst().action().runId()).map(Entry::state);
      }
    }

    private boolean goesOn(String written) throws Exception {
      if (!happened && circumstance.meanwhile() && written.equals(State.BROADCAST.name())) {
        happened = true;
        happens();
        world.hold(false);
      }
      if (!watched && written.equals(State.WATCHED.name())) {
        watched = true;
        happensToWatched();
      }
      return kills <= 0 || killAt.isEmpty() || !written.equals(killAt.get().name());
    }

    /** Somebody else does it, or its time passes. */
    private void happensToWatched() throws Exception {
      Job job = jobs.getFirst();
      if (circumstance == Circumstance.EXECUTED_LATER) {
        world.unpause();
        world.mine();
        world.elsewhere(job.calldata());
      } else if (!circumstance.late()) {
        world.pass(job.action().validUntil());
      }
    }

    private void happens() throws Exception {
      Job job = jobs.getFirst();
      switch (circumstance) {
        case PLAIN, PAUSED_BEFORE, EXECUTED_LATER -> {}
        case ELSEWHERE -> world.elsewhere(job.calldata());
        case PAUSED_AFTER -> world.pause();
        case OVERTAKEN -> world.elsewhere(world.rival(job).calldata());
        case LATE -> world.pass(job.action().validUntil());
      }
    }
  }
}
