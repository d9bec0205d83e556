package dev.countersign.inference.decoder;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A byte-level BPE tokenizer as Hugging Face writes it: the 256 bytes in GPT-2's letters, merges up
 * to the size that is asked for, and four special tokens at the end.
 */
public final class TestTokenizer {
  /** The special tokens, in the order of their ids, which are the last ones. */
  public static final List<String> SPECIAL =
      List.of("<|im_start|>", "<|im_end|>", "<tool_call>", "</tool_call>");

  /** The smallest vocabulary. */
  public static final int LEAST = 300;

  private static final JsonMapper JSON = new JsonMapper();

  /** Pairs that cross the structure of JSON, then those of words. */
  private static final List<String> FIRST =
      List.of("\" :", "{ \"", "\" }", "\" ,", ": Ġ", "} }", "Ġ \"", "\": Ġ", "\", Ġ", "n a", "m e");

  private static final List<String> LETTERS =
      "etaoinshrdlucmwfgypbvkxjqzETAOINSHRDLUCMWFGYPBVKXJQZ"
          .chars()
          .mapToObj(Character::toString)
          .toList();

  private TestTokenizer() {}

  /** The id of a special token. */
  public static int special(String token, int vocab) {
    return vocab - SPECIAL.size() + SPECIAL.indexOf(token);
  }

  /** The file's content. */
  public static byte[] json(int vocab) {
    if (vocab < LEAST) {
      throw new IllegalArgumentException("a test's vocabulary has at least 300 tokens");
    }
    Map<String, Integer> tokens = new LinkedHashMap<>();
    alphabet().forEach(letter -> tokens.put(letter, tokens.size()));
    List<String> merges = new ArrayList<>();
    for (String merge : candidates(vocab)) {
      if (tokens.size() == vocab - SPECIAL.size()) {
        break;
      }
      if (tokens.putIfAbsent(merge.replace(" ", ""), tokens.size()) == null) {
        merges.add(merge);
      }
    }
    return json(tokens, merges, vocab);
  }

  private static byte[] json(Map<String, Integer> tokens, List<String> merges, int vocab) {
    ObjectNode file = JSON.createObjectNode().put("version", "1.0");
    file.putNull("truncation").putNull("padding");
    ArrayNode added = file.putArray("added_tokens");
    for (String token : SPECIAL) {
      added
          .addObject()
          .put("id", special(token, vocab))
          .put("content", token)
          .put("single_word", false)
          .put("lstrip", false)
          .put("rstrip", false)
          .put("normalized", false)
          .put("special", token.startsWith("<|"));
    }
    file.putNull("normalizer");
    byteLevel(file.putObject("pre_tokenizer"));
    file.putNull("post_processor");
    byteLevel(file.putObject("decoder"));
    ObjectNode model = file.putObject("model").put("type", "BPE");
    model.putNull("dropout").putNull("unk_token").putNull("continuing_subword_prefix");
    model.putNull("end_of_word_suffix").put("fuse_unk", false).put("byte_fallback", false);
    ObjectNode vocabulary = model.putObject("vocab");
    tokens.forEach(vocabulary::put);
    ArrayNode list = model.putArray("merges");
    merges.forEach(list::add);
    return file.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void byteLevel(ObjectNode into) {
    into.put("type", "ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", true)
        .put("use_regex", true);
  }

  /** GPT-2's letter for each byte: itself where it can be printed, else one from 256 upward. */
  private static List<String> alphabet() {
    List<String> letters = new ArrayList<>();
    int next = 256;
    for (int b = 0; b < 256; b++) {
      boolean printable = (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174;
      letters.add(Character.toString(printable ? b : next++));
    }
    return letters;
  }

  private static List<String> candidates(int count) {
    List<String> candidates = new ArrayList<>(FIRST);
    List<String> pairs = new ArrayList<>();
    for (String first : Stream.concat(Stream.of("Ġ"), LETTERS.stream()).toList()) {
      for (String second : LETTERS) {
        pairs.add(first + second);
        candidates.add(first + " " + second);
      }
    }
    for (String pair : pairs) {
      for (String third : LETTERS) {
        if (candidates.size() > 2 * count) {
          return candidates;
        }
        candidates.add(pair + " " + third);
      }
    }
    return candidates;
  }
}
