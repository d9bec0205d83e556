package dev.countersign.network.gate;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.countersign.network.chain.ChainRefused;
import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.receipt.Bytes32;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.platform.engine.CancellationToken;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherExecutionRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Is every check of the gate alive? Compiles the gate without each of them in turn and runs the
 * gate's tests against it, until one fails. Prints the table; answers 1 when no test noticed a
 * check that {@code checks.json} does not explain, 2 when there is no compiler.
 *
 * <p>A test has noticed when what it asserts does not hold, or when the chain refuses what it
 * sends. Anything else that ends a test (no node, no time, no memory) says nothing about the gate:
 * it ends the whole run, with 2.
 *
 * <p>Needs Node, and {@code npm ci} in the folder of the contracts. Compiled gates are kept below
 * {@code .countersign/cache} for the sources and checks they were made of.
 */
final class GateMutants {
  private static final Path ROOT = Path.of(System.getProperty("countersign.root", "../.."));
  private static final Path SOLIDITY = ROOT.resolve("verification/network/src/main/solidity");
  private static final long MOST_MINUTES = 120;

  private static final List<Class<?>> TESTS =
      List.of(
          VerdictChecksTest.class,
          CallShapesTest.class,
          SettlementTest.class,
          GrossOutflowTest.class,
          DaySpendingTest.class,
          PriceRuleTest.class,
          RegistryTest.class,
          RegistrationRulesTest.class,
          ExecuteTest.class,
          AttackTest.class,
          OddSafeTest.class,
          SilentTokenTest.class,
          BindingTest.class);

  private final Launcher launcher = LauncherFactory.create();
  private final Path folder;

  private GateMutants(Path folder) {
    this.folder = folder;
  }

  /** Prints the table, of the checks that are named, or of all. */
  public static void main(String[] names) throws IOException, InterruptedException {
    List<Checks.Check> chosen =
        Checks.all().stream()
            .filter(check -> names.length == 0 || Set.of(names).contains(check.id()))
            .toList();
    GateMutants mutants = new GateMutants(ROOT.resolve(".countersign/cache/gates-" + digest()));
    if (!mutants.compile(chosen)) {
      System.err.println(
          "mutants: not every gate could be compiled; what is above says why, or run npm ci in "
              + SOLIDITY);
      System.exit(2);
    }
    try {
      System.exit(mutants.run(chosen) ? 0 : 1);
    } catch (BrokenRun e) {
      System.err.println("mutants: " + e.getMessage());
      System.exit(2);
    }
  }

  private static String digest() throws IOException {
    StringBuilder all = new StringBuilder();
    List<Path> files;
    try (Stream<Path> sources = Files.walk(SOLIDITY.resolve("src"), 1)) {
      files = sources.filter(file -> file.toString().endsWith(".sol")).sorted().toList();
    }
    for (Path file : files) {
      all.append(Files.readString(file));
    }
    Checks.all().forEach(check -> all.append(check.id()).append(check.edits()));
    return Bytes32.keccak256(all.toString().getBytes(StandardCharsets.UTF_8))
        .hex()
        .substring(0, 16);
  }

