package dev.countersign.runtime.agent;

import java.util.List;

/** A value in a YAML file, not yet given a type, with where it stands. */
sealed interface YamlNode {
  /** Where it begins. */
  Position at();

  /** What it is, in a sentence. */
  String what();

  /**
   * A scalar.
   *
   * @param quoted whether it was written in quotes or as a block
   */
  record Text(Position at, String value, boolean quoted) implements YamlNode {
    @Override
    public String what() {
      if (!quoted && value.isEmpty()) {
        return "nothing";
      }
      String shown = value.length() > 40 ? value.substring(0, 40) + "..." : value;
      return quoted ? '"' + shown + '"' : shown;
    }
  }

  /** A sequence. */
  record Items(Position at, List<YamlNode> items) implements YamlNode {
    @Override
    public String what() {
      return "a list";
    }
  }

  /** A mapping, in the order of the file. */
  record Block(Position at, List<Entry> entries) implements YamlNode {
    @Override
    public String what() {
      return "a block of keys";
    }
  }

  /** A key and its value. */
  record Entry(Position at, String key, YamlNode value) {}
}
