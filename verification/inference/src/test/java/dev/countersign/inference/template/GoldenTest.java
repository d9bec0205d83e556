package dev.countersign.inference.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Character by character what jinja2 renders; nothing where it fails. */
class GoldenTest {
  @TestFactory
  Stream<DynamicTest> smallTemplates() throws IOException {
    JsonNode goldens = Goldens.read("expressions.json");
    ObjectNode context = (ObjectNode) goldens.get("context");
    return goldens
        .get("cases")
        .valueStream()
        .collect(Collectors.groupingBy(golden -> golden.get("group").stringValue()))
        .entrySet()
        .stream()
        .map(
            group ->
                DynamicTest.dynamicTest(
                    group.getKey(),
                    () -> {
                      SoftAssertions all = new SoftAssertions();
                      for (JsonNode golden : group.getValue()) {
                        String template = golden.get("template").stringValue();
                        all.assertThat(Goldens.rendered(template, context))
                            .as(template)
                            .isEqualTo(Goldens.output(golden));
                      }
                      all.assertAll();
                    }));
  }

  @TestFactory
  Stream<DynamicTest> conversations() throws IOException {
    JsonNode goldens = Goldens.read("conversations.json");
    return goldens
        .get("cases")
        .valueStream()
        .collect(Collectors.groupingBy(golden -> golden.get("template").stringValue()))
        .entrySet()
        .stream()
        .map(
            group ->
                DynamicTest.dynamicTest(
                    group.getKey(),
                    () -> {
                      String template = Goldens.template(group.getKey());
                      SoftAssertions all = new SoftAssertions();
                      for (JsonNode golden : group.getValue()) {
                        String name = golden.get("context").stringValue();
                        ObjectNode context = (ObjectNode) goldens.get("contexts").get(name);
                        all.assertThat(Goldens.rendered(template, context))
                            .as(name)
                            .isEqualTo(Goldens.output(golden));
                      }
                      all.assertAll();
                    }));
  }

  @Test
  void thereAreManyAndMostOfThemRender() throws IOException {
    for (String file : new String[] {"expressions.json", "conversations.json"}) {
      long rendered =
          Goldens.read(file)
              .get("cases")
              .valueStream()
              .map(Goldens::output)
              .filter(Optional::isPresent)
              .count();
      assertThat(rendered).as(file).isGreaterThan(400);
    }
  }
}
