package dev.countersign.runtime.agent;

/**
 * A place in a file that a user wrote.
 *
 * @param file as the user named it
 * @param line from 1
 * @param column from 1
 */
record Position(String file, int line, int column) {
  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
