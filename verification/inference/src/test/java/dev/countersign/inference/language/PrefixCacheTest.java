package dev.countersign.inference.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.countersign.inference.decoder.DecoderBundle;
import dev.countersign.inference.decoder.DecoderSession;
import dev.countersign.inference.decoder.KvCache;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of earlier sequences, and for how long. */
class PrefixCacheTest {
  @TempDir Path temp;
  private DecoderSession session;
  private PrefixCache cache;

  @BeforeEach
  void open() throws Exception {
    DecoderBundle bundle = TestModel.write(temp.resolve("model"), 1);
    session = bundle.open(TestModel.OPTIONS);
    cache = new PrefixCache(1000, 10);
  }

  @AfterEach
  void close() {
    cache.close();
    session.close();
  }

  private KvCache run(long... tokens) throws Exception {
    try (KvCache empty = session.empty()) {
      return session.run(tokens, new long[0], empty).present();
    }
  }

  private KvCache keep(long... tokens) throws Exception {
    KvCache kept = run(tokens);
    cache.offer(tokens, kept);
    return kept;
  }

  private static boolean isOpen(KvCache kept) {
    try {
      kept.prefix(1).close();
      return true;
    } catch (IllegalArgumentException | dev.countersign.inference.RunFailed e) {
      return false;
    }
  }

  private int longest(long... tokens) {
    PrefixCache.Beginning beginning = cache.longest(tokens, tokens.length);
    if (beginning == null) {
      return 0;
    }
    cache.giveBack(beginning.kept());
    return beginning.length();
  }

  private static long[] range(long from, int count) {
    return LongStream.range(from, from + count).toArray();
  }

  @Test
  void theLongestCommonBeginningIsFound() throws Exception {
    keep(1, 2, 3, 4, 5, 6);
    keep(1, 2, 3, 4, 9, 9, 9);
    assertThat(longest(1, 2, 3, 4, 5, 7)).isEqualTo(5);
    assertThat(longest(1, 2, 3, 4, 9, 9, 9, 9)).isEqualTo(7);
    assertThat(longest(2, 3, 4, 5)).isZero();
    assertThat(longest(1, 2, 3)).as("not worth a copy").isZero();
  }

  @Test
  void aSequenceThatBeginsAnotherIsNotKeptBesideIt() throws Exception {
    KvCache shorter = keep(1, 2, 3, 4);
    KvCache longer = keep(1, 2, 3, 4, 5);
    assertThat(cache.size()).isEqualTo(1);
    assertThat(isOpen(shorter)).isFalse();
    assertThat(isOpen(longer)).isTrue();
    KvCache again = keep(1, 2, 3, 4, 5);
    assertThat(isOpen(again)).isFalse();
    assertThat(cache.size()).isEqualTo(1);
  }

  @Test
  void theLeastRecentlyUsedGoesFirst() throws Exception {
    for (int i = 0; i < PrefixCache.MOST; i++) {
      keep(range(10L * i, 5));
    }
    assertThat(longest(range(0, 5))).isEqualTo(5);
    keep(range(200, 5));
    assertThat(cache.size()).isEqualTo(PrefixCache.MOST);
    assertThat(longest(range(0, 5))).isEqualTo(5);
    assertThat(longest(range(10, 5))).isZero();
  }

  @Test
  void theBytesAreBounded() throws Exception {
    KvCache first = keep(range(0, 60));
    keep(range(100, 41));
    assertThat(cache.size()).isEqualTo(1);
    assertThat(isOpen(first)).isFalse();
    KvCache tooLong = keep(range(0, 101));
    assertThat(isOpen(tooLong)).isFalse();
    assertThat(longest(range(100, 41))).isEqualTo(41);
  }

  @Test
  void whatIsInUseIsGivenBackLater() throws Exception {
    KvCache kept = keep(1, 2, 3, 4, 5);
    PrefixCache.Beginning beginning =
        Objects.requireNonNull(cache.longest(new long[] {1, 2, 3, 4, 5}, 5));
    cache.clear();
    assertThat(isOpen(kept)).isTrue();
    cache.giveBack(beginning.kept());
    assertThat(isOpen(kept)).isFalse();
  }

  @Test
  void nothingIsKeptAfterTheEnd() throws Exception {
    KvCache before = keep(1, 2, 3, 4, 5);
    cache.close();
    assertThat(isOpen(before)).isFalse();
    assertThat(isOpen(keep(1, 2, 3, 4, 6))).isFalse();
    assertThatCode(cache::close).doesNotThrowAnyException();
  }
}
