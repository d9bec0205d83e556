package dev.countersign.strategies.backtest;

import dev.countersign.strategies.backtest.HistoryRefused.Code;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * An array of arrays, each a time, open, high, low, close and perhaps more, as numbers or texts:
 * what Freqtrade keeps and what Binance's interface answers.
 */
final class JsonTable {
  private static final int CELLS = 5;
  private static final int[] COLUMNS = {0, 1, 2, 3, 4};

  private final String name;
  private final CandleRows rows;
  private final byte[] text = new byte[CELLS * 80];
  private final int[] starts = new int[CELLS];
  private final int[] ends = new int[CELLS];

  JsonTable(String name, CandleRows rows) {
    this.name = name;
    this.rows = rows;
  }

  void read(byte[] json) throws HistoryRefused {
    try (JsonParser parser =
        JsonFactory.builder().build().createParser(ObjectReadContext.empty(), json)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw refused(1, "is an object; candles are an array of arrays");
      }
      rows.name("row");
      int row = 0;
      for (JsonToken token = parser.nextToken();
          token != JsonToken.END_ARRAY;
          token = parser.nextToken()) {
        row++;
        if (token != JsonToken.START_ARRAY) {
          throw refused(row, "is not an array of time, open, high, low, close");
        }
        row(parser, row);
      }
    } catch (JacksonException e) {
      String message = String.valueOf(e.getOriginalMessage()).split("\n", 2)[0];
      throw new HistoryRefused(Code.NOT_CANDLES, name + " is not JSON: " + message);
    }
  }

  private void row(JsonParser parser, int row) throws HistoryRefused {
    int cell = 0;
    int at = 0;
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (cell < CELLS) {
        if (!token.isScalarValue()) {
          throw refused(row, "holds something else than numbers");
        }
        String value = token == JsonToken.VALUE_NULL ? "" : parser.getString();
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 80) {
          throw refused(row, "holds a cell of more than 80 characters");
        }
        System.arraycopy(bytes, 0, text, at, bytes.length);
        starts[cell] = at;
        at += bytes.length;
        ends[cell] = at;
      } else {
        parser.skipChildren();
      }
      cell++;
    }
    if (cell < CELLS) {
      throw refused(row, "has " + cell + " cells; time, open, high, low and close are needed");
    }
    rows.take(row, text, starts, ends, COLUMNS);
  }

  private HistoryRefused refused(int row, String sentence) {
    return new HistoryRefused(Code.NOT_CANDLES, name + ", row " + row + " " + sentence);
  }
}
