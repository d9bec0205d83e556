package dev.countersign.inference.template;

/** A line and a column of a template, both from 1. */
record Place(int line, int column) {
  static final Place START = new Place(1, 1);

  @Override
  public String toString() {
    return "line " + line + ", column " + column;
  }
}
