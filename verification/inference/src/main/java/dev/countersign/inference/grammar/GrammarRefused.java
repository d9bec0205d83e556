package dev.countersign.inference.grammar;

/**
 * A tool, its schema, a request or a vocabulary that no automaton can be made of. The message is
 * one sentence for a person and names what is not supported.
 */
public final class GrammarRefused extends Exception {
  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Code {
    /** A tool's name, two tools of one name, or bounds on the calls that cannot be met. */
    TOOLS,
    /** A schema with a keyword or a value outside the subset, or one that nothing can satisfy. */
    SCHEMA,
    /** More rules, words or depth than an automaton may have. */
    TOO_LARGE,
    /** A tokenizer that is not understood, or that cannot write what the tools need. */
    VOCABULARY
  }

  private final Code code;

  GrammarRefused(Code code, String sentence) {
    super(sentence);
    this.code = code;
  }

  GrammarRefused(Code code, String sentence, Throwable cause) {
    super(sentence, cause);
    this.code = code;
  }

  /** What is wrong. */
  public Code code() {
    return code;
  }
}
