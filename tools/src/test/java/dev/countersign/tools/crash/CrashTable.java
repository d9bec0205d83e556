package dev.countersign.tools.crash;

import dev.countersign.tools.outbox.State;
import dev.countersign.tools.store.PostgresServer;
import dev.countersign.tools.store.Storage;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.LogManager;

/**
 * The crash table: for each durable state and each behaviour of a node, how often a runtime was
 * killed there and was right afterwards. {@code docs/crash-table} runs it.
 */
public final class CrashTable {
  /** By chance an action may end in another way, before it is killed. */
  private static final int MOST_TRIES = 25;

  private final PrintStream out;
  private final CrashWorld world;
  private final RuntimeProcess.Launch launch;
  private final Path folder;
  private final Map<State, Map<NodeBehaviour, Cell>> cells = new EnumMap<>(State.class);
  private final List<String> violations = new ArrayList<>();
  private long seed;
  private int cases;

  private CrashTable(PrintStream out, CrashWorld world, Path folder, long seed) throws Exception {
    this.out = out;
    this.world = world;
    this.folder = folder;
    this.seed = seed;
    this.launch = RuntimeProcess.Launch.prepared(folder);
    for (State state : State.values()) {
      Map<NodeBehaviour, Cell> row = new EnumMap<>(NodeBehaviour.class);
      for (NodeBehaviour behaviour : NodeBehaviour.values()) {
        row.put(behaviour, new Cell());
      }
      cells.put(state, row);
    }
  }

  private static final class Cell {
    private int right;
    private int wrong;
  }

  /**
   * Fills the table and prints it.
   *
   * @param arguments how often each cell at least (5), and the first seed (1)
   */
  public static void main(String[] arguments) throws Exception {
    LogManager.getLogManager().reset();
    int times = arguments.length > 0 ? positive(arguments[0]) : 5;
    long seed = arguments.length > 1 ? positive(arguments[1]) : 1;
    List<String> violations = run(System.out, times, seed);
    System.exit(violations.isEmpty() ? 0 : 1);
  }

  private static int positive(String argument) {
    if (!argument.matches("[1-9][0-9]{0,8}")) {
      System.err.println("crash-table: TIMES and SEED are whole numbers from 1 on");
      System.exit(2);
    }
    return Integer.parseInt(argument);
  }

  private static List<String> run(PrintStream out, int times, long seed) throws Exception {
    Path folder = Files.createTempDirectory("countersign-crash-");
    try (CrashWorld world = CrashWorld.start()) {
      CrashTable table = new CrashTable(out, world, folder, seed);
      table.fill(times);
      table.races(times);
      table.print();
      return table.violations;
    } finally {
      Folders.delete(folder);
    }
  }

  /**
   * A part of it: so many kills, each in another state and with another behaviour.
   *
   * @return what was wrong
   */
  static List<String> sample(PrintStream out, int kills, int races, long seed) throws Exception {
    Path folder = Files.createTempDirectory("countersign-crash-");
    try (CrashWorld world = CrashWorld.start()) {
      CrashTable table = new CrashTable(out, world, folder, seed);
      State[] states = State.values();
      NodeBehaviour[] behaviours = NodeBehaviour.values();
      for (int i = 0; i < kills; i++) {
        State state = states[(int) ((seed + i) % states.length)];
        NodeBehaviour behaviour = behaviours[(int) ((seed + 3L * i) % behaviours.length)];
        table.run(behaviour, Circumstance.leadingTo(state), Optional.of(state));
      }
      for (int i = 0; i < races; i++) {
        table.race(behaviours[(int) ((seed + i) % behaviours.length)]);
      }
      table.print();
      return table.violations;
    } finally {
      Folders.delete(folder);
    }
  }

  private void fill(int times) throws Exception {
    for (int round = 0; round < times; round++) {
      for (State state : State.values()) {
        for (NodeBehaviour behaviour : NodeBehaviour.values()) {
          Cell cell = cell(state, behaviour);
          for (int i = 0; i < MOST_TRIES && cell.right + cell.wrong <= round; i++) {
            run(behaviour, Circumstance.leadingTo(state), Optional.of(state));
          }
        }
      }
      for (NodeBehaviour behaviour : NodeBehaviour.values()) {
        run(behaviour, Circumstance.PLAIN, Optional.empty());
        run(behaviour, Circumstance.ELSEWHERE, Optional.empty());
      }
      out.println("round " + (round + 1) + " of " + times + ": " + cases + " cases so far");
    }
  }

  private Cell cell(State state, NodeBehaviour behaviour) {
    return cells.getOrDefault(state, Map.of()).getOrDefault(behaviour, new Cell());
  }

  private void run(NodeBehaviour behaviour, Circumstance circumstance, Optional<State> killAt)
      throws Exception {
    CrashCase each = new CrashCase(seed++, behaviour, circumstance, killAt);
    Path place = Files.createDirectory(folder.resolve("case" + cases++));
    CrashCase.Outcome outcome = each.run(world, launch, place, storage(place));
    for (State state : outcome.onDisk()) {
      Cell cell = cell(state, behaviour);
      if (outcome.wrong().isEmpty()) {
        cell.right++;
      } else {
        cell.wrong++;
      }
    }
    for (String wrong : outcome.wrong()) {
      violation(each + ", found " + outcome.onDisk() + ", ended " + outcome.end(), wrong);
    }
    Folders.delete(place);
  }

  private void violation(String where, String wrong) {
    violations.add(where + ": " + wrong);
    out.println("WRONG " + where + ": " + wrong);
  }

  /** Every fourth is on PostgreSQL. */
  private Storage storage(Path place) throws Exception {
    return cases % 4 == 0
        ? PostgresServer.shared().storage()
        : Storage.file(place.resolve("outbox"));
  }

  private void races(int times) throws Exception {
    for (int i = 0; i < times; i++) {
      for (NodeBehaviour behaviour : NodeBehaviour.values()) {
        race(behaviour);
      }
    }
  }

  private int races;
  private int lostRaces;

  private void race(NodeBehaviour behaviour) throws Exception {
    Race race = new Race(seed++, behaviour, races % 2 == 0);
    Path place = Files.createDirectory(folder.resolve("race" + races++));
    List<String> wrong = race.run(world, launch, place);
    if (!wrong.isEmpty()) {
      lostRaces++;
      wrong.forEach(sentence -> violation(race.toString(), sentence));
    }
    Folders.delete(place);
  }

  private void print() {
    out.println();
    out.println("killed when on disk  " + "node: how often right of how often killed");
    StringBuilder header = new StringBuilder(String.format("%-12s", ""));
    for (NodeBehaviour behaviour : NodeBehaviour.values()) {
      header.append(String.format("%18s", behaviour.words()));
    }
    out.println(header);
    for (State state : State.values()) {
      StringBuilder line =
          new StringBuilder(
              String.format("%-12s", state.name().toLowerCase(java.util.Locale.ROOT)));
      for (NodeBehaviour behaviour : NodeBehaviour.values()) {
        Cell cell = cell(state, behaviour);
        int all = cell.right + cell.wrong;
        line.append(String.format("%18s", all == 0 ? "-" : cell.right + "/" + all));
      }
      out.println(line);
    }
    out.println();
    out.println(
        "races of two runtimes with one key: " + (races - lostRaces) + "/" + races + " right");
    out.println(
        cases
            + " cases, seeds up to "
            + (seed - 1)
            + "; "
            + (violations.isEmpty()
                ? "nothing was wrong"
                : violations.size() + " things were wrong"));
  }
}
