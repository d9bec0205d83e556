package dev.countersign.inference.grammar;

/** A text that is not the calls of the format it should be in; the message says where and why. */
public final class CallsRefused extends Exception {
  private static final long serialVersionUID = 1L;

  CallsRefused(String sentence) {
    super(sentence);
  }

  CallsRefused(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
