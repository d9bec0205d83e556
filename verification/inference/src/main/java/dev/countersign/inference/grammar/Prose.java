package dev.countersign.inference.grammar;

import org.jspecify.annotations.Nullable;

/**
 * Free text: valid UTF-8 that does not contain the marker.
 *
 * @param marker what ends it
 * @param until whether it ends with the marker, which is read; otherwise between any two characters
 * @param utf8 where in a character, in {@link Utf8}
 * @param matched how much of the marker was read
 * @param first whether nothing was read yet
 */
record Prose(Marker marker, boolean until, int utf8, int matched, boolean first)
    implements Rule.Leaf {

  static Prose before(Marker marker) {
    return new Prose(marker, true, 0, 0, true);
  }

  static Prose only(Marker marker) {
    return new Prose(marker, false, 0, 0, true);
  }

  @Override
  public Rule.@Nullable Leaf step(int b) {
    int character = Utf8.step(utf8, b);
    if (character == Utf8.DEAD || (first && marker.forbidsFirst(b))) {
      return null;
    }
    int now = marker.step(matched, b);
    if (marker.isComplete(now)) {
      return until ? Rule.Done.DONE : null;
    }
    return new Prose(marker, until, character, now, false);
  }

  @Override
  public boolean mayEnd() {
    return !until && utf8 == 0;
  }

  @Override
  public boolean goesOn() {
    return true;
  }

  @Override
  public int onlyByte() {
    return -1;
  }
}
