package dev.countersign.inference.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.inference.grammar.TokenAutomaton.State;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every mask equals what brute force finds: each token is appended to what was written, and the
 * JDK's regular expressions say whether the bytes, one character each, can still become an answer.
 */
class MaskOracleTest {
  private static final long SEED = 20261121;
  private static final int STEPS = 60;
  private static final int WALKS = 4;

  /**
   * In both vocabularies what comes before are single bytes, taken only where there is no piece.
   */
  private static final int FIRST_PIECE = 256;

  private static final String MULTI =
      "[\\xc2-\\xdf][\\x80-\\xbf]|\\xe0[\\xa0-\\xbf][\\x80-\\xbf]"
          + "|[\\xe1-\\xec\\xee\\xef][\\x80-\\xbf]{2}|\\xed[\\x80-\\x9f][\\x80-\\xbf]"
          + "|\\xf0[\\x90-\\xbf][\\x80-\\xbf]{2}|[\\xf1-\\xf3][\\x80-\\xbf]{3}"
          + "|\\xf4[\\x80-\\x8f][\\x80-\\xbf]{2}";
  private static final String HEX = "[0-9a-fA-F]";
  private static final String CHARACTER =
      "(?:[\\x20\\x21\\x23-\\x5b\\x5d-\\x7f]|"
          + MULTI
          + "|\\\\[\"\\\\/bfnrt]"
          + "|\\\\u(?:[0-9a-cA-CefEF]"
          + HEX
          + "{3}|[dD][0-7]"
          + HEX
          + "{2}"
          + "|[dD][89abAB]"
          + HEX
          + "{2}\\\\u[dD][c-fC-F]"
          + HEX
          + "{2}))";
  private static final String PROSE = "(?:(?!%s)(?:[\\x00-\\x7f]|" + MULTI + "))*";

