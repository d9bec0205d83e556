package dev.countersign.strategies;

/**
 * Text that lets patterns look at it only so often, so that no text can keep a pattern busy for
 * long.
 *
 * <p>The meter is a fuse: {@link Legible} already bounds what may be read, and the tests hold the
 * worst texts found far below it.
 */
final class Metered implements CharSequence {
  /** How many characters may be looked at for one instruction; under a second's work. */
  static final long LIMIT = 10_000_000;

  private final String text;
  private final Meter meter;

  Metered(String text, Meter meter) {
    this.text = text;
    this.meter = meter;
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public char charAt(int index) {
    meter.count();
    return text.charAt(index);
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.substring(start, end);
  }

  @Override
  public String toString() {
    return text;
  }

  /** Counts the looks at all texts that share it. */
  static final class Meter {
    private long looks;

    void count() {
      looks++;
      if (looks > LIMIT) {
        throw new Exhausted();
      }
    }

    long looks() {
      return looks;
    }
  }

  /** The text takes too long to read; caught where the reading began. */
  static final class Exhausted extends IllegalStateException {
    private static final long serialVersionUID = 1;

    Exhausted() {
      super("the instruction takes too long to read");
    }
  }
}
