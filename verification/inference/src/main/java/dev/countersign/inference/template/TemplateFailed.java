package dev.countersign.inference.template;

/** A template that was accepted gave no prompt for this context. */
public final class TemplateFailed extends TemplateProblem {
  private static final long serialVersionUID = 1L;

  /** What happened. */
  public enum Code {
    /** The template itself said no, with {@code raise_exception}. */
    RAISED,
    /** An operation that Jinja2 refuses as well, such as an attribute of an undefined value. */
    ERROR,
    /** A part of Jinja2 or of Python that is not known here; the message names it. */
    UNSUPPORTED,
    /** More steps, characters or depth than the limits allow. */
    LIMIT,
    /** The context has something that JSON text cannot say, or is too deep. */
    CONTEXT
  }

  private final Code code;

  TemplateFailed(Code code, Place place, String sentence) {
    super(place, sentence);
    this.code = code;
  }

  /** What happened. */
  public Code code() {
    return code;
  }
}
