package dev.countersign.strategies;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the text, there is an answer, soon, and the same one again; what is unclear is held. */
class WordingPropertiesTest {
  private static final long SEED = 20_251_121;
  private static final List<String> WORDS =
      List.of(
          "swap", "send", "pay", "alice", "bob", "carol", "usdc", "dai", "weth", "eth", "to", "for",
          "into", "and", "the", "my", "of", "half", "all", "quarter", "40", "1,000", "0.5", "30%",
          "2", "1.", "no", "wait", "not", "if", "each", "too", "also", "->", ",", ".", ";", ":",
          "\n", "(", ")", "'", "-", "$", "#", "get", "buy", "same", "from", "worth", "a", "3)");
  private static final String PLAIN = "send alice 40 usdc";
  private static final String EXPECTED = "transfer 40 USDC alice";

  @Test
  void anyTextHasOneAnswer() {
    Random random = new Random(SEED);
    for (int i = 0; i < 2_000; i++) {
      String text = i % 2 == 0 ? points(random) : words(random);
      Spoken spoken = Spoken.of(text);
      List<String> amounts = spoken.amounts();
      String calls = calls(random, amounts);
      assertThat(spoken.amounts()).as("seed %d, text %d", SEED, i).isEqualTo(amounts);
      assertThat(spoken.objection(calls)).isEqualTo(spoken.objection(calls));
    }
  }

  @Test
  void whatIsNotNamedIsNeverUsed() {
    Random random = new Random(SEED + 1);
    int passed = 0;
    for (int i = 0; i < 4_000; i++) {
      Spoken spoken = Spoken.of(words(random));
      Offered offered = Wording.offered(spoken.say(), spoken.symbols(), spoken.recipients());
      String calls = calls(random, spoken.amounts());
      if (spoken.objection(calls).isPresent()) {
        continue;
      }
      passed++;
      for (Planned call : Planned.of(Spoken.calls(calls)).orElseThrow()) {
        assertThat(offered.amounts()).as(spoken.say()).contains(call.amount());
        assertThat(offered.symbols()).as(spoken.say()).containsAll(call.tokens());
        if (call instanceof Planned.Transfer transfer) {
          assertThat(offered.recipients()).as(spoken.say()).contains(transfer.to());
        }
      }
    }
    assertThat(passed).as("seed %d", SEED).isPositive();
  }

