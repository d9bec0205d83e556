package dev.countersign.inference.grammar;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tokenizers in the shape of Hugging Face's, written by the tests. */
final class Tokenizers {
  static final String END = "<|im_end|>";
  static final JsonMapper JSON = JsonMapper.builder().build();

  /** What an answer is cut into besides single bytes: some tokens run over the structure. */
  static final List<String> SOME =
      List.of(
          "swap",
          "transfer",
          "hold",
          "arguments",
          "name",
          "\": ",
          "\", \"",
          "\"}",
          "\"}}",
          "}\n",
          "{\"",
          "\": {\"",
          " \"",
          ", ",
          "USDC",
          "WETH",
          "ali",
          "alice",
          "bo",
          "bob",
          "25",
          "250",
          "0.",
          "\\n",
          "\\u",
          "\\\"",
          "é",
          "日本",
          "😀",
          "é\"",
          "日\"}",
          "tool_call",
          "<tool",
          "\n</",
          "unclear",
          "nothing",
          "-to-do",
          "not",
          "-allowed",
          "true",
          "false",
          "null",
          "[",
          "[1",
          "1, ",
          "]",
          "-1",
          ".5",
          "; {\"",
          "word word",
          "a\", \"b");

  private Tokenizers() {}

  /** An added token. */
  record Added(String content, boolean special) {}

  /** Every byte, these pieces, and the added tokens behind them. */
  static byte[] byteLevel(Collection<String> pieces, List<Added> added) {
    Set<String> all = new LinkedHashSet<>();
    for (int b = 0; b < 256; b++) {
      all.add(mapped(new byte[] {(byte) b}));
    }
    pieces.forEach(piece -> all.add(mapped(piece.getBytes(StandardCharsets.UTF_8))));
    return byteLevelPieces(all, added);
  }

  static byte[] byteLevelPieces(Collection<String> mapped, List<Added> added) {
    ObjectNode json = JSON.createObjectNode();
    json.putObject("pre_tokenizer").put("type", "ByteLevel").put("add_prefix_space", false);
    json.putObject("decoder").put("type", "ByteLevel");
    return file(json, mapped, added, false);
  }

  /** SentencePiece with byte fallback: the pieces, then 256 pieces for bytes. */
  static byte[] sentencePiece(Collection<String> pieces, List<Added> added, boolean fallback) {
    ObjectNode json = JSON.createObjectNode();
    ArrayNode decoders = json.putObject("decoder").put("type", "Sequence").putArray("decoders");
    ObjectNode replace = decoders.addObject().put("type", "Replace").put("content", " ");
    replace.putObject("pattern").put("String", "\u2581");
    Set<String> all = new LinkedHashSet<>();
    for (int b = 0; fallback && b < 256; b++) {
      all.add("<0x%02X>".formatted(b));
    }
    for (char c = ' '; c < 127; c++) {
      all.add(String.valueOf(c == ' ' ? '\u2581' : c));
    }
    pieces.forEach(piece -> all.add(piece.replace(' ', '\u2581')));
    return file(json, all, added, fallback);
  }

  private static byte[] file(
      ObjectNode json, Collection<String> pieces, List<Added> added, boolean fallback) {
    ObjectNode model = json.putObject("model").put("type", "BPE").put("byte_fallback", fallback);
    ObjectNode vocabulary = model.putObject("vocab");
    int id = 0;
    for (String piece : pieces) {
      vocabulary.put(piece, id++);
    }
    model.putArray("merges").add("a b");
    ArrayNode tokens = json.putArray("added_tokens");
    for (Added token : added) {
      tokens
          .addObject()
          .put("id", id++)
          .put("content", token.content())
          .put("special", token.special());
    }
    return JSON.writeValueAsBytes(json);
  }

  /** The usual added tokens: two of the structure, three special. */
  static List<Added> added() {
    return List.of(
        new Added("<|im_start|>", true),
        new Added(END, true),
        new Added("[TOOL_CALLS]", true),
        new Added("<tool_call>", false),
        new Added("</tool_call>", false),
        new Added("<think>", false));
  }

  static Vocabulary small() {
    return vocabulary(byteLevel(SOME, added()));
  }

  static Vocabulary sentencePiece() {
    return vocabulary(sentencePiece(SOME, added(), true));
  }

  /** The vocabulary of a file that has {@link #added()}: ended by one token. */
  static Vocabulary vocabulary(byte[] file) {
    int end = -1;
    for (var token : JSON.readTree(file).get("added_tokens")) {
      if (token.get("content").stringValue().equals(END)) {
        end = token.get("id").intValue();
      }
    }
    try {
      return Vocabulary.of(file, Set.of(end));
    } catch (GrammarRefused e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** A large one: words of several scripts, digits, white space, and pieces of code. */
  static byte[] large(int size, long seed) {
    Random random = new Random(seed);
    Map<String, Boolean> pieces = new LinkedHashMap<>();
    SOME.forEach(piece -> pieces.put(piece, true));
    List<String> code =
        List.of("\"", "\":", "{", "}", ">", "<", "(", ");", "=\"", "\",", "\n", "\\");
    for (int i = 0; i < 1000; i++) {
      pieces.put(Integer.toString(i), true);
    }
    while (pieces.size() < size) {
      StringBuilder piece = new StringBuilder(random.nextInt(3) == 0 ? " " : "");
      int first = List.of((int) 'a', (int) 'a', (int) 'a', 0x430, 0x4e00).get(random.nextInt(5));
      int length = 2 + random.nextInt(9);
      for (int i = 0; i < length; i++) {
        piece.appendCodePoint(first + random.nextInt(first == 0x4e00 ? 4000 : 26));
      }
      if (random.nextInt(40) == 0) {
        piece.insert(random.nextInt(piece.length()), code.get(random.nextInt(code.size())));
      }
      pieces.put(piece.toString(), true);
    }
    return byteLevel(new ArrayList<>(pieces.keySet()), added());
  }

  private static String mapped(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    int next = 256;
    int[] map = new int[256];
    for (int b = 0; b < 256; b++) {
      boolean shown = (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174;
      map[b] = shown ? b : next++;
    }
    for (byte b : bytes) {
      text.append((char) map[b & 0xff]);
    }
    return text.toString();
  }
}
