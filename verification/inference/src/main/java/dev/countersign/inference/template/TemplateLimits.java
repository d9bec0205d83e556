package dev.countersign.inference.template;

import java.time.Instant;

/**
 * How much one rendering may use, and what time it is.
 *
 * @param steps evaluations, with copied text and list entries counted as well; about ten million
 *     take a second or two
 * @param characters UTF-16 units of the output, and of any single text on the way there
 * @param depth nested evaluations, macro calls among them
 * @param now what {@code strftime_now} tells, in UTC; no clock is read
 */
public record TemplateLimits(long steps, int characters, int depth, Instant now) {
  private static final long STEPS = 5_000_000;
  private static final int CHARACTERS = 1 << 22;
  private static final int DEPTH = 300;

  /** Limits are positive. */
  public TemplateLimits {
    if (steps < 1 || characters < 1 || depth < 1 || depth > DEPTH) {
      throw new IllegalArgumentException(
          "steps and characters are at least 1, depth from 1 to " + DEPTH);
    }
  }

  /** The limits for prompts: far above what a long conversation needs, far below what hurts. */
  public static TemplateLimits at(Instant now) {
    return new TemplateLimits(STEPS, CHARACTERS, DEPTH, now);
  }
}
