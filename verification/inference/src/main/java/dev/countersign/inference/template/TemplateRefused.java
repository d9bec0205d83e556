package dev.countersign.inference.template;

/** A template that is not rendered at all, said before anything of it ran. */
public final class TemplateRefused extends TemplateProblem {
  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Code {
    /** It breaks the rules of Jinja2. */
    SYNTAX,
    /** It asks for a part of Jinja2 that is not known here; the message names it. */
    UNSUPPORTED,
    /** It is longer, or nested deeper, than what is read. */
    TOO_LARGE
  }

  private final Code code;

  TemplateRefused(Code code, Place place, String sentence) {
    super(place, sentence);
    this.code = code;
  }

  /** What is wrong. */
  public Code code() {
    return code;
  }
}