  @Test
  void aCharacterThatCouldMisleadIsRefusedWhereverItStands() {
    Random random = new Random(SEED + 2);
    assertThat(Spoken.of(PLAIN).objection(EXPECTED)).isEmpty();
    for (int i = 0; i < 2_000; i++) {
      int point = 0x80 + random.nextInt(Character.MAX_CODE_POINT - 0x80);
      int at = random.nextInt(PLAIN.length() + 1);
      String text = PLAIN.substring(0, at) + Character.toString(point) + PLAIN.substring(at);
      if (Legible.objection("a" + Character.toString(point) + "b").isEmpty()) {
        continue;
      }
      assertThat(Spoken.of(text).objection(EXPECTED)).as("U+%04X at %d", point, at).isPresent();
      assertThat(Spoken.of(text).amounts()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0x00, 0x07, 0x08, 0x0b, 0x0c, 0x1b, 0x7f, 0x85, 0xad, 0xb2, 0xbd, 0xc9, 0xe9, 0x130, 0x131,
        0x17f, 0x301, 0x3b1, 0x430, 0x435, 0x660, 0x661, 0x6f0, 0x200b, 0x200d, 0x200e, 0x200f,
        0x2028, 0x202a, 0x202e, 0x2066, 0x2069, 0x2009, 0x202f, 0x20e3, 0x212a, 0x2460, 0x3000,
        0xfeff, 0xfe0f, 0xff10, 0xff11, 0xfffd, 0xd800, 0xdc00, 0x1d7ce, 0xe0030, 0x1f6ab, 0x1f3fb
      })
  void lookalikesInvisibleAndDirectionalCharactersAreRefused(int point) {
    String text = PLAIN + new String(Character.toChars(point));
    assertThat(Spoken.of(text).objection(EXPECTED)).isPresent();
    assertThat(Spoken.of(text).amounts()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "send alice 40 usdc \uD83D\uDE4F",
        "send alice 40 usdc \uD83D\uDE4F\uD83C\uDFFD\u2764\uFE0F",
        "\u2022 send\u00a0alice 40 usdc \u2014 it\u2019s lunch\u2026",
        "send\talice\r\n40 usdc"
      })
  void whatKeyboardsPutInIsRead(String text) {
    assertThat(Spoken.of(text).amounts()).containsExactly("40");
    assertThat(Spoken.of(text).objection(EXPECTED)).isEmpty();
  }

  /** As somebody would write it who wants a person to read one thing and the rules another. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "send alice 1,50 usdc                                 | transfer 1 USDC alice",
        "send alice 1,2345 usdc                               | transfer 1234 USDC alice",
        "send alice 1.000,50 usdc                             | transfer 1.000 USDC alice",
        "send alice 1_000 usdc                                | transfer 1 USDC alice",
        "send alice l00 usdc and bob also 5 usdc, same day    | transfer 5 USDC alice; transfer 5 USDC bob",
        "pay alice 30 usdc,40 usdc to bob too                 | transfer 30 USDC alice; transfer 30 USDC bob",
        "dai to alice, 20. the same 30 to bob                 | transfer 30 DAI alice; transfer 30 DAI bob",
        "dai to alice, 1. dai to bob, 2. 30 dai to carol too  | transfer 30 DAI alice; transfer 30 DAI bob; transfer 30 DAI carol",
        "pay alice 40, sorry for the delay, and bob 50 usdc too | transfer 50 USDC alice; transfer 50 USDC bob",
        "pay alice 30 usdc. also pay bob                      | transfer 30 USDC alice; transfer 30 USDC bob",
        "bob gets 12 dai, alice too, and swap 55 dai for usdc | transfer 12 DAI bob; transfer 55 DAI alice; swap 55 DAI USDC",
        "swap 250 usdc.e to dai                               | swap 250 USDC DAI",
        "swap 250 usdc/dai.e                                   | swap 250 USDC DAI",
        "pay alice-corp 40 usdc                               | transfer 40 USDC alice",
        "pay o'alice 40 usdc                                  | transfer 40 USDC alice",
        "pay alice.smith 40 usdc                              | transfer 40 USDC alice",
        "send alice ~40 usdc                                  | transfer 40 USDC alice",
        "send alice 0 usdc                                    | transfer 0 USDC alice",
        "send alice 5 dai and the landlord 5 usdc             | transfer 5 USDC alice; transfer 5 DAI landlord",
        "half of the usdc to dai. half of the weth to dai.    | swap 50% USDC WETH; swap 50% WETH DAI",
        "pay the landlord 900 usdc and change 200 usdc in dai | transfer 200 USDC landlord; swap 900 USDC DAI",
        "sell 0.6 eth for usdc and pay carol 95 usdc          | transfer 0.6 WETH carol; transfer 95 USDC carol",
        "dump the whole lot of dai into usdc                  | swap 100% USDC DAI",
        "half my weth for usdc and the other half for dai     | swap 50% WETH USDC; swap 50% USDC DAI",
        "empty the dai: 60% to bob, 40% into weth             | transfer 60% WETH bob; swap 40% DAI WETH",
        "the weth: 50% to usdc, 25% to dai, and 25% to carol  | swap 50% WETH USDC; swap 25% WETH DAI; transfer 25% DAI carol"
      })
  void whatReadsTwoWaysIsHeld(String text, String calls) {
    assertThat(Spoken.of(text).objection(calls)).isPresent();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "weth/dai, sell 4.25                                   | swap 4.25 WETH DAI",
        "swap a quarter of what i have in weth to usdc         | swap 25% WETH USDC",
        "pay alice 40 usdc, and from our weth send bob 43% of it | transfer 40 USDC alice; transfer 43% WETH bob",
        "payroll in dai: 30 for alice 40 for bob               | transfer 30 DAI alice; transfer 40 DAI bob",
        "alice and bob get 30 dai each, carol 40 dai           | transfer 30 DAI alice; transfer 30 DAI bob; transfer 40 DAI carol"
      })
  void whatReadsOneWayIsDone(String text, String calls) {
    assertThat(Spoken.of(text).objection(calls)).isEmpty();
  }

  @Test
  void aHoldIsNeverObjectedToUnlessItDoesNotStandAlone() {
    Spoken spoken = Spoken.of(PLAIN);
    assertThat(spoken.objection("hold unclear")).isEmpty();
    assertThat(spoken.objection("hold unclear; " + EXPECTED)).isPresent();
    assertThat(Wording.objection(PLAIN, spoken.symbols(), spoken.recipients(), List.of()))
        .isPresent();
    assertThat(spoken.objection("burn 40 USDC alice")).isPresent();
    assertThat(spoken.objection("transfer 40 USDC mallory")).isPresent();
    assertThat(spoken.objection("transfer 40 USDT alice")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        "a",
        "a ",
        "1",
        "1 ",
        "1,",
        "1.",
        "no ",
        "no   ",
        "my ",
        "the ",
        "to ",
        "to the ",
        "swap ",
        "swap usdc ",
        "swap a b c d ",
        "usdc ",
        "usdc to ",
        "alice ",
        "alice, ",
        "alice 1 usdc ",
        "half ",
        "half the usdc to ",
        "all of the ",
        "1 of the usdc to the ",
        "(",
        "((1",
        "1) ",
        "\n",
        "\n- ",
        "and ",
        "pay the ",
        "get a the ",
        "exactly 1 ",
        "one could ",
        "bring ",
        "top ",
        "x'",
        "it's ",
        "same for the ",
        "x ",
        "xx",
        "1 usdc my ",
        "is ",
        "$",
        "#",
        "no:#  ",
        "or rather ",
        "how about ",
        "nothing else for now ",
        "sorry ",
        "1 sorry ",
        "1 no 2 ",
        "who alice ",
        "each ",
        "buy 1 usdc ",
        "full x ",
        "i will ",
        "buy me 1 usdc, "
      })
  void noTextTakesLong(String piece) {
    for (String lead : List.of("", "swap 1 usdc to dai and pay alice 2 weth ")) {
      String text = lead + piece.repeat(Legible.LONGEST + 1);
      Spoken tooLong = Spoken.of(text.substring(0, Legible.LONGEST + 1));
      assertThat(tooLong.objection(EXPECTED)).isPresent();
      assertThat(tooLong.amounts()).isEmpty();
      Comparison comparison =
          Spoken.of(text.substring(0, Legible.LONGEST))
              .comparison("swap 1 USDC DAI; transfer 2 WETH alice");
      if (Legible.objection(comparison.reading().text()).isEmpty()) {
        Wording.TRAINED.forEach(rule -> rule.objection(comparison));
        Wording.BESIDES.forEach(rule -> rule.objection(comparison));
        assertThat(comparison.reading().looks()).as(piece).isLessThan(Metered.LIMIT / 4);
      }
    }
  }

  private static String points(Random random) {
    return IntStream.range(0, random.nextInt(60))
        .map(i -> random.nextInt(3) == 0 ? random.nextInt(0x110000) : random.nextInt(0x80))
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  private static String words(Random random) {
    return IntStream.range(0, 1 + random.nextInt(9))
        .mapToObj(i -> WORDS.get(random.nextInt(WORDS.size())))
        .collect(Collectors.joining(random.nextInt(6) == 0 ? "" : " "));
  }

  private static String calls(Random random, List<String> amounts) {
    return IntStream.range(0, 1 + random.nextInt(2))
        .mapToObj(
            i -> {
              String amount =
                  amounts.isEmpty() || random.nextInt(5) == 0
                      ? "40"
                      : amounts.get(random.nextInt(amounts.size()));
              List<String> tokens = List.of("USDC", "DAI", "WETH");
              List<String> names = List.of("alice", "bob", "carol");
              String token = tokens.get(random.nextInt(3));
              return random.nextBoolean()
                  ? "swap " + amount + " " + token + " " + tokens.get(random.nextInt(3))
                  : "transfer " + amount + " " + token + " " + names.get(random.nextInt(3));
            })
        .collect(Collectors.joining("; "));
  }
}
