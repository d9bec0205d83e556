package dev.countersign.inference.template;

import java.util.List;

/** Which names a stretch of a template speaks of. */
record Mentions(List<Token> tokens) {
  boolean name(String name, int from, int to) {
    for (int i = from; i < to; i++) {
      if (tokens.get(i).isName(name) && !tokens.get(i - 1).isOperator(".")) {
        return true;
      }
    }
    return false;
  }
}
