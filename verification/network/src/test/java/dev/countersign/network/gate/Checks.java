package dev.countersign.network.gate;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The checks of the gate, by the text in its sources that makes each of them: see {@code
 * compile.mjs}, which compiles the gate without them.
 */
final class Checks {
  static final String FILE = "resources/dev/countersign/network/gate/checks.json";
  private static final List<Check> ALL = read();

  private Checks() {}

  /**
   * One check.
   *
   * @param id its name in the tests
   * @param number of the check in the design of the gate, or who it is about
   * @param file the source that has it
   * @param says what it makes sure of
   * @param edits how it is taken out
   * @param survives why no test can notice that it is gone; empty where one must
   */
  record Check(String id, String number, String file, String says, String edits, String survives) {}

  static List<Check> all() {
    return ALL;
  }

  /** The bit of the check among the switches of SwitchableGate. */
  static int bit(String id) {
    for (int i = 0; i < ALL.size(); i++) {
      if (ALL.get(i).id().equals(id)) {
        return i;
      }
    }
    throw new IllegalArgumentException("there is no check " + id);
  }

  private static List<Check> read() {
    try (InputStream in = Checks.class.getResourceAsStream("checks.json")) {
      List<Check> checks = new ArrayList<>();
      for (JsonNode check : JsonMapper.shared().readTree(in)) {
        checks.add(
            new Check(
                check.path("id").asString(),
                check.path("number").asString(),
                check.path("file").asString(),
                check.path("says").asString(),
                check.path("edits").toString(),
                check.path("survives").asString("")));
      }
      return List.copyOf(checks);
    } catch (IOException e) {
      throw new AssertionError("cannot read checks.json", e);
    }
  }
}
