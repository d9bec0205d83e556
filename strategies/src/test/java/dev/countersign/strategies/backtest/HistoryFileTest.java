package dev.countersign.strategies.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryFileTest {
  private static final String PLAIN =
      """
      timestamp,open,high,low,close,volume
      1735689600,100.5,102,99,101.25,7
      1735693200,101.25,103,101,102,8
      1735696800,102,102,100,100.000000000000001,9
      """;

  @Test
  void readsPricesExactly() throws Exception {
    History history = read(PLAIN);
    assertThat(history.size()).isEqualTo(3);
    assertThat(history.interval()).isEqualTo(3600);
    assertThat(history.candle(0).open()).isEqualTo(new BigInteger("100500000000000000000"));
    assertThat(history.candle(0).low()).isEqualTo(new BigInteger("99000000000000000000"));
    assertThat(history.close(1)).isEqualTo(new BigInteger("102000000000000000000"));
    assertThat(history.closes()).containsExactly(101.25, 102, 100);
  }

  /** The same three candles in the layouts that people have. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        // Binance klines without and with a header, in milliseconds and microseconds
        """
        1735689600000,100.5,102,99,101.25,7,1735693199999,1,2,3,4,0
        1735693200000,101.25,103,101,102,8,1735696799999,1,2,3,4,0
        1735696800000,102,102,100,101,9,1735700399999,1,2,3,4,0
        """,
        """
        open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,ignore
        1735689600000000,100.5,102,99,101.25,7,1,1,2,3,0
        1735693200000000,101.25,103,101,102,8,1,1,2,3,0
        1735696800000000,102,102,100,101,9,1,1,2,3,0
        """,
        // Freqtrade's JSON, and what Binance's interface answers
        """
        [[1735689600000,100.5,102.0,99.0,101.25,7.0],
         [1735693200000,101.25,103,101,102,8],[1735696800000,102,1.02e2,100,101,9]]
        """,
        """
        [[1735689600000,"100.50","102","99","101.25","7",1,"1",[],"3"],
         [1735693200000,"101.25","103","101","102","8"],[1735696800000,"102","102","100","101","9"]]
        """,
        // dates, other separators, other columns, quotes, carriage returns, a mark at the beginning
        """
        Date;Volume;Close;Low;High;Open
        2025-01-01 00:00:00;7;101.25;99;102;100.5
        2025-01-01T01:00:00Z;8;102;101;103;101.25
        2025-01-01 02:00:00+00:00;9;101;100;102;102
        """,
        """
        \uFEFF"Date"\t"Open"\t"High"\t"Low"\t"Close"\r
        "2025-01-01 00:00"\t"100.5"\t"102"\t"99"\t"101.25"\r
        "2025-01-01 01:00"\t101.25\t103\t101\t102\r
        "2025-01-01 02:00"\t102\t102\t100\t101\
        """,
        """
        ,date,open,high,low,close
        0,2025-01-01,100.5,102,99,101.25
        1,2025-01-01 01:00:00.000,101.25,103,101,102
        2,2025-01-01 03:00:00+01:00,102,102,100,101
        """
      })
  void knowsTheUsualLayouts(String text) throws Exception {
    History history = read(text);
    assertThat(history.interval()).isEqualTo(3600);
    assertThat(IntStream.range(0, 3).mapToLong(history::openTime))
        .containsExactly(1735689600L, 1735693200L, 1735696800L);
    assertThat(history.closes()).containsExactly(101.25, 102, 101);
    assertThat(history.candle(0).high()).isEqualTo(new BigInteger("102000000000000000000"));
    assertThat(history.candle(2).low()).isEqualTo(new BigInteger("100000000000000000000"));
  }

  @Test
  void saysWhatItNoticedAndDid() throws Exception {
    History history =
        read(
            """
            time,open,high,low,close
            1735689600000,1,1,1,1
            1735693200000000,1,1,1,1
            1735700400,3,3,3,3
            1735696800,2,2,2,2
            1735696800,2,2,2,2
            1735696800,5,5,5,5
            1735704000,NaN,4,4,4
            1735707600,4,4,4,4
            1735711200,0,4,4,4
            1735714800,4,3,4,4
            1735718400,4,4,4,4
            1735718401,4,4,4,4
            1735722000,4,
            """
                .stripTrailing());
    assertThat(history.closes()).containsExactly(1, 1, 2, 3, 4, 4);
    assertThat(history.notes())
        .containsExactlyInAnyOrder(
            "line 3: times are in microseconds from here on, in milliseconds before",
            "line 4: times are in seconds from here on, in microseconds before",
            "line 14 breaks off and was left out",
            "line 5: the time is before that of the row above (once in all); the rows were put in"
                + " order",
            "1 row that repeats an earlier one left out: line 6",
            "1 row of a time that another row has with other prices, which counts, left out: line"
                + " 7",
            "1 row without a price left out: line 8",
            "1 row with a price that is not above zero left out: line 10",
            "1 row whose high or low contradicts its other prices left out: line 11",
            "1 row that does not begin on a whole interval left out: line 13",
            "line 9: 1 interval is missing from 2025-01-01T04:00:00Z; left as a gap",
            "line 12: 2 intervals are missing from 2025-01-01T06:00:00Z; left as a gap");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|test.csv is empty",
        "hello world|test.csv, line 1 is neither a header that names time, open, high, low and"
            + " close nor a row of numbers: \"hello world\"",
        "time,open,high,low\\n1,2,3,4|test.csv, line 1 is a header without a column for close",
        "time,open,high,low,close\\n"
            + "1735689600,1,1,1,1\\n"
            + "1735693200,1,x1,1,1|test.csv, line 3: the high is not a number: \"x1\"",
        "time,open,high,low,close\\n"
            + "1735689600,1,1,1,1\\n"
            + "yesterday,1,1,1,1|test.csv, line 3: the time is neither unix time nor a date like"
            + " 2024-01-31 23:00: \"yesterday\"",
        "time,open,high,low,close\\n"
            + "1735689600,1,1\\n"
            + "1735693200,1,1,1,1|test.csv, line 2 has 3 cells, and 5 are needed",
        "time,open,high,low,close\\n1735689600,1,1,1,1|test.csv has 1 candles; two are the least",
        "time,open,high,low,close\\n"
            + "1735689600,1.0000000000000000001,1,1,1|test.csv, line 2: the open has more digits"
            + " than the 18 that are read exactly: \"1.0000000000000000001\"",
        "[[1735689600,1,1,1,1],[1735693200,1,1]]|test.csv, row 2 has 3 cells; time, open, high, low"
            + " and close are needed",
        "[[1735689600,1,1,1,1],7]|test.csv, row 2 is not an array of time, open, high, low, close",
        "{}|test.csv, row 1 is an object; candles are an array of arrays",
        "PK..|test.csv is a ZIP archive; unpack it",
        "1735691000,1,1,1,1\\n"
            + "1735694600,1,1,1,1\\n"
            + "1735698200,1,1,1,1|test.csv has candles of 3600 seconds that begin 1400 seconds"
            + " after a whole interval since 1970; an agent's candles begin on whole intervals"
      })
  void refusesInOneSentence(String text, String sentence) {
    assertThatThrownBy(() -> read(text.replace("\\n", "\n")))
        .isInstanceOf(HistoryRefused.class)
        .hasMessage(sentence);
  }

  @Test
  void refusesAFileThatIsMostlyOdd() {
    StringBuilder text = new StringBuilder("time,open,high,low,close\n");
    for (int i = 0; i < 400; i++) {
      text.append(1735689600L + 3600L * i).append(i % 40 == 7 ? ",-1,1,1,1\n" : ",1,1,1,1\n");
    }
    assertThatThrownBy(() -> read(text.toString()))
        .hasMessage(
            "test.csv has 10 rows of 400 with a price that is not above zero, from line 9 on: too"
                + " many to trust the rest");
  }

  @Test
  void joinsShorterCandlesAsAPoolsSwapsWouldBe() throws Exception {
    History minutes =
        read(
            """
            time,open,high,low,close
            1735689600,1,5,1,2
            1735691400,2,3,0.5,3
            1735695000,4,4,4,4
            1735696800,6,6,6,6
            """);
    History hours = minutes.joined(3600);
    assertThat(hours.closes()).containsExactly(3, 4, 6);
    assertThat(hours.candle(0).high()).isEqualTo(new BigInteger("5000000000000000000"));
    assertThat(hours.candle(0).low()).isEqualTo(new BigInteger("500000000000000000"));
    assertThatThrownBy(() -> hours.joined(5400)).isInstanceOf(HistoryRefused.class);
    assertThatThrownBy(() -> hours.joined(1800)).isInstanceOf(HistoryRefused.class);
  }

  @Test
  void whatIsBehindACutIsGoneOrDifferent() throws Exception {
    History history = read(PLAIN);
    assertThat(history.first(2).closes()).containsExactly(101.25, 102);
    double[] perturbed = history.perturbedBehind(2, 1).closes();
    assertThat(List.of(perturbed[0], perturbed[1])).containsExactly(101.25, 102.0);
    assertThat(perturbed[2]).isNotEqualTo(100);
  }

  private static History read(String text) throws HistoryRefused {
    return HistoryFile.parse("test.csv", text.getBytes(StandardCharsets.UTF_8));
  }
}
