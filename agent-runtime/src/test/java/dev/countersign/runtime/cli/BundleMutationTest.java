package dev.countersign.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.receipt.Reason;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.run.RunReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * No byte of a real bundle can be changed without the command {@code verify} noticing. The receipt
 * module does the same to its conformance files, some hundred times more often.
 */
@ExtendWith(OnDevnet.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BundleMutationTest {
  private static final int COUNT = 300;
  private static final int AS_A_PROCESS = 3;
  private static final long SEED = Long.getLong("mutations.seed", 20261121L);
  private static final Pattern REFUSED = Pattern.compile("is not verified: ([A-Z_]+): .+");

  private final LocalDevnet devnet;
  private final Path bundle;
  private final byte[] good;

  BundleMutationTest(LocalDevnet devnet) throws Exception {
    this.devnet = devnet;
    Path agent = devnet.agent("mutated", "payroll", Map.of());
    RunReport report =
        RunReport.parse(
            devnet
                .terminal()
                .run("run", "--json", agent)
                .ends(Exit.DONE)
                .out()
                .getBytes(StandardCharsets.UTF_8));
    bundle = Path.of(report.bundle());
    good = Files.readAllBytes(bundle);
  }

  @Test
  void noChangedBundleVerifies() throws Exception {
    Path changed = devnet.files().resolve("changed.receipt.json");
    assertThat(verify(bundle).exit()).as("unchanged").isEqualTo(Exit.DONE.code());
    System.out.println("mutations of a real bundle: seed " + SEED + ", " + COUNT);
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < COUNT; i++) {
      Files.write(changed, mutated(random));
      Answer answer =
          i < AS_A_PROCESS ? Answer.of(devnet.terminal().run("verify", changed)) : verify(changed);
      String which = "mutation " + i + " of seed " + SEED + ": " + answer.complaint();
      assertThat(answer.exit()).as(which).isEqualTo(Exit.NOT_VERIFIED.code());
      Matcher refused = REFUSED.matcher(answer.complaint());
      assertThat(refused.find()).as(which).isTrue();
      assertThat(Reason.valueOf(refused.group(1))).as(which).isNotNull();
    }
  }

  /** The exit code of a command, and what it complained. */
  private record Answer(int exit, String complaint) {
    static Answer of(Terminal.Outcome outcome) {
      return new Answer(outcome.exit(), outcome.err());
    }
  }

  /** The same command without a process of its own, to be quick. */
  private Answer verify(Path file) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Surroundings surroundings =
        new Surroundings(
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            false,
            Terminal.checkout(),
            devnet.home(),
            Clock.systemUTC(),
            new SecureRandom(),
            Map.of());
    int exit = Main.run(new String[] {"verify", file.toString()}, surroundings);
    return new Answer(exit, err.toString(StandardCharsets.UTF_8));
  }

  private byte[] mutated(SplittableRandom random) throws IOException {
    byte[] changed = good;
    while (Arrays.equals(good, changed)) { // A change that changes nothing does not count.
      int at = random.nextInt(good.length);
      int to = Math.min(good.length, at + 1 + random.nextInt(20));
      byte[] run = Arrays.copyOfRange(good, at, to);
      changed =
          switch (random.nextInt(6)) {
            case 0 -> spliced(at, at + 1, new byte[] {(byte) (good[at] ^ 1 << random.nextInt(8))});
            case 1 -> spliced(at, to, new byte[0]);
            case 2 -> spliced(at, at, new byte[] {(byte) random.nextInt(256)});
            case 3 -> spliced(to, to, run);
            case 4 -> Arrays.copyOf(good, at);
            default -> spliced(at, at + 1, new byte[] {good[random.nextInt(good.length)]});
          };
    }
    return changed;
  }

  private byte[] spliced(int from, int to, byte[] middle) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(good, 0, from);
    out.write(middle);
    out.write(good, to, good.length - to);
    return out.toByteArray();
  }
}
