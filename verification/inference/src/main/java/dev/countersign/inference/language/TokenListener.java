package dev.countersign.inference.language;

/** Hears an answer while it is written. */
@FunctionalInterface
public interface TokenListener {
  /** Hears nothing. */
  TokenListener NONE = (token, bytes) -> {};

  /**
   * The next token of the answer, called in order from the thread that generates; what it throws
   * ends the generation and goes to the caller.
   *
   * @param token its id
   * @param bytes its part of the answer in UTF-8, which may end inside a character; empty for
   *     control tokens
   */
  void token(long token, byte[] bytes);
}