  /**
   * @param name what it is about
   * @param tool the tool
   * @param arguments the regular expression of its arguments
   * @param most how many calls there may be
   * @param text whether there may be text
   */
  record Case(
      String name, CallFormat format, ToolSpec tool, String arguments, int most, boolean text) {
    Pattern pattern() {
      String call = "\\{\"name\": \"t\", \"%s\": %s\\}".formatted(format.arguments(), arguments);
      String more = "{0," + (most - 1) + "}";
      String hermes = "<tool_call>\\n" + call + "\\n</tool_call>";
      String calls =
          switch (format) {
            case HERMES -> hermes + "(?:\\n" + hermes + ")" + more;
            case LLAMA -> call + "(?:; " + call + ")" + more;
            case MISTRAL -> "\\[TOOL_CALLS\\] \\[" + call + "(?:, " + call + ")" + more + "\\]";
          };
      String only = PROSE.formatted(Pattern.quote(format.marker()));
      String answer =
          !text
              ? calls
              : format == CallFormat.LLAMA
                  ? calls + "|(?!\\{)" + PROSE.replace("(?!%s)", "")
                  : only + "(?:" + calls + ")?";
      return Pattern.compile(answer, Pattern.DOTALL);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static String x(String value) {
    return "\\{\"x\": " + value + "\\}";
  }

  static List<Case> cases() {
    ToolSpec words = Tools.with("{\"enum\": [\"alice\", \"ali\", \"é\", \"è\", 25, 250]}");
    ToolSpec string = Tools.with("{\"type\": \"string\"}");
    return List.of(
        new Case(
            "words",
            CallFormat.HERMES,
            words,
            x("(?:\"alice\"|\"ali\"|\"\\xc3[\\xa9\\xa8]\"|250?)"),
            2,
            false),
        new Case("string", CallFormat.LLAMA, string, x("\"" + CHARACTER + "*\""), 1, false),
        new Case(
            "bounded string",
            CallFormat.MISTRAL,
            Tools.with("{\"type\": \"string\", \"minLength\": 2, \"maxLength\": 5}"),
            x("\"" + CHARACTER + "{2,5}\""),
            2,
            false),
        new Case(
            "string or word",
            CallFormat.LLAMA,
            Tools.with(
                "{\"anyOf\": [{\"const\": \"bob\"}, {\"type\": \"string\", \"maxLength\": 1}, {\"type\": \"integer\"}]}"),
            x("(?:\"bob\"|\"" + CHARACTER + "?\"|0|-?[1-9][0-9]{0,17})"),
            1,
            false),
        new Case(
            "numbers in a list",
            CallFormat.LLAMA,
            Tools.with("{\"type\": \"array\", \"items\": {\"type\": \"number\"}, \"maxItems\": 3}"),
            x(
                "\\[(?:N(?:, N){0,2})?\\]"
                    .replace(
                        "N",
                        "(?:(?:0|[1-9][0-9]{0,17}|-[1-9][0-9]{0,17})(?:\\.[0-9]{1,18})?|-0\\.[0-9]{1,18})")),
            1,
            false),
        new Case(
            "optional members",
            CallFormat.HERMES,
            Tools.tool(
                "t",
                "{\"type\": \"object\", \"properties\": {\"a\": {\"type\": \"boolean\"},"
                    + " \"b\": {\"type\": \"null\"}}}"),
            "\\{(?:\"a\": (?:true|false)(?:, \"b\": null)?|\"b\": null)?\\}",
            3,
            false),
        new Case(
            "text or calls, Hermes",
            CallFormat.HERMES,
            words,
            x("(?:\"alice\"|\"ali\"|\"\\xc3[\\xa9\\xa8]\"|250?)"),
            1,
            true),
        new Case(
            "text or calls, Llama", CallFormat.LLAMA, string, x("\"" + CHARACTER + "*\""), 2, true),
        new Case(
            "text or calls, Mistral",
            CallFormat.MISTRAL,
            string,
            x("\"" + CHARACTER + "*\""),
            2,
            true));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void masksEqualBruteForce(Case one) throws GrammarRefused {
    for (Vocabulary vocabulary : List.of(Tokenizers.small(), Tokenizers.sentencePiece())) {
      TokenAutomaton automaton =
          new TokenAutomaton(
              CallGrammar.of(
                  List.of(one.tool()), one.format(), one.text() ? 0 : 1, one.most(), one.text()),
              vocabulary);
      Random random = new Random(SEED);
      for (int walk = 0; walk < WALKS; walk++) {
        walk(one, automaton, vocabulary, random);
      }
    }
  }

  private static void walk(
      Case one, TokenAutomaton automaton, Vocabulary vocabulary, Random random) {
    Pattern pattern = one.pattern();
    State state = automaton.start();
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    for (int step = 0; step < STEPS && !automaton.isEnd(state); step++) {
      List<Integer> expected = legal(pattern, written.toByteArray(), vocabulary, one);
      TokenMask mask = automaton.allowed(state);
      List<Integer> actual = new ArrayList<>();
      for (int token = mask.next(0); token >= 0; token = mask.next(token + 1)) {
        if (!skipped(vocabulary, token)) {
          actual.add(token);
        }
      }
      assertThat(actual)
          .as("after \"%s\" (seed %d)", written.toString(StandardCharsets.UTF_8), SEED)
          .isEqualTo(expected);
      assertThat(automaton.mayEnd(state)).isEqualTo(matches(pattern, written.toByteArray()));
      int token = pick(actual, vocabulary, random);
      if (vocabulary.isEnd(token)) {
        return;
      }
      state = automaton.advance(state, token);
      written.writeBytes(vocabulary.bytes(token));
    }
  }

  /** Half of the time one that has to do with structure, so that walks get somewhere. */
  private static int pick(List<Integer> legal, Vocabulary vocabulary, Random random) {
    List<Integer> structure =
        legal.stream()
            .filter(token -> vocabulary.text(token).matches("(?s).*[<>{\\[\"\\\\].*"))
            .toList();
    List<Integer> from = structure.isEmpty() || random.nextBoolean() ? legal : structure;
    return from.get(random.nextInt(from.size()));
  }

  /** Added tokens have rules of their own, which FreeTextTest is about; markers are forced. */
  private static boolean skipped(Vocabulary vocabulary, int token) {
    return vocabulary.isAdded(token)
        && !vocabulary.isEnd(token)
        && !vocabulary.text(token).contains("tool_call")
        && !vocabulary.text(token).contains("TOOL_CALLS");
  }

  private static List<Integer> legal(
      Pattern pattern, byte[] written, Vocabulary vocabulary, Case one) {
    int forced = forced(pattern, written, vocabulary, one);
    if (forced >= 0) {
      return List.of(forced);
    }
    boolean string = inFreeString(written);
    List<Integer> legal = new ArrayList<>();
    for (int token = 0; token < vocabulary.size(); token++) {
      boolean is =
          vocabulary.isEnd(token)
              ? matches(pattern, written)
              : usable(vocabulary, token, one)
                  && !(string && vocabulary.isAdded(token))
                  && isPrefix(pattern, appended(written, vocabulary.bytes(token)));
      if (is && !skipped(vocabulary, token)) {
        legal.add(token);
      }
    }
    return legal;
  }

  /** The longest token along the only continuation, -1 where there is a choice. */
  private static int forced(Pattern pattern, byte[] written, Vocabulary vocabulary, Case one) {
    byte[] text = written;
    int best = -1;
    while (!matches(pattern, text) && text.length - written.length < 40) {
      int only = onlyByte(pattern, text);
      if (only < 0) {
        return best;
      }
      text = appended(text, new byte[] {(byte) only});
      String run =
          new String(
              text, written.length, text.length - written.length, StandardCharsets.ISO_8859_1);
      int candidate = -1;
      for (int token = 0; token < vocabulary.size(); token++) {
        if (!vocabulary.isEnd(token)
            && latin(vocabulary.bytes(token)).equals(run)
            && usable(vocabulary, token, one)
            && (candidate < FIRST_PIECE || vocabulary.isAdded(token))) {
          candidate = token;
        }
      }
      best = candidate >= 0 ? candidate : best;
    }
    return best;
  }

  private static final Map<String, Integer> ONLY = new HashMap<>();

  private static int onlyByte(Pattern pattern, byte[] text) {
    Integer known = ONLY.get(pattern + latin(text));
    if (known != null) {
      return known;
    }
    int[] possible =
        IntStream.range(0, 256)
            .filter(b -> isPrefix(pattern, appended(text, new byte[] {(byte) b})))
            .limit(2)
            .toArray();
    int only = possible.length == 1 ? possible[0] : -1;
    ONLY.put(pattern + latin(text), only);
    return only;
  }

  private static boolean usable(Vocabulary vocabulary, int token, Case one) {
    return !vocabulary.isSpecial(token) || one.format().markers().contains(vocabulary.text(token));
  }

  private static boolean inFreeString(byte[] written) {
    return latin(written).matches("(?s).*\"x\": \"(?:[^\"\\\\]|\\\\.)*\\\\?");
  }

  private static byte[] appended(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static boolean matches(Pattern pattern, byte[] bytes) {
    return pattern.matcher(latin(bytes)).matches();
  }

  @SuppressWarnings("JdkObsolete") // exactly what is asked: whether more input could still match
  private static boolean isPrefix(Pattern pattern, byte[] bytes) {
    Matcher matcher = pattern.matcher(latin(bytes));
    return matcher.matches() || matcher.hitEnd();
  }
}
