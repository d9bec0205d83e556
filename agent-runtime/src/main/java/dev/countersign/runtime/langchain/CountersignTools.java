package dev.countersign.runtime.langchain;

import dev.countersign.inference.grammar.ToolSpec;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.strategies.MoneyTools;
import dev.langchain4j.agent.tool.ReturnBehavior;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.service.tool.ToolProvider;
import dev.langchain4j.service.tool.ToolProviderRequest;
import dev.langchain4j.service.tool.ToolProviderResult;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The tools of an agent for any LangChain4j application: {@code swap} and {@code transfer}, which
 * move money, {@code hold}, which does nothing, and {@code balances}, which looks. The first three
 * are offered as the strategy {@code planner} offers them: their arguments are lists of what the
 * message names, and what lacks an amount, a token or a recipient is not offered.
 *
 * <p>A call that moves money is a wish, not an order. What the user said goes to the agent, word
 * for word, as with {@code countersign run --say}: its own registered model plans under its own
 * prompt and policy, and what verifiers countersign is executed. The arguments of the call are not
 * read.
 *
 * <p>Guarantees: the application's model, whatever it was made to believe, chooses no amount, token
 * or recipient, only whether the agent hears what the user said; one message of the user is one run
 * and at most one action, however many tools are called for it, in however many rounds; what a tool
 * can reach is {@link InstructedAgent}, so that there is no second way in. The result is the
 * runtime's own account of what was done, and goes to the caller as it is, unless {@link
 * #retoldByModel} says otherwise.
 *
 * <p>Only a message that is an argument of the AI service's method, letter for letter, is an
 * instruction. One that was made from a template, augmented with retrieved content, or rewritten by
 * a guardrail is refused: those words would be signed as the user's.
 *
 * <p>Does not guarantee that the user is who may instruct, or means it: the application vouches for
 * that by having the instructor's key. Does not guarantee that the model calls a tool.
 */
public final class CountersignTools implements ToolProvider {
  /** Looks at the account. */
  public static final String BALANCES = "balances";

  private static final ToolSpecification LOOK =
      ToolSpecification.builder()
          .name(BALANCES)
          .description("What the account holds. Moves nothing.")
          .build();

  private final InstructedAgent agent;
  private final ReturnBehavior result;

  private CountersignTools(InstructedAgent agent, ReturnBehavior result) {
    this.agent = agent;
    this.result = result;
  }

  /** The tools of an agent that takes instructions. */
  public static CountersignTools of(InstructedAgent agent) {
    return new CountersignTools(agent, ReturnBehavior.IMMEDIATE);
  }

  /**
   * The same tools, but what came of a run is given back to the application's model, which says it
   * in its own words, or says something else. For AI services that return neither {@code String}
   * nor {@code Result}, and for models that go on after a call.
   */
  public CountersignTools retoldByModel() {
    return new CountersignTools(agent, ReturnBehavior.TO_LLM);
  }

  @Override
  public ToolProviderResult provideTools(ToolProviderRequest request) {
    Wish wish = Wish.of(agent, request);
    UserMessage message = request.userMessage();
    String text = message.hasSingleText() ? message.singleText() : "";
    ToolProviderResult.Builder tools = ToolProviderResult.builder();
    for (ToolSpec tool : MoneyTools.offered(text, agent.symbols(), agent.recipients())) {
      boolean holds = tool.name().equals(MoneyTools.HOLD);
      tools.add(specification(tool), holds ? wish.drop() : wish.grant(), result);
    }
    return tools.add(LOOK, (call, memory) -> held()).build();
  }

  private String held() {
    try {
      return String.join(", ", agent.balances());
    } catch (Failure e) {
      return "the balances cannot be read: " + e.getMessage();
    }
  }

  private static ToolSpecification specification(ToolSpec tool) {
    JsonObjectSchema.Builder schema = JsonObjectSchema.builder();
    JsonNode properties = tool.parameters().path("properties");
    for (Map.Entry<String, JsonNode> property : properties.properties()) {
      schema.addProperty(
          property.getKey(),
          JsonEnumSchema.builder()
              .description(property.getValue().path("description").asString(""))
              .enumValues(
                  property.getValue().path("enum").valueStream().map(JsonNode::asString).toList())
              .build());
    }
    return ToolSpecification.builder()
        .name(tool.name())
        .description(tool.description())
        .parameters(schema.required(List.copyOf(properties.propertyNames())).build())
        .build();
  }
}
