package dev.countersign.receipt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * 100,000 random changes to good bundles, of bytes, of JSON, of base64 and of the signed payload:
 * none is accepted, and each is answered with a reason.
 */
class MutationTest {
  private static final int COUNT = Integer.getInteger("mutations", 100_000);
  private static final long SEED = Long.getLong("mutations.seed", 2026_11_21L);

  @Test
  void noChangedBundleIsAccepted() throws ReceiptRejected {
    List<Original> originals = new ArrayList<>();
    for (PublishedBundle bundle : Conformance.goodBundles().values()) {
      boolean paper =
          Receipt.parse(bundle.envelope().payloadBytes()).receipt().mode() == Mode.PAPER;
      Trust trust = paper ? Samples.trust().forPaper() : Samples.trust();
      Receipts.verify(bundle, trust);
      originals.add(new Original(new String(bundle.toBytes(), UTF_8), trust));
    }
    System.out.println("mutations: seed " + SEED + ", " + COUNT);
    ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    ConcurrentHashMap<Reason, LongAdder> reasons = new ConcurrentHashMap<>();

    IntStream.range(0, COUNT)
        .parallel()
        .forEach(i -> attempt(originals.get(i % originals.size()), i, wrong, reasons));

    Map<Reason, Long> counts = new EnumMap<>(Reason.class);
    reasons.forEach((reason, count) -> counts.put(reason, count.sum()));
    System.out.println("mutations: " + counts);
    assertThat(wrong).as("seed " + SEED).isEmpty();
    assertThat(counts.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(COUNT);
    assertThat(counts)
        .as("the changes reach every layer")
        .containsKeys(
            Reason.MALFORMED,
            Reason.NOT_CANONICAL,
            Reason.SCHEMA,
            Reason.DIGEST_MISMATCH,
            Reason.MANIFEST_MISMATCH,
            Reason.VERDICT_MISMATCH,
            Reason.BAD_RECEIPT_SIGNATURE,
            Reason.MALFORMED_SIGNATURE,
            Reason.UNKNOWN_VERIFIER);
  }

  private record Original(String text, Trust trust) {}

  private static void attempt(
      Original original,
      int index,
      ConcurrentLinkedQueue<String> wrong,
      ConcurrentHashMap<Reason, LongAdder> reasons) {
    SplittableRandom random = new SplittableRandom(SEED * 1_000_003 + index);
    byte[] good = original.text().getBytes(UTF_8);
    byte[] changed = good;
    String how = "";
    // A change that changes nothing does not count.
    for (int tries = 0; tries < 100 && Arrays.equals(good, changed); tries++) {
      Mutation mutation = Mutation.ALL.get(random.nextInt(Mutation.ALL.size()));
      how = "mutation " + index + ", " + mutation;
      changed = mutation.apply(good, random);
    }
    try {
      Receipts.verify(changed, original.trust());
      wrong.add(how + ": accepted");
    } catch (ReceiptRejected e) {
      reasons.computeIfAbsent(e.reason(), reason -> new LongAdder()).increment();
    } catch (RuntimeException | StackOverflowError e) {
      wrong.add(how + ": " + e);
    }
  }
}
