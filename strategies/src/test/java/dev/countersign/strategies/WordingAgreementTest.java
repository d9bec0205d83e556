package dev.countersign.strategies;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The rules in Java and those that the planner was trained with agree, reason for reason.
 *
 * <p>{@code wording.jsonl} is written by {@code src/test/goldens/wording/make.py}.
 */
class WordingAgreementTest {
  private static final List<JsonNode> ROWS = new ArrayList<>();

  @BeforeAll
  static void read() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(WordingAgreementTest.class.getResourceAsStream("wording.jsonl"))) {
      JsonMapper mapper = JsonMapper.shared();
      new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(mapper::readTree)
          .forEach(ROWS::add);
    }
    assertThat(ROWS).hasSizeGreaterThan(600);
  }

  @Test
  void amountsAndNamesAreOfferedAlike() {
    SoftAssertions softly = new SoftAssertions();
    for (JsonNode row : ROWS) {
      Spoken spoken = spoken(row);
      Offered offered = Wording.offered(spoken.say(), spoken.symbols(), spoken.recipients());
      Offered expected =
          new Offered(
              texts(row.get("amounts")),
              texts(row.get("named").get(0)),
              texts(row.get("named").get(1)));
      boolean read = Legible.objection(spoken.say()).isEmpty();
      softly.assertThat(offered).as(spoken.say()).isEqualTo(read ? expected : Offered.NOTHING);
      softly.assertThat(spoken.amounts()).as(spoken.say()).isEqualTo(offered.amounts());
    }
    softly.assertAll();
  }

  @Test
  void reasonsAreEqual() {
    assertReasonsAreEqual(ROWS);
  }

  @Test
  void reasonsAreEqualWhereLettersHaveOtherCases() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("tr-TR"));
    try {
      assertReasonsAreEqual(some());
    } finally {
      Locale.setDefault(before);
    }
  }

  /** Every eighth row. */
  private static List<JsonNode> some() {
    return IntStream.range(0, ROWS.size() / 8).mapToObj(i -> ROWS.get(8 * i)).toList();
  }

  private static void assertReasonsAreEqual(List<JsonNode> rows) {
    SoftAssertions softly = new SoftAssertions();
    for (JsonNode row : rows) {
      Spoken spoken = spoken(row);
      for (JsonNode one : row.get("cases")) {
        String calls = one.get(0).stringValue();
        softly
            .assertThat(Wording.first(Wording.TRAINED, spoken.comparison(calls)).orElse(null))
            .as("%s | %s", spoken.say(), calls)
            .isEqualTo(one.get(1).isNull() ? null : one.get(1).stringValue());
      }
    }
    softly.assertAll();
  }

  @Test
  void whatTrainedRulesObjectToIsObjectedTo() {
    SoftAssertions softly = new SoftAssertions();
    for (JsonNode row : some()) {
      Spoken spoken = spoken(row);
      for (JsonNode one : row.get("cases")) {
        String calls = one.get(0).stringValue();
        if (!one.get(1).isNull()) {
          softly.assertThat(spoken.objection(calls)).as("%s | %s", spoken.say(), calls).isPresent();
        }
      }
    }
    softly.assertAll();
  }

  /** The further rules cost nothing where people say plainly what they want. */
  @Test
  void whatIsExpectedAndPassesTheTrainedRulesPassesAll() {
    SoftAssertions softly = new SoftAssertions();
    for (JsonNode row : ROWS) {
      JsonNode first = row.get("cases").get(0);
      if (row.get("expected").booleanValue() && first.get(1).isNull()) {
        softly
            .assertThat(spoken(row).objection(first.get(0).stringValue()))
            .as(row.get("say").stringValue())
            .isEmpty();
      }
    }
    softly.assertAll();
  }

  private static Spoken spoken(JsonNode row) {
    return new Spoken(
        row.get("say").stringValue(),
        new TreeSet<>(texts(row.get("symbols"))),
        new TreeSet<>(texts(row.get("recipients"))));
  }

  private static List<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::stringValue).toList();
  }
}
