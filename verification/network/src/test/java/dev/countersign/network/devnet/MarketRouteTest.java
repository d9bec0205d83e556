package dev.countersign.network.devnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.inference.CandleFile;
import dev.countersign.network.devnet.DevnetFailed.Reason;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarketRouteTest {
  private static final long HOUR = 3600;
  private static final Instant NOW = Instant.parse("2026-11-21T12:34:56Z");

  private static CandleFile file;
  private static MarketRoute route;

  @TempDir private Path folder;

  @BeforeAll
  static void read() throws Exception {
    file = MarketRoute.read(SharedWorld.dataFile());
    route = MarketRoute.of(file, 1000, NOW);
  }

  @Test
  void theHistoryEndsAtTheLastFullHourWithTheLastCandleOf2024() {
    assertThat(Instant.ofEpochSecond(route.historyEnd())).isEqualTo("2026-11-21T12:00:00Z");
    assertThat(recorded(route.historyEnd() - 1)).isEqualTo("2024-12-31T23:00:00Z");
    assertThat(recorded(route.start())).isEqualTo("2024-11-20T08:00:00Z");
  }

  @Test
  void afterTheGapOfJanuaryComesFebruaryAndAfterTheLastRowTheHistoryAgain() {
    assertThat(recorded(route.historyEnd())).isEqualTo("2025-02-01T00:00:00Z");
    assertThat(recorded(route.historyEnd() + 47 * HOUR)).isEqualTo("2025-02-02T23:00:00Z");
    assertThat(recorded(route.historyEnd() + 48 * HOUR)).isEqualTo("2024-11-20T08:00:00Z");
  }

  @Test
  void insideAnHourThePriceRunsFromTheOpenOverBothExtremesToTheClose() {
    for (long hour = route.start(); hour < route.historyEnd(); hour += HOUR) {
      MarketHour candle = route.candle(hour);
      assertThat(route.price(hour)).isEqualByComparingTo(candle.open());
      assertThat(route.price(hour + HOUR - 1)).isEqualByComparingTo(candle.close());
      BigDecimal high = candle.low();
      BigDecimal low = candle.high();
      for (long second = 0; second < HOUR; second += 60) {
        BigDecimal price = route.price(hour + second);
        high = high.max(price);
        low = low.min(price);
      }
      assertThat(high).isEqualByComparingTo(candle.high());
      assertThat(low).isEqualByComparingTo(candle.low());
    }
  }

  @Test
  void everyTurningPointIsDueExactlyOnceHoweverTheTimeIsCut() {
    long hour = route.start();
    for (int step : new int[] {1, 7, 30, 600, 3599}) {
      int due = 0;
      for (long after = hour - 1; after < hour + HOUR - 1; after += step) {
        due += route.due(after, Math.min(after + step, hour + HOUR - 1)).size();
      }
      assertThat(due).as("step %s", step).isEqualTo(4);
    }
  }

  @Test
  void moreHoursThanThereAreIsAFailureOfData() {
    assertThat(catchThrowableOfType(DevnetFailed.class, () -> MarketRoute.of(file, 30_000, NOW)))
        .hasMessageContaining("30000 are needed");
  }

  private static String recorded(long time) {
    return Instant.ofEpochSecond(route.candle(time).openTime()).toString();
  }

  @Test
  void theNearerExtremeComesFirst() {
    assertThat(hour(10, 11, 5, 8).path())
        .containsExactly(number(10), number(11), number(5), number(8));
    assertThat(hour(10, 20, 9, 12).path())
        .containsExactly(number(10), number(9), number(20), number(12));
  }

  private static MarketHour hour(int open, int high, int low, int close) {
    return new MarketHour(0, number(open), number(high), number(low), number(close));
  }

  private static BigDecimal number(int value) {
    return BigDecimal.valueOf(value);
  }

  @ParameterizedTest
  @CsvSource({
    "'3600000,1,2,1,x,0', line 2",
    "'3601000,1,2,1,2,0', line 2: no full hour",
    "'3600000,1,2,1,2,0\n3600000,1,2,1,2,0', line 3"
  })
  void aFileThatIsNoneIsRefusedWithItsLine(String rows, String complaint) throws Exception {
    Path wrong = folder.resolve("candles.csv");
    Files.writeString(wrong, "timestamp_ms,open,high,low,close,volume\n" + rows);

    assertThatExceptionOfType(DevnetFailed.class)
        .isThrownBy(() -> MarketRoute.read(wrong))
        .withMessageContaining(complaint)
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.DATA_FILE));
  }

  @Test
  void aFileThatIsNotThereIsAFailureOfData() {
    assertThatExceptionOfType(DevnetFailed.class)
        .isThrownBy(() -> MarketRoute.read(folder.resolve("absent.csv")))
        .withMessageContaining("absent.csv");
  }
}