  private boolean compile(List<Checks.Check> chosen) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of("node", "compile.mjs", "--mutants", folder.toAbsolutePath().toString()));
    List<String> missing =
        chosen.stream()
            .map(Checks.Check::id)
            .filter(id -> !Files.exists(folder.resolve(id).resolve("ReceiptGate.json")))
            .toList();
    if (missing.isEmpty()) {
      return true;
    }
    command.addAll(missing);
    System.out.println("compiling " + missing.size() + " gates");
    Process node =
        new ProcessBuilder(command)
            .directory(SOLIDITY.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      return node.waitFor(MOST_MINUTES, TimeUnit.MINUTES) && node.exitValue() == 0;
    } finally {
      node.destroyForcibly();
    }
  }

  private boolean run(List<Checks.Check> chosen) throws BrokenRun {
    Optional<String> broken = failure("none", "");
    if (broken.isPresent()) {
      System.err.println("mutants: the unchanged gate fails " + broken.get());
      return false;
    }
    int killed = 0;
    int explained = 0;
    int unexplained = 0;
    for (Checks.Check check : chosen) {
      Optional<String> failure = failure(check.id(), check.file());
      String result = failure.orElse("SURVIVES " + check.survives());
      System.out.printf(
          Locale.ROOT, "%-7s %-24s %-52s %s%n", check.number(), check.id(), check.says(), result);
      if (failure.isPresent()) {
        killed++;
      } else if (check.survives().isEmpty()) {
        unexplained++;
      } else {
        explained++;
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%d checks removed in turn: %d noticed by a test, %d survive and are explained, %d not%n",
        chosen.size(),
        killed,
        explained,
        unexplained);
    return unexplained == 0;
  }

  /** The first test that fails against a gate, of the likeliest class first. */
  private Optional<String> failure(String gate, String file) throws BrokenRun {
    System.setProperty(Chain.CHANGED, folder.resolve(gate).toString());
    List<Class<?>> order = new ArrayList<>(TESTS);
    Class<?> likely =
        switch (file) {
          case "SafeCalls.sol" -> CallShapesTest.class;
          case "SafeFlows.sol" -> SettlementTest.class;
          case "PriceCheck.sol" -> PriceRuleTest.class;
          case "GateRegistry.sol" -> RegistryTest.class;
          case "AgentRules.sol" -> RegistrationRulesTest.class;
          case "GateModuleGuard.sol" -> AttackTest.class;
          default -> VerdictChecksTest.class;
        };
    order.remove(likely);
    order.addFirst(likely);
    for (Class<?> tests : order) {
      Optional<String> failure = failure(gate, tests);
      if (failure.isPresent()) {
        return failure;
      }
    }
    return Optional.empty();
  }

  private Optional<String> failure(String gate, Class<?> tests) throws BrokenRun {
    FirstFailure first = new FirstFailure();
    launcher.execute(
        LauncherExecutionRequestBuilder.request(
                LauncherDiscoveryRequestBuilder.request().selectors(selectClass(tests)).build())
            .cancellationToken(first.token)
            .listeners(first)
            .build());
    String where = tests.getSimpleName() + " against the gate without " + gate;
    if (first.broke.isPresent()) {
      throw new BrokenRun(where + " came to no verdict: " + first.broke.get());
    }
    if (first.failed.isEmpty() && first.passed == 0) {
      throw new BrokenRun(where + " ran no test");
    }
    return first.failed;
  }

  /** What ended the run says nothing about the gate. */
  private static final class BrokenRun extends Exception {
    private static final long serialVersionUID = 1L;

    BrokenRun(String sentence) {
      super(sentence);
    }
  }

  /** Whether a test says by this that the gate does not do what it should. */
  private static boolean noticed(Throwable thrown) {
    return switch (thrown) {
      case AssertionError failed -> true;
      case ChainUnavailable call -> call.kind() == ChainUnavailable.Kind.REVERTED;
      case ChainRefused call -> call.reason() == ChainRefused.Reason.REVERTED;
      default -> false;
    };
  }

  private static final class FirstFailure implements TestExecutionListener {
    private final CancellationToken token = CancellationToken.create();
    private Optional<String> failed = Optional.empty();
    private Optional<String> broke = Optional.empty();
    private int passed;

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      switch (result.getStatus()) {
        case SUCCESSFUL -> passed += test.isTest() ? 1 : 0;
        case ABORTED -> {}
        case FAILED -> {
          if (failed.isEmpty() && broke.isEmpty()) {
            Throwable thrown = result.getThrowable().orElseThrow();
            String name = test.getLegacyReportingName();
            failed = noticed(thrown) ? Optional.of(name) : Optional.empty();
            broke = noticed(thrown) ? Optional.empty() : Optional.of(name + ": " + thrown);
          }
          token.cancel();
        }
      }
    }
  }
}
