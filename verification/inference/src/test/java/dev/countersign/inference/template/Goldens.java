package dev.countersign.inference.template;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What jinja2 made of the templates; see {@code generate.py} beside them. */
final class Goldens {
  static final Path FOLDER = Path.of("src/test/goldens/template");
  static final TemplateLimits LIMITS = TemplateLimits.at(Instant.parse("2024-07-26T09:05:03Z"));

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Goldens() {}

  static JsonNode read(String name) throws IOException {
    return JSON.readTree(Files.readString(FOLDER.resolve(name)));
  }

  static ObjectNode context(String json) {
    return (ObjectNode) JSON.readTree(json);
  }

  static String template(String name) throws IOException {
    return Files.readString(FOLDER.resolve("templates").resolve(name));
  }

  /** The output that is expected, if jinja2 gives one. */
  static Optional<String> output(JsonNode golden) {
    return golden.get("output").isNull()
        ? Optional.empty()
        : Optional.of(golden.get("output").stringValue());
  }

  /** The output, if there is one. */
  static Optional<String> rendered(String template, ObjectNode context) {
    try {
      return Optional.of(ChatTemplate.parse(template).render(context, LIMITS));
    } catch (TemplateRefused | TemplateFailed e) {
      return Optional.empty();
    }
  }
}
