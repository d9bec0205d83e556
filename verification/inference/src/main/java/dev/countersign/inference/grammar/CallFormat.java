package dev.countersign.inference.grammar;

import java.util.List;

/**
 * How an answer spells calls, byte for byte. Inside a call JSON is written with {@code ": "} and
 * {@code ", "}, as Python's {@code json.dumps} does.
 *
 * <p>Text before the calls ends where the format's marker begins; in {@link #LLAMA}, which has no
 * marker, an answer that begins with an opening brace is calls and any other answer is text.
 */
public enum CallFormat {
  /**
   * {@code <tool_call>\n{"name": "x", "arguments": {}}\n</tool_call>}, joined by a line feed:
   * Hermes and Qwen.
   */
  HERMES("<tool_call>", "", "arguments", "<tool_call>\n", "\n</tool_call>", "\n", ""),
  /** {@code {"name": "x", "parameters": {}}}, joined by {@code "; "}: Llama 3. */
  LLAMA("", "", "parameters", "", "", "; ", ""),
  /** {@code [TOOL_CALLS] [{"name": "x", "arguments": {}}]}, joined by {@code ", "}: Mistral. */
  MISTRAL("[TOOL_CALLS]", "[TOOL_CALLS] [", "arguments", "", "", ", ", "]");

  private final String marker;
  private final String begin;
  private final String arguments;
  private final String open;
  private final String close;
  private final String join;
  private final String end;

  CallFormat(
      String marker,
      String begin,
      String arguments,
      String open,
      String close,
      String join,
      String end) {
    this.marker = marker;
    this.begin = begin;
    this.arguments = arguments;
    this.open = open;
    this.close = close;
    this.join = join;
    this.end = end;
  }

  /** What text may not contain, because calls begin with it; empty where there is no such thing. */
  public String marker() {
    return marker;
  }

  /**
   * The spellings for which a vocabulary may have a special token of its own. No other special
   * token is ever part of an answer.
   */
  public List<String> markers() {
    return switch (this) {
      case HERMES -> List.of("<tool_call>", "</tool_call>");
      case LLAMA -> List.of();
      case MISTRAL -> List.of("[TOOL_CALLS]");
    };
  }

  /** What stands before the first call. */
  String begin() {
    return begin;
  }

  /** What the member with the arguments is called. */
  String arguments() {
    return arguments;
  }

  /** What stands before each call's JSON. */
  String open() {
    return open;
  }

  /** What stands behind each call's JSON. */
  String close() {
    return close;
  }

  /** What stands between two calls. */
  String join() {
    return join;
  }

  /** What stands behind the last call. */
  String end() {
    return end;
  }
}
