package dev.countersign.inference.template;

import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Items that are there once, as Python's generators give them. */
final class Stream implements Value {
  private final Iterator<Value> items;

  Stream(List<Value> items) {
    this.items = items.iterator();
  }

  @Nullable Value next() {
    return items.hasNext() ? items.next() : null;
  }
}
