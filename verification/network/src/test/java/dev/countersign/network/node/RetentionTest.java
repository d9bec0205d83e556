package dev.countersign.network.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.network.evaluate.SlotRules;
import dev.countersign.network.evaluate.Window;
import dev.countersign.network.node.Opinion.Agree;
import dev.countersign.network.node.Opinion.Subject;
import dev.countersign.network.node.SigningRecord.Finality;
import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Manifest.ModelRef;
import dev.countersign.receipt.Manifest.Schedule;
import dev.countersign.receipt.Profile;
import dev.countersign.receipt.ReceiptRejected;
import dev.countersign.receipt.Slot;
import dev.countersign.receipt.Verdict;
import dev.countersign.receipt.VerifierKey;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A verifier that forgets what is old signs nothing that one which remembers everything would not:
 * the same questions to both, over months of the chain's time.
 */
class RetentionTest {
  private static final Address GATE = new Address("0x" + "1".repeat(40));
  private static final VerifierKey KEY = VerifierKey.of(BigInteger.valueOf(7));
  private static final long DAY = 86_400;
  private static final Schedule ON_REQUEST = new Schedule("request", "", "UTC", 0);
  private static final Schedule HOURLY = new Schedule("every", "", "UTC", 3600);

  private final GuardedSigner forgetful;
  private final GuardedSigner remembering;

  RetentionTest() throws NodeFailed {
    forgetful = signer();
    remembering = signer();
  }

  private static GuardedSigner signer() throws NodeFailed {
    return new GuardedSigner(
        KEY, 1, AnswerStore.inMemory(1_000_000), AnswerStore.inMemory(1_000_000));
  }

  private static Manifest manifest(Schedule schedule, long deadline, long minInterval) {
    return new Manifest(
        Manifest.VERSION,
        "agent",
        1,
        GATE,
        new Address("0x" + "2".repeat(40)),
        List.of(),
        List.of(),
        schedule,
        deadline,
        minInterval,
        2,
        List.of(),
        new Manifest.Decide(
            "hold",
            Bytes32.ZERO,
            1,
            ModelRef.NONE,
            Bytes32.ZERO,
            Bytes32.ZERO,
            JsonNodeFactory.instance.objectNode()),
        new Manifest.Policy(
            List.of(),
            List.of(),
            0,
            0,
            BigInteger.ZERO,
            BigInteger.ZERO,
            new Manifest.PriceCheck(List.of(), 0, List.of()),
            new Manifest.Protections(0, 0, 0, 0, 0, 0)),
        new Manifest.Verify(Profile.EXACT, 2, 3),
        Bytes32.ZERO,
        List.of());
  }

  /** One life: the chain's time goes on, and somebody asks for slots of now and of long ago. */
  private final class Life {
    private final Random random;
    private final List<Schedule> schedules;
    private long time = 1_700_000_000;
    private long lastSlot;
    private int verdicts;
    private int forgotten;
    private int tooOld;

    Life(long seed, List<Schedule> schedules) {
      this.random = new Random(seed);
      this.schedules = schedules;
    }

    /** Many questions, and so many answers that something was forgotten. */
    Life lived() throws Exception {
      for (int i = 0; i < 1500; i++) {
        step();
      }
      assertThat(verdicts).isGreaterThan(100);
      assertThat(forgotten).isGreaterThan(100);
      return this;
    }

    void step() throws Exception {
      long[] steps = {1, 60, 3600, DAY, 5 * DAY, 12 * DAY};
      time += 1 + random.nextLong(steps[random.nextInt(steps.length)]);
      long finalized = time - random.nextInt(30);
      if (random.nextInt(4) == 0) {
        forgotten += forgetful.forget(finalized);
      }
      long[] deadlines = {90, 3600, DAY};
      long[] intervals = {0, 60, DAY, 9 * DAY, 60 * DAY};
      Manifest manifest =
          manifest(
              schedules.get(random.nextInt(schedules.size())),
              deadlines[random.nextInt(deadlines.length)],
              intervals[random.nextInt(intervals.length)]);
      ask(manifest, slot(manifest), new Finality(finalized, lastSlot));
    }

