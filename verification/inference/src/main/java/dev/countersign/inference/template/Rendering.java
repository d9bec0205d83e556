package dev.countersign.inference.template;

import dev.countersign.inference.template.TemplateFailed.Code;
import java.math.BigInteger;
import java.time.Instant;

/** What one rendering has used so far, and where it is. */
final class Rendering {
  /** Copied characters that count as one step. */
  private static final int CHARACTERS_A_STEP = 8;

  /** Compared pairs of characters that count as one step. */
  private static final int COMPARISONS_A_STEP = 256;

  private static final int NUMBER_BITS = 8192;

  private final TemplateLimits limits;
  private long steps;
  private int depth;
  private Place place = Place.START;

  Rendering(TemplateLimits limits) {
    this.limits = limits;
  }

  Instant now() {
    return limits.now();
  }

  void at(Place there) {
    place = there;
  }

  /** One evaluation begins; {@link #leave()} ends it. */
  void enter(Place there) throws TemplateFailed {
    place = there;
    enter();
  }

  /** One level deeper into a value. */
  void enter() throws TemplateFailed {
    spend(1);
    if (++depth > limits.depth()) {
      throw limit("nested deeper than " + limits.depth());
    }
  }

  void leave() {
    depth--;
  }

  /** Counts work before it is done. */
  void spend(long work) throws TemplateFailed {
    steps += work;
    if (steps > limits.steps() || work > limits.steps()) {
      throw limit("more than " + limits.steps() + " steps");
    }
  }

  /**
   * Counts characters before they are copied.
   *
   * @param length of the text that they become part of
   */
  void characters(long length, long copied) throws TemplateFailed {
    if (length > limits.characters()) {
      throw limit("more than " + limits.characters() + " characters");
    }
    spend(1 + copied / CHARACTERS_A_STEP);
  }

  /** Counts a search for one text in another. */
  void search(Text in, Text what) throws TemplateFailed {
    spend(1 + (long) in.length() * Math.max(1, what.length()) / COMPARISONS_A_STEP);
  }

  /** A whole number of bounded size. */
  Value.Int number(BigInteger value) throws TemplateFailed {
    if (value.bitLength() > NUMBER_BITS) {
      throw limit("a number of more than " + NUMBER_BITS + " bits");
    }
    return new Value.Int(value);
  }

  /** A floating-point number that is one. */
  Value.Real real(double value) throws TemplateFailed {
    if (!Double.isFinite(value)) {
      throw failed("a number that is infinite or none");
    }
    return new Value.Real(value);
  }

  TemplateFailed failed(String sentence) {
    return new TemplateFailed(Code.ERROR, place, sentence);
  }

  TemplateFailed unsupported(String what) {
    return new TemplateFailed(Code.UNSUPPORTED, place, what + " is not known here");
  }

  TemplateFailed raised(String sentence) {
    return new TemplateFailed(Code.RAISED, place, sentence);
  }

  TemplateFailed context(String sentence) {
    return new TemplateFailed(Code.CONTEXT, place, sentence);
  }

  TemplateFailed limit(String sentence) {
    return new TemplateFailed(Code.LIMIT, place, sentence);
  }
}
