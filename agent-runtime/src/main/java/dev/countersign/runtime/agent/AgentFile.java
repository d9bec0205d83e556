package dev.countersign.runtime.agent;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * An agent as it stands in a file.
 *
 * <p>Guarantees: one YAML 1.2 document whose every key was understood; what is wrong is said in one
 * sentence with file, line and column. Names are not resolved and the environment is never read.
 */
public final class AgentFile {
  private final Path path;
  private final Agent agent;
  private final Map<String, Position> positions;

  private AgentFile(Path path, Agent agent, Map<String, Position> positions) {
    this.path = path;
    this.agent = agent;
    this.positions = positions;
  }

  /**
   * Reads a file.
   *
   * @throws Failure with {@link Exit#CONFIGURATION}
   */
  public static AgentFile read(Path path) throws Failure {
    return of(path, YamlReader.read(path));
  }

  /**
   * Reads text as if it stood in a file of that name.
   *
   * @throws Failure with {@link Exit#CONFIGURATION}
   */
  public static AgentFile parse(Path path, byte[] utf8) throws Failure {
    return of(path, YamlReader.read(path.toString(), utf8));
  }

  /**
   * An agent that was built in Java, as it would stand in a file.
   *
   * @throws Failure with {@link Exit#CONFIGURATION} for whatever a file would be refused for
   */
  public static AgentFile of(Path path, Agent agent) throws Failure {
    return parse(path, AgentWriter.yaml(agent).getBytes(StandardCharsets.UTF_8));
  }

  private static AgentFile of(Path path, YamlNode root) throws Failure {
    Map<String, Position> positions = new HashMap<>();
    collect("", root, positions);
    return new AgentFile(path, AgentParser.agent(root), positions);
  }

  /** Where the file is. */
  public Path path() {
    return path;
  }

  /** What it says. */
  public Agent agent() {
    return agent;
  }

  /** A file or folder named in the file, which is relative to it. */
  public Path sibling(String name) {
    return path.toAbsolutePath().resolveSibling(name);
  }

  /**
   * A failure at a value of this file.
   *
   * @param at the value, for example {@code policy.max-per-day.USDC}; where the file does not have
   *     it, the closest block around it
   */
  public Failure failure(String at, String sentence) {
    String key = at;
    while (!positions.containsKey(key) && !key.isEmpty()) {
      int dot = Math.max(key.lastIndexOf('.'), key.lastIndexOf('['));
      key = dot < 0 ? "" : key.substring(0, dot);
    }
    return Failure.at(positions.getOrDefault(key, new Position(path.toString(), 1, 1)), sentence);
  }

  private static void collect(String path, YamlNode node, Map<String, Position> positions) {
    positions.put(path, node.at());
    switch (node) {
      case YamlNode.Text text -> {}
      case YamlNode.Items items -> {
        for (int i = 0; i < items.items().size(); i++) {
          collect(path + "[" + i + "]", items.items().get(i), positions);
        }
      }
      case YamlNode.Block block ->
          block
              .entries()
              .forEach(
                  entry ->
                      collect(
                          path.isEmpty() ? entry.key() : path + "." + entry.key(),
                          entry.value(),
                          positions));
    }
  }
}
