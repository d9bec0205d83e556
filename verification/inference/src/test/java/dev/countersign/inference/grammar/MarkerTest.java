package dev.countersign.inference.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The end of free text is found where it is, also by a marker that begins like itself. */
class MarkerTest {
  private static final long SEED = 7;

  @ParameterizedTest
  @ValueSource(strings = {"<tool_call>", "ab", "aab", "abab", "aabaaab", "abacabab"})
  void aMarkerIsFoundWhereItFirstEnds(String spelling) {
    Marker marker = Marker.of(spelling, -1);
    Random random = new Random(SEED);
    for (int run = 0; run < 500; run++) {
      StringBuilder text = new StringBuilder();
      int matched = 0;
      while (text.length() < 60 && !marker.isComplete(matched)) {
        char c = spelling.charAt(random.nextInt(spelling.length()));
        text.append(c);
        matched = marker.step(matched, c);
        assertThat(marker.isComplete(matched))
            .as("%s, seed %d", text, SEED)
            .isEqualTo(text.indexOf(spelling) >= 0);
      }
    }
  }
}
