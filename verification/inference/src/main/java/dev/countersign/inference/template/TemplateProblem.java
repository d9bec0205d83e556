package dev.countersign.inference.template;

/** A chat template gives no prompt: the errors of this package. The message is one sentence. */
public abstract sealed class TemplateProblem extends Exception
    permits TemplateRefused, TemplateFailed {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST = 400;

  private final int line;
  private final int column;

  TemplateProblem(Place place, String sentence) {
    super("the chat template, " + place + ": " + oneLine(sentence));
    this.line = place.line();
    this.column = place.column();
  }

  /** The line of the template, from 1. */
  public final int line() {
    return line;
  }

  /** The column in that line, from 1; where an expression is at fault, near it. */
  public final int column() {
    return column;
  }

  private static String oneLine(String sentence) {
    StringBuilder result = new StringBuilder();
    sentence
        .codePoints()
        .limit(LONGEST)
        .forEach(c -> result.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
    return result.toString();
  }
}
