package dev.countersign.strategies;

import dev.countersign.inference.language.Sampling;
import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Reason;
import dev.countersign.receipt.Receipt;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What a language model is told by its agent.
 *
 * @param manifest the agent
 * @param prompt the text before every instruction
 * @param tools what may be called
 * @param maxTokens of an answer
 * @param maxCalls in an answer
 * @param temperature a decimal, {@code "0"} for the likeliest token
 * @param topK 0: off
 * @param topP a decimal, {@code "1"}: off
 */
record PlannerTerms(
    Manifest manifest,
    String prompt,
    List<String> tools,
    int maxTokens,
    int maxCalls,
    String temperature,
    int topK,
    String topP) {
  private static final Set<String> MEMBERS =
      Set.of("prompt", "tools", "maxTokens", "maxCalls", "sampling");
  private static final Set<String> SAMPLING = Set.of("temperature", "topK", "topP");

  static PlannerTerms of(Manifest manifest) throws Refused {
    JsonNode with = manifest.decide().with();
    JsonNode sampling = with.path("sampling");
    if (!Set.copyOf(with.propertyNames()).equals(MEMBERS)
        || !Set.copyOf(sampling.propertyNames()).equals(SAMPLING)) {
      throw wrong("it needs exactly " + MEMBERS + ", and sampling exactly " + SAMPLING);
    }
    PlannerTerms terms =
        new PlannerTerms(
            manifest,
            with.path("prompt").asString(""),
            tools(with.path("tools")),
            with.path("maxTokens").asInt(0),
            with.path("maxCalls").asInt(0),
            sampling.path("temperature").asString(""),
            sampling.path("topK").asInt(-1),
            sampling.path("topP").asString(""));
    terms.check();
    return terms;
  }

  private static List<String> tools(JsonNode json) throws Refused {
    List<String> tools = new ArrayList<>();
    for (JsonNode tool : json) {
      tools.add(tool.asString(""));
    }
    if (!MoneyTools.NAMES.containsAll(tools)
        || new HashSet<>(tools).size() != tools.size()
        || !tools.contains(MoneyTools.HOLD)) {
      throw wrong("the tools are some of " + MoneyTools.NAMES + ", hold among them");
    }
    return List.copyOf(tools);
  }

  private void check() throws Refused {
    Manifest.Decide decide = manifest.decide();
    if (decide.model().equals(Manifest.ModelRef.NONE)) {
      throw wrong("it needs a language model");
    }
    if (!decide.prompt().equals(Bytes32.sha256(prompt.getBytes(StandardCharsets.UTF_8)))) {
      throw wrong("the prompt has another digest than the manifest's");
    }
    if (!decide.tools().equals(MoneyTools.digest(tools))) {
      throw wrong("the tools have another digest than the manifest's");
    }
    if (manifest.instructorKeys().isEmpty()) {
      throw wrong("nobody may instruct it");
    }
    if (maxTokens < 1 || maxTokens > 4096 || maxCalls < 1 || maxCalls > 16) {
      throw wrong("maxTokens is 1 to 4096 and maxCalls 1 to 16");
    }
    try {
      sampling(Bytes32.ZERO);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private static Refused wrong(String sentence) {
    return new Refused(Reason.SCHEMA, "planner: " + sentence);
  }

  /** How tokens are chosen in a run. */
  Sampling sampling(Bytes32 runId, Bytes32 block) {
    return sampling(Receipt.Sampling.seed(runId, block));
  }

  private Sampling sampling(Bytes32 seed) {
    return temperature.equals("0")
        ? new Sampling(Sampling.Spec.GREEDY, temperature, topK, topP, Bytes32.ZERO)
        : Sampling.gumbel(temperature, topK, topP, seed);
  }
}
