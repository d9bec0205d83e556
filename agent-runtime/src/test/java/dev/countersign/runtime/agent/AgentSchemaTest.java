package dev.countersign.runtime.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** The JSON Schema that editors use says what the parser says. */
class AgentSchemaTest {
  private static final Path FILE =
      Path.of(System.getProperty("countersign.root"), "config", "agent.schema.json");

  @ParameterizedTest
  @MethodSource("dev.countersign.runtime.agent.AgentFileTest#examples")
  void theExamplesAreValid(Path file) throws Exception {
    assertThat(validate(YamlReader.read(file))).isEmpty();
  }

  @Test
  void anUnknownKeyAndABareAmountAreInvalid() throws Exception {
    String good = AgentFileTest.GOOD;
    assertThat(validate(read(good))).isEmpty();
    assertThat(validate(read(good.replace("max-slippage-bps", "max-slip")))).isNotEmpty();
    assertThat(validate(read(good.replace("\"500\"", "500")))).isNotEmpty();
    assertThat(validate(read(good.replace("account: treasury\n", "")))).isNotEmpty();
  }

  @Test
  void everyKeyOfTheSchemaIsKnownToTheParserAndTheOtherWayRound() throws IOException {
    JsonNode schema = new JsonMapper().readTree(Files.readString(FILE));
    for (Map.Entry<String, Set<String>> block : AgentKeys.BLOCKS.entrySet()) {
      JsonNode node = schema;
      for (String step : block.getKey().isEmpty() ? new String[0] : block.getKey().split("\\.")) {
        node = node.path("properties").path(step.replace("[]", ""));
        node = step.endsWith("[]") ? node.path("items") : node;
      }
      assertThat(node.path("additionalProperties").asBoolean(true)).as(block.getKey()).isFalse();
      assertThat(new LinkedHashSet<>(node.path("properties").propertyNames()))
          .as("keys of the block \"%s\"", block.getKey())
          .isEqualTo(block.getValue());
    }
  }

  @Test
  void everyKeyOfAStrategyIsInTheSchemaAndTheOtherWayRound() throws IOException {
    JsonNode definitions = new JsonMapper().readTree(Files.readString(FILE)).path("$defs");
    for (String strategy : StrategyKeys.strategies()) {
      JsonNode definition = definitions.path(strategy);
      assertThat(definition.path("additionalProperties").asBoolean(true)).as(strategy).isFalse();
      assertThat(new TreeSet<>(definition.path("properties").propertyNames()))
          .as("keys of %s", strategy)
          .isEqualTo(StrategyKeys.names(strategy));
      for (StrategyKeys.Key key : StrategyKeys.of(strategy)) {
        boolean needed = definition.path("required").toString().contains("\"" + key.name() + "\"");
        assertThat(needed)
            .as("%s needs %s", strategy, key.name())
            .isEqualTo(key.absent().equals(StrategyKeys.NEEDED));
      }
    }
    assertThat(Set.copyOf(definitions.path("dca").path("properties").propertyNames()))
        .isEqualTo(StrategyParameters.DCA_KEYS);
  }

  @Test
  void everyKeyOfAStrategyIsDocumented() throws IOException {
    Path page = Path.of(System.getProperty("countersign.root"), "docs", "strategies.md");
    List<String> lines = Files.readAllLines(page);
    for (String strategy : StrategyKeys.strategies()) {
      String row =
          lines.stream()
              .filter(line -> line.matches("\\| \\[?`" + strategy + "`.*"))
              .findFirst()
              .orElseThrow();
      for (StrategyKeys.Key key : StrategyKeys.of(strategy)) {
        if (!key.name().equals("venue")) {
          assertThat(row).as(strategy).contains("`" + key.name() + "`");
        }
      }
    }
  }

  @Test
  void theParametersOfAStrategyAreChecked() throws Exception {
    String trader =
        AgentFileTest.GOOD.replace(
            "  strategy: hold",
            "  strategy: moving-average-cross\n  with: {fast: 10, slow: 30, average: ema}");
    assertThat(validate(read(trader))).isEmpty();
    assertThat(validate(read(trader.replace("average: ema", "average: wma")))).isNotEmpty();
    assertThat(validate(read(trader.replace("fast: 10, ", "")))).isNotEmpty();
    assertThat(validate(read(trader.replace("fast:", "quick:")))).isNotEmpty();
  }

  private static YamlNode read(String text) throws Failure {
    return YamlReader.read("agent.yaml", text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<com.networknt.schema.Error> validate(YamlNode node) throws IOException {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(FILE), InputFormat.JSON);
    return schema.validate(json(node).toString(), InputFormat.JSON);
  }

  /** As an editor sees a YAML file: plain whole numbers are numbers. */
  private static JsonNode json(YamlNode node) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    return switch (node) {
      case YamlNode.Text text ->
          !text.quoted() && text.value().matches("[0-9]+")
              ? json.numberNode(Long.parseLong(text.value()))
              : json.stringNode(text.value());
      case YamlNode.Items items -> {
        var array = json.arrayNode();
        items.items().forEach(item -> array.add(json(item)));
        yield array;
      }
      case YamlNode.Block block -> {
        var object = json.objectNode();
        block.entries().forEach(entry -> object.set(entry.key(), json(entry.value())));
        yield object;
      }
    };
  }
}
