package dev.countersign.inference.template;

import java.util.Arrays;

/** Where the lines of a template begin. */
final class LineStarts {
  private final int[] starts;

  private LineStarts(int[] starts) {
    this.starts = starts;
  }

  static LineStarts of(String source) {
    int[] starts = new int[(int) source.chars().filter(c -> c == '\n').count() + 1];
    int line = 1;
    for (int i = source.indexOf('\n'); i >= 0; i = source.indexOf('\n', i + 1)) {
      starts[line++] = i + 1;
    }
    return new LineStarts(starts);
  }

  Place place(int position) {
    int found = Arrays.binarySearch(starts, position);
    int line = found >= 0 ? found : -found - 2;
    return new Place(line + 1, position - starts[line] + 1);
  }
}