    private Slot slot(Manifest manifest) {
      long back = random.nextInt(3) == 0 ? random.nextLong(40 * DAY) : random.nextLong(7200);
      long anchor = time - back;
      long on =
          switch (manifest.schedule().on()) {
            case "every" -> anchor / manifest.schedule().every() * manifest.schedule().every();
            case "cron" -> firstOfTheMonth(anchor);
            default -> anchor;
          };
      return Slot.of(on, random.nextInt(2));
    }

    private static long firstOfTheMonth(long time) {
      return java.time.Instant.ofEpochSecond(time)
          .atZone(java.time.ZoneOffset.UTC)
          .toLocalDate()
          .withDayOfMonth(1)
          .atStartOfDay(java.time.ZoneOffset.UTC)
          .toEpochSecond();
    }

    private void ask(Manifest manifest, Slot slot, Finality finality) throws Exception {
      Window window = Window.open(manifest, slot, time);
      try {
        SlotRules.check(manifest, slot, time);
        SlotRules.checkCurrent(manifest, slot, window);
        SlotRules.checkRising(slot, lastSlot);
      } catch (Refused e) {
        return; // Neither would hear of it.
      }
      Bytes32 receipt = Bytes32.of(random(32));
      Opinion opinion =
          new Opinion(
              new Subject(manifest, GATE, receipt, slot, window),
              new Agree(verdict(manifest, receipt, slot, window), random.nextInt(5) == 0, lastSlot),
              finality);
      String answer = forgetful.answer(opinion);
      if (answer.contains("no longer known")) {
        tooOld++;
        return; // The other is not asked, so that they go on with the same answers.
      }
      assertThat(agrees(answer))
          .as("slot %s, %s, at %d: %s", slot, window, time, answer)
          .isEqualTo(agrees(remembering.answer(opinion)));
      verdicts += agrees(answer) ? 1 : 0;
      if (agrees(answer) && random.nextBoolean()) {
        lastSlot = Math.max(lastSlot, slot.value());
      }
    }

    private byte[] random(int length) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      return bytes;
    }

    private Verdict verdict(Manifest manifest, Bytes32 receipt, Slot slot, Window window) {
      return new Verdict(
          receipt,
          manifest.agentId(),
          slot,
          manifest.digest(),
          Bytes32.ZERO,
          Bytes32.ZERO,
          Bytes32.ZERO,
          manifest.account(),
          Bytes32.ZERO,
          window.opensAt() - random.nextInt(3),
          window.closesAt(),
          Profile.EXACT);
    }
  }

  private static boolean agrees(String reply) throws ReceiptRejected {
    return switch (Reply.parse(reply.getBytes(StandardCharsets.UTF_8))) {
      case Reply.Agreed agreed -> true;
      case Reply.Declined declined -> false;
      case Reply.Abstained abstained -> throw new AssertionError(reply);
    };
  }

  @AfterEach
  void close() throws Exception {
    forgetful.close();
    remembering.close();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void forgettingAllowsNothingWhateverTheOwnerChanges(long seed) throws Exception {
    Schedule rarely = new Schedule("every", "", "UTC", 20 * DAY);
    Schedule monthly = new Schedule("cron", "0 0 1 * *", "UTC", 0);

    new Life(seed, List.of(ON_REQUEST, HOURLY, rarely, monthly)).lived();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {4, 5})
  void nobodyMissesWhatIsForgotten(long seed) throws Exception {
    assertThat(new Life(seed, List.of(ON_REQUEST)).lived().tooOld).isZero();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {6})
  void nobodyMissesWhatIsForgottenOfASchedule(long seed) throws Exception {
    assertThat(new Life(seed, List.of(HOURLY)).lived().tooOld).isZero();
  }
}
