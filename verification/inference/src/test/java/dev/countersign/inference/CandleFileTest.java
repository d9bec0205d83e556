package dev.countersign.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.inference.InputRefused.Code;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CandleFileTest {
  @TempDir Path temp;

  private CandleFile read(String... lines) throws IOException, InputRefused {
    Path file = temp.resolve("candles.csv");
    Files.writeString(file, "timestamp_ms,open,high,low,close,volume\n" + String.join("\n", lines));
    return CandleFile.read(file, 3600);
  }

  @Test
  void theRealFileIsReadAsItIsAndItsFlawsAreSaid() throws IOException, InputRefused {
    CandleFile file = CandleFile.read(Shipped.CANDLES, 3600);
    assertThat(file.candles()).hasSize(21_143);
    assertThat(file.notes())
        .containsExactly(
            "line 5535: 1 intervals are missing from 1679662800; left as a gap",
            "line 21097: open times are in microseconds from here on",
            "line 21097: 744 intervals are missing from 1735689600; left as a gap");
    List<List<Candle>> stretches = file.stretches(3600);
    assertThat(stretches).extracting(List::size).containsExactly(5533, 15_562, 48);
    assertThat(file.candles().getFirst())
        .isEqualTo(
            new Candle(
                1_659_744_000L,
                new BigInteger("1736810000000000000000"),
                new BigInteger("1749930000000000000000"),
                new BigInteger("1731920000000000000000"),
                new BigInteger("1737850000000000000000")));
  }

  @Test
  void anEmptyFileHasNoCandles() throws IOException, InputRefused {
    assertThat(read().candles()).isEmpty();
    assertThat(read().stretches(3600)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          3600000,1,2,1                | BAD_CANDLE | fewer than five columns
          x,1,2,1,1                    | BAD_CANDLE | line 2
          3600000,1,2,1,NaN            | BAD_CANDLE | not a price: NaN
          3600000,1,2,1,1e5            | BAD_CANDLE | not a price: 1e5
          3600000,1,2,1,-1             | BAD_CANDLE | not a price: -1
          3600000,1,2,0,1              | BAD_CANDLE | not a candle
          3600000,1,1,1,2              | BAD_CANDLE | not a candle
          3600001,1,2,1,1              | BAD_CANDLE | not a whole second
          3600000,1,2,1,1.0000000000000000001 | BAD_CANDLE | line 2
          """)
  void aLineThatIsNoCandleIsRefusedWithItsNumber(String line, Code code, String sentence) {
    assertThatExceptionOfType(InputRefused.class)
        .isThrownBy(() -> read(line))
        .withMessageContaining(sentence)
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }

  @ParameterizedTest
  @CsvSource({"3600000", "0", "7200001000", "3601000"})
  void aLineOutOfStepIsRefused(String second) {
    assertThatExceptionOfType(InputRefused.class)
        .isThrownBy(() -> read("3600000,1,2,1,1", second + ",1,2,1,1"))
        .withMessageContaining("line 3")
        .satisfies(e -> assertThat(e.code()).isEqualTo(Code.GAP));
  }
}
