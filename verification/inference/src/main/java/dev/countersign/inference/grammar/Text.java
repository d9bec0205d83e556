package dev.countersign.inference.grammar;

import org.jspecify.annotations.Nullable;

/**
 * The inside of a JSON string and its closing quotation mark. A character counts where it begins:
 * an escape is one, a pair of escaped surrogates is one.
 *
 * @param least how many characters must still come
 * @param most how many may still come; {@link #UNBOUNDED} for any number
 * @param state where in a character, in {@link StringStates}
 */
record Text(int least, int most, int state) implements Rule.Leaf {
  static final int UNBOUNDED = -1;
  private static final int[] ONLY = new int[StringStates.OPEN_STATES];

  static {
    for (int state = 0; state < ONLY.length; state++) {
      ONLY[state] = onlyByte(state);
    }
  }

  private static int onlyByte(int state) {
    int only = -1;
    for (int b = 0; b < 256; b++) {
      if (StringStates.step(state, b) != StringStates.DEAD) {
        if (only >= 0) {
          return -1;
        }
        only = b;
      }
    }
    return only;
  }

  @Override
  public Rule.@Nullable Leaf step(int b) {
    int next = StringStates.step(state, b);
    if (next == StringStates.DEAD) {
      return null;
    }
    if (state != StringStates.BOUNDARY) {
      return new Text(least, most, next);
    }
    if (next == StringStates.CLOSED) {
      return least == 0 ? Rule.Done.DONE : null;
    }
    return takes(1) ? begun(next) : null;
  }

  private Text begun(int next) {
    return new Text(Math.max(0, least - 1), most == UNBOUNDED ? most : most - 1, next);
  }

  /** Whether so many more characters may begin. */
  boolean takes(int characters) {
    return most == UNBOUNDED || characters <= most;
  }

  /** Whether the string may be closed when so many more characters have begun. */
  boolean closesAfter(int characters) {
    return characters >= least && takes(characters);
  }

  @Override
  public boolean mayEnd() {
    return false;
  }

  @Override
  public boolean goesOn() {
    return true;
  }

  @Override
  public int onlyByte() {
    return state == StringStates.BOUNDARY && most == 0 ? '"' : ONLY[state];
  }
}
