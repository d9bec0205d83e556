package dev.countersign.network.devnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.network.devnet.DevnetFailed.Reason;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CandleFileTest {
  private static final String HEADER = "timestamp_ms,open,high,low,close,volume\n";

  @TempDir private Path folder;

  @Test
  void theRealFileIsReadAndItsOdditiesAreNamed() throws Exception {
    CandleFile file = CandleFile.read(SharedWorld.dataFile());
    assertThat(file.candles()).hasSize(21_143);
    assertThat(file.countBefore(MarketRoute.RECORDED_END)).isEqualTo(21_143 - 48);
    assertThat(file.notes())
        .containsExactly(
            "1 hour is missing from 2023-03-24T13:00:00Z to 2023-03-24T14:00:00Z",
            "744 hours are missing from 2025-01-01T00:00:00Z to 2025-02-01T00:00:00Z",
            "times are in microseconds instead of milliseconds in 48 rows, the first of them"
                + " 2025-02-01T00:00:00Z");
  }

  @Test
  void whatIsWrongIsNamedWithItsLine() throws Exception {
    record Row(String text, String line, String complaint) {}
    List<Row> rows =
        List.of(
            new Row("", "line 1", "header"),
            new Row("time,open\n", "line 1", "header"),
            new Row(HEADER, "line 1", "no candles"),
            new Row(HEADER + "3600000,1,2,1,2\n", "line 2", "5 fields"),
            new Row(HEADER + "3600000,1,2,1,x,0\n", "line 2", ""),
            new Row(HEADER + "3600000,3,2,1,2,0\n", "line 2", "no candle"),
            new Row(HEADER + "3600000,1,2,-1,2,0\n", "line 2", "no candle"),
            new Row(HEADER + "3600000,0,0,0,0,0\n", "line 2", "no candle"),
            new Row(HEADER + "3601000,1,2,1,2,0\n", "line 2", "no full hour"),
            new Row(HEADER + "3600001,1,2,1,2,0\n", "line 2", "milliseconds"),
            new Row(HEADER + "-3600000,1,2,1,2,0\n", "line 2", "milliseconds"),
            new Row(HEADER + "7200000,1,2,1,2,0\n3600000,1,2,1,2,0\n", "line 3", "does not rise"),
            new Row(HEADER + "7200000,1,2,1,2,0\n7200000,1,2,1,2,0\n", "line 3", "does not rise"));
    for (Row row : rows) {
      DevnetFailed error =
          catchThrowableOfType(DevnetFailed.class, () -> CandleFile.read(file(row.text())));
      assertThat(error.reason()).isEqualTo(Reason.DATA_FILE);
      assertThat(error).hasMessageContaining(row.line()).hasMessageContaining(row.complaint());
    }
  }

  @Test
  void aMissingFileIsAFailureOfData() {
    DevnetFailed error =
        catchThrowableOfType(
            DevnetFailed.class, () -> CandleFile.read(folder.resolve("absent.csv")));
    assertThat(error.reason()).isEqualTo(Reason.DATA_FILE);
  }

  @Test
  void theNearerExtremeComesFirst() throws Exception {
    CandleFile file = CandleFile.read(file(HEADER + "0,10,11,5,8,0\n3600000,10,20,9,12,0\n"));
    assertThat(file.candles().get(0).path())
        .containsExactly(number(10), number(11), number(5), number(8));
    assertThat(file.candles().get(1).path())
        .containsExactly(number(10), number(9), number(20), number(12));
  }

  private static BigDecimal number(int value) {
    return BigDecimal.valueOf(value);
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("candles.csv"), text);
  }
}
