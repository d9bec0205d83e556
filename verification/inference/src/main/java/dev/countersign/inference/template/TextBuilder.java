package dev.countersign.inference.template;

import java.util.Arrays;

/** Text that grows, no further than the limits of a rendering. */
final class TextBuilder {
  private final Rendering run;
  private final StringBuilder text = new StringBuilder();
  private boolean startsTrusted = true;
  private boolean endsTrusted = true;
  private int[] changes = new int[4];
  private int count;

  TextBuilder(Rendering run) {
    this.run = run;
  }

  TextBuilder append(Text more) throws TemplateFailed {
    run.characters((long) text.length() + more.length(), more.length());
    more.eachRun((from, to, trusted) -> add(more.plain(), from, to, trusted));
    return this;
  }

  TextBuilder append(String more, boolean trusted) throws TemplateFailed {
    run.characters((long) text.length() + more.length(), more.length());
    add(more, 0, more.length(), trusted);
    return this;
  }

  private void add(String more, int from, int to, boolean trusted) {
    if (from == to) {
      return;
    }
    if (text.isEmpty()) {
      startsTrusted = trusted;
    } else if (trusted != endsTrusted) {
      if (count == changes.length) {
        changes = Arrays.copyOf(changes, count * 2);
      }
      changes[count++] = text.length();
    }
    endsTrusted = trusted;
    text.append(more, from, to);
  }

  Text text() {
    return text.isEmpty()
        ? Text.EMPTY
        : new Text(text.toString(), startsTrusted, Arrays.copyOf(changes, count));
  }
}
