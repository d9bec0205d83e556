package dev.countersign.inference.language;

import dev.countersign.inference.grammar.ToolSpec;
import dev.countersign.inference.language.Conversation.ToolChoice;
import dev.countersign.receipt.Bytes32;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Conversations from a seed: as an agent that moves money has them, with names and amounts. */
final class Talk {
  private static final List<String> NAMES = List.of("alice", "alise", "bob", "rob", "erin", "eric");
  private static final List<String> TOKENS = List.of("USDC", "WETH", "DAI");
  private static final List<String> PLANS =
      List.of(
          "move %1$d %2$s into %3$s and pay %4$s %5$d %2$s",
          "swap %1$d %2$s for %3$s",
          "convert %1$d %2$s to %3$s, then send %5$d %2$s to %4$s",
          "please buy %3$s with %1$d %2$s",
          "pay %4$s %1$d %2$s and swap %5$d %2$s into %3$s");
  private static final List<String> PAYMENTS =
      List.of(
          "pay %4$s %1$d %2$s",
          "send %1$d %2$s to %4$s, not %6$d",
          "please transfer %1$d %2$s to %4$s",
          "pay %4$s her %1$d %2$s, and nothing else");
  private static final String PROMPT =
      "You plan actions. Balances: 1000 USDC, 2 WETH, 400 DAI. Answer with calls of tools.";

  private final Random random;

  Talk(long seed) {
    this.random = new Random(seed);
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  /** An instruction, the tools that its words allow, and a system prompt; greedy. */
  Conversation plan() {
    return plan(PROMPT);
  }

  Conversation plan(String system) {
    return instructed(system, PLANS);
  }

  private Conversation instructed(String system, List<String> sentences) {
    int amount = 100 + random.nextInt(9) * 10;
    int other = amount + 1 + random.nextInt(8);
    int token = random.nextInt(TOKENS.size());
    String instruction =
        one(sentences)
            .formatted(
                amount,
                TOKENS.get(token),
                TOKENS.get((token + 1 + random.nextInt(TOKENS.size() - 1)) % TOKENS.size()),
                one(NAMES),
                amount / 2,
                other);
    return new Conversation(
        List.of(Message.system(system), Message.user(instruction)),
        tools(List.of("" + amount, "" + other, "" + amount / 2)),
        ToolChoice.REQUIRED,
        3,
        200,
        Sampling.GREEDY,
        1_767_225_600L);
  }

  /** The same with a call and its result before the question. */
  Conversation withResult() {
    Conversation plan = plan();
    List<Message> messages = new ArrayList<>(plan.messages());
    messages.add(1, Message.user("what does a WETH cost?"));
    messages.add(2, Message.assistant("", new Message.Call("1", "price", "{\"of\":\"WETH\"}")));
    messages.add(3, Message.result("price", "1", "" + (2000 + random.nextInt(500))));
    return new Conversation(
        messages, plan.tools(), plan.toolChoice(), 3, 200, Sampling.GREEDY, plan.now());
  }

  /** An order to pay, and no other tool than the one that pays somebody. */
  Conversation transfer() {
    Conversation plan = instructed(PROMPT, PAYMENTS);
    return plan.with(plan.tools().subList(1, 2), plan.toolChoice(), plan.maxCalls());
  }

  /** Words and no tools. */
  Conversation chat(int maxTokens) {
    StringBuilder text = new StringBuilder("tell me about");
    for (int i = 3 + random.nextInt(10); i > 0; i--) {
      text.append(' ').append(one(List.of("rivers", "東京", "prime numbers", "naïveté", "cats 😀")));
    }
    return Conversation.of(maxTokens, Message.user(text.toString()));
  }

  /** A draw instead of the best. */
  Sampling draw() {
    byte[] seed = new byte[32];
    random.nextBytes(seed);
    return Sampling.gumbel("0.9", one(List.of(0, 40)), one(List.of("0.95", "1")), Bytes32.of(seed));
  }

  static List<ToolSpec> tools(List<String> amounts) {
    return List.of(
        tool(
            "swap",
            "{\"type\":\"object\",\"properties\":{\"amount\":%s,\"from\":%s,\"to\":%s},%s}"
                .formatted(
                    any(amounts),
                    any(TOKENS),
                    any(TOKENS),
                    "\"required\":[\"amount\",\"from\",\"to\"]"),
            false),
        tool(
            "transfer",
            "{\"type\":\"object\",\"properties\":{\"amount\":%s,\"token\":%s,\"to\":%s},%s}"
                .formatted(
                    any(amounts),
                    any(TOKENS),
                    any(NAMES),
                    "\"required\":[\"amount\",\"token\",\"to\"]"),
            false),
        tool(
            "hold",
            "{\"type\":\"object\",\"properties\":{\"reason\":%s},\"required\":[\"reason\"]}"
                .formatted(any(List.of("unclear", "not-allowed", "nothing-to-do"))),
            true));
  }

  private static ToolSpec tool(String name, String schema, boolean exclusive) {
    return new ToolSpec(
        name, "What it does: " + name + ".", JsonText.object("schema", schema), exclusive);
  }

  private static String any(List<String> values) {
    return "{\"type\":\"string\",\"enum\":[\"" + String.join("\",\"", values) + "\"]}";
  }
}
