package dev.countersign.inference.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.inference.InputRefused;
import dev.countersign.inference.ModelBundle;
import dev.countersign.inference.ModelRefused;
import dev.countersign.inference.RunFailed;
import dev.countersign.inference.spi.Engine.Options;
import dev.countersign.receipt.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecoderSessionTest {
  private static final long SEED = 5;
  private static final Options OPTIONS = new Options(1, 2, Duration.ofSeconds(30));

  private final DecoderConfig config = RandomDecoder.small();
  private final long[] ids = RandomDecoder.ids(config, 40, SEED);
  private final DecoderBundle bundle;
  private final DecoderSession session;
  private final Path folder;

  DecoderSessionTest(@TempDir Path temp) throws Exception {
    folder = temp.resolve("model");
    bundle = RandomDecoder.write(folder, config, SEED);
    session = bundle.open(OPTIONS);
  }

  @BeforeEach
  void reproduces() throws Exception {
    session.requireSelfTest();
  }

  @AfterEach
  void close() {
    session.close();
  }

  private static long[] last(int count) {
    return new long[] {count - 1};
  }

  @Test
  void aPrefixIsWhatThePromptAloneWouldHaveLeft() throws Exception {
    try (KvCache empty = session.empty()) {
      Step all = session.run(ids, new long[0], empty);
      assertThat(all.present().length()).isEqualTo(40);
      assertThat(all.present().bytes()).isEqualTo(40L * 2 * 2 * (2 * 16 + 1) * 4);
      long[] other = {7, 8, 9};
      for (int tokens : new int[] {0, 1, 17, 40}) {
        try (KvCache prefix = all.present().prefix(tokens)) {
          assertThat(prefix.length()).isEqualTo(tokens);
          Step behind = session.run(other, last(3), prefix);
          long[] joined = Arrays.copyOf(ids, tokens + 3);
          System.arraycopy(other, 0, joined, tokens, 3);
          Step fresh = session.run(joined, last(tokens + 3), empty);
          assertThat(behind.logits()).isEqualTo(fresh.logits());
          behind.present().close();
          fresh.present().close();
        }
      }
      all.present().close();
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() -> session.run(ids, new long[0], all.present()));
    }
  }

  @Test
  void severalRunsAtOnceShareAPastAndGiveTheSame() throws Exception {
    try (KvCache empty = session.empty();
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      Step prompt = session.run(ids, last(40), empty);
      Step expected = session.run(new long[] {3}, last(1), prompt.present());
      List<Future<Step>> runs = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        runs.add(threads.submit(() -> session.run(new long[] {3}, last(1), prompt.present())));
      }
      for (Future<Step> run : runs) {
        Step step = run.get(1, TimeUnit.MINUTES);
        assertThat(step.logits()).isEqualTo(expected.logits());
        step.present().close();
      }
      expected.present().close();
      prompt.present().close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 0, no token -1",
    "320, 0, no token 320",
    "5, 1, no position 1",
    "5, -1, no position"
  })
  void whatIsOutOfRangeIsRefused(long id, long row, String sentence) throws Exception {
    try (KvCache empty = session.empty()) {
      assertThatExceptionOfType(InputRefused.class)
          .isThrownBy(() -> session.run(new long[] {id}, new long[] {row}, empty))
          .withMessageContaining(sentence);
    }
  }

  @Test
  void theContextIsNeverExceeded() throws Exception {
    try (KvCache empty = session.empty()) {
      Step full = session.run(new long[config.context()], last(config.context()), empty);
      assertThatExceptionOfType(InputRefused.class)
          .isThrownBy(() -> session.run(new long[1], last(1), full.present()))
          .withMessageContaining("1 tokens after 512 do not fit the context of 512");
      full.present().close();
      for (int tooMany : new int[] {0, config.context() + 1}) {
        assertThatExceptionOfType(InputRefused.class)
            .isThrownBy(() -> session.run(new long[tooMany], new long[0], empty));
      }
    }
  }

  @Test
  void aRunEndsWhenItsTimeIsOver() throws Exception {
    DecoderConfig large = RandomDecoder.config(8, 2, 128);
    DecoderBundle slow = RandomDecoder.write(folder.resolveSibling("slow"), large, SEED);
    try (DecoderSession hurried = slow.open(new Options(1, 1, Duration.ofMillis(1)));
        KvCache empty = hurried.empty()) {
      assertThatExceptionOfType(RunFailed.class)
          .isThrownBy(
              () -> {
                // A run that is over between two looks is not stopped; one of so many will be.
                for (int i = 0; i < 200; i++) {
                  hurried.run(new long[512], new long[0], empty).present().close();
                }
              })
          .withMessageContaining("did not finish in 1 ms")
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.OVERLOADED));
    }
  }

  @Test
  void aClosedModelRunsNothing() throws Exception {
    try (KvCache empty = session.empty()) {
      session.close();
      session.close();
      assertThatExceptionOfType(RunFailed.class)
          .isThrownBy(() -> session.run(ids, new long[0], empty))
          .withMessageContaining("closed");
    }
  }

  @Test
  void aMachineThatGivesOtherBitsMustNotVote() throws Exception {
    Path file = folder.resolve("selftest.json");
    String published = bundle.bundle().selfTest().cases().getFirst().outputs().hex();
    Files.writeString(file, Files.readString(file).replace(published, "0".repeat(64)));
    try (DecoderSession other = DecoderBundle.open(ModelBundle.open(folder)).open(OPTIONS)) {
      assertThatExceptionOfType(ModelRefused.class)
          .isThrownBy(other::requireSelfTest)
          .withMessageContaining("must not vote on this model")
          .withMessageContaining(published)
          .satisfies(e -> assertThat(e.reason().isAbstention()).isTrue());
    }
  }

  @Test
  void oneChangedWeightChangesTheSelfTest() throws Exception {
    Path file = folder.resolve("weights.bin");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    try (DecoderSession other = DecoderBundle.open(ModelBundle.open(folder)).open(OPTIONS)) {
      assertThatExceptionOfType(ModelRefused.class).isThrownBy(other::requireSelfTest);
    }
  }

  @Test
  void weightsThatChangeAfterTheBundleWasOpenedAreNotUsed() throws Exception {
    DecoderBundle opened = DecoderBundle.open(ModelBundle.open(folder));
    Path file = folder.resolve("weights.bin");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 4] ^= 1;
    Files.write(file, bytes);
    assertThatExceptionOfType(ModelRefused.class)
        .isThrownBy(() -> opened.open(OPTIONS))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ModelRefused.Code.MODEL_DIGEST_MISMATCH));
  }
}
