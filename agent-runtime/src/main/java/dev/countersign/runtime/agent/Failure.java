package dev.countersign.runtime.agent;

/**
 * A command cannot go on. The message is one sentence for a person: what is wrong, where, and what
 * to do about it.
 */
public final class Failure extends Exception {
  private static final long serialVersionUID = 1L;

  private final Exit exit;

  /** A failure with a sentence. */
  public Failure(Exit exit, String sentence) {
    super(sentence);
    this.exit = exit;
  }

  /** A failure with what led to it. */
  public Failure(Exit exit, String sentence, Throwable cause) {
    super(sentence, cause);
    this.exit = exit;
  }

  /** How the command ends. */
  public Exit exit() {
    return exit;
  }

  static Failure at(Position position, String sentence) {
    return new Failure(Exit.CONFIGURATION, position + ": " + sentence);
  }
}
