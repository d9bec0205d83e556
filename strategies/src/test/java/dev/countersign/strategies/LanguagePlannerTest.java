package dev.countersign.strategies;

import static dev.countersign.strategies.Treasury.ALICE;
import static dev.countersign.strategies.Treasury.BOB;
import static dev.countersign.strategies.Treasury.NEW_YEAR;
import static dev.countersign.strategies.Treasury.USDC;
import static dev.countersign.strategies.Treasury.WETH;
import static dev.countersign.strategies.Treasury.usdc;
import static dev.countersign.strategies.Treasury.weth;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.inference.language.Conversation;
import dev.countersign.network.spi.Refused;
import dev.countersign.network.spi.Strategy;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Instruction;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.Reason;
import dev.countersign.receipt.Receipt;
import dev.countersign.receipt.ReceiptKey;
import dev.countersign.receipt.Slot;
import dev.countersign.receipt.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LanguagePlannerTest {
  private static final String PROMPT = "You keep a treasury.";
  private static final List<String> TOOLS = List.of("swap", "transfer", "hold");
  private static final ReceiptKey INSTRUCTOR = ReceiptKey.of(new byte[32]);
  private static final Slot SLOT = Slot.of(NEW_YEAR, 0);
  private static final String SAID = "swap 250 USDC to WETH and pay alice 40 USDC";

  private final LanguagePlanner planner = new LanguagePlanner();

  /** The treasurer, whose prompt and tools the manifest pins. */
  static Manifest agent(String temperature) {
    String with =
        """
        {'prompt':'%s','tools':['swap','transfer','hold'],'maxTokens':256,'maxCalls':4,
         'sampling':{'temperature':'%s','topK':0,'topP':'1'}}"""
            .formatted(PROMPT, temperature);
    return prompted(Treasury.agent("planner", with, Treasury.SIGNAL, "UTC"), PROMPT);
  }

  private static Manifest prompted(Manifest plain, String prompt) {
    Manifest.Decide decide = plain.decide();
    return new Manifest(
        plain.version(),
        plain.name(),
        plain.chainId(),
        plain.gate(),
        plain.account(),
        plain.tokens(),
        plain.venues(),
        plain.schedule(),
        plain.deadline(),
        plain.minInterval(),
        plain.maxTurns(),
        List.of(),
        new Manifest.Decide(
            decide.strategy(),
            decide.strategyDigest(),
            decide.decoder(),
            decide.model(),
            Bytes32.sha256(prompt.getBytes(StandardCharsets.UTF_8)),
            MoneyTools.digest(TOOLS),
            decide.with()),
        plain.policy(),
        plain.verify(),
        plain.receiptKey(),
        List.of(INSTRUCTOR.publicKey()));
  }

  private static List<Observation> seen(Manifest agent, String said) {
    Instruction instruction = Instruction.sign(said, agent.agentId(), SLOT, INSTRUCTOR);
    return List.of(
        Observation.of(instruction, Treasury.block(NEW_YEAR)),
        Treasury.account(NEW_YEAR, "1000", "2", Map.of(), List.of()));
  }

  private static Map<String, Tensor> answer(String text, int finish) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Tensor tensor :
        List.of(
            Tensor.ofLongs("tokens", List.of(2L), new long[] {5, 1}),
            Tensor.ofBytes("logits", new byte[] {1}),
            Tensor.ofBytes("root", new byte[32]),
            Tensor.ofBytes("text", text.getBytes(StandardCharsets.UTF_8)),
            Tensor.ofBytes("finish", new byte[] {(byte) finish}))) {
      tensors.put(tensor.name(), tensor);
    }
    return tensors;
  }

  private static String calls(String... json) {
    StringBuilder text = new StringBuilder();
    for (String call : json) {
      text.append(text.isEmpty() ? "" : "\n")
          .append("<tool_call>\n")
          .append(call.replace('\'', '"'))
          .append("\n</tool_call>");
    }
    return text.toString();
  }

  private static String swap(String amount, String from, String to) {
    return "{'name': 'swap', 'arguments': {'amount': '%s', 'from': '%s', 'to': '%s'}}"
        .formatted(amount, from, to);
  }

  private static String transfer(String amount, String token, String to) {
    return "{'name': 'transfer', 'arguments': {'amount': '%s', 'token': '%s', 'to': '%s'}}"
        .formatted(amount, token, to);
  }

  private Strategy.Decision decide(String said, String text, int finish) throws Refused {
    Manifest agent = agent("0");
    return planner.decide(Treasury.input(agent, NEW_YEAR, seen(agent, said), answer(text, finish)));
  }

  @Test
  void callsBecomeIntentsInBaseUnits() throws Exception {
    Strategy.Decision decision =
        decide(SAID, calls(swap("250", "USDC", "WETH"), transfer("40", "USDC", "alice")), 0);
    assertThat(decision.intents())
        .containsExactly(
            new Intent.Swap(USDC, usdc("250"), WETH, "uniswap-v3-500"),
            new Intent.Transfer(USDC, usdc("40"), ALICE));
    assertThat(decision.because())
        .isEqualTo("The model plans to swap 250 USDC for WETH, and pay alice 40 USDC.");
  }

  @Test
  void aShareIsOfWhatIsHeldRoundedDown() throws Exception {
    assertThat(
            decide("send half my weth to bob", calls(transfer("50%", "WETH", "bob")), 0).intents())
        .containsExactly(new Intent.Transfer(WETH, weth("1"), BOB));
  }

  @ParameterizedTest
  @CsvSource({"unclear", "not-allowed", "nothing-to-do"})
  void aHoldIsAHold(String reason) throws Exception {
    String hold = "{'name': 'hold', 'arguments': {'reason': '%s'}}".formatted(reason);
    assertThat(decide(SAID, calls(hold), 0).intents()).containsExactly(new Intent.Hold(reason));
  }

  @Test
  void anAnswerThatIsNotWholeIsAHold() throws Exception {
    String text = calls(transfer("40", "USDC", "alice"));
    assertThat(decide(SAID, text, 1).intents()).containsExactly(new Intent.Hold("cut-off"));
    assertThat(decide(SAID, "<tool_call>\n{\"na", 1).intents())
        .containsExactly(new Intent.Hold("cut-off"));
    assertThat(decide(SAID, text, 2).intents()).containsExactly(new Intent.Hold("unsure"));
  }

  @Test
  void aCallThatTheInstructionDoesNotBearOutIsAHold() throws Exception {
    Strategy.Decision decision = decide(SAID, calls(transfer("250", "USDC", "alice")), 0);
    assertThat(decision.intents()).containsExactly(new Intent.Hold("unclear"));
    assertThat(decision.because()).contains("pay alice 250 USDC", "does not say just that");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "swap|251|USDC|WETH|INTENT_NOT_PERMITTED",
        "swap|250|USDT|WETH|TOKEN_NOT_PERMITTED",
        "swap|250|USDC|USDT|TOKEN_NOT_PERMITTED",
        "transfer|40|USDC|mallory|RECIPIENT_NOT_PERMITTED"
      })
  void anArgumentThatWasNotOfferedIsRefused(
      String tool, String amount, String from, String to, Reason reason) {
    String call = tool.equals("swap") ? swap(amount, from, to) : transfer(amount, from, to);
    assertThatExceptionOfType(Refused.class)
        .isThrownBy(() -> decide(SAID, calls(call), 0))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "pay alice",
        "{\"name\": \"swap\"}",
        "{\"name\": \"steal\", \"parameters\": {}}",
        "{\"name\": \"hold\", \"parameters\": {\"reason\": \"bored\"}}",
        "[TOOL_CALLS] [{\"name\": \"swap\", \"arguments\": 3}]"
      })
  void anAnswerThatIsNoCallIsRefused(String text) {
    assertThatExceptionOfType(Refused.class).isThrownBy(() -> decide(SAID, text, 0));
  }

  @Test
  void nothingIsOfferedThatTheInstructionAndThePolicyDoNotHold() throws Exception {
    JsonNode asked = asked(agent("0"), SAID);
    JsonNode swap = JsonMapper.shared().readTree(asked.at("/tools/0/parameters").stringValue());
    assertThat(texts(swap.at("/properties/amount/enum"))).containsExactly("250", "40");
    assertThat(texts(swap.at("/properties/from/enum"))).containsExactly("USDC", "WETH");
    JsonNode pay = JsonMapper.shared().readTree(asked.at("/tools/1/parameters").stringValue());
    assertThat(texts(pay.at("/properties/to/enum"))).containsExactly("alice");
    assertThat(asked.at("/messages/0/content").stringValue())
        .startsWith(PROMPT)
        .contains("1000 USDC, 2 WETH")
        .contains("alice, bob");
    assertThat(asked.at("/messages/1/content").stringValue()).isEqualTo(SAID);
  }

  @Test
  void withoutAnAmountThereIsNothingToDoButHold() throws Exception {
    JsonNode asked = asked(agent("0"), "what do we hold?");
    assertThat(asked.path("tools")).hasSize(1);
    assertThat(asked.at("/tools/0/name").stringValue()).isEqualTo("hold");
  }

  @Test
  void theSeedIsThatOfTheRunAndItsBlock() throws Exception {
    Manifest agent = agent("0.7");
    assertThat(asked(agent, SAID).at("/sampling/seed").stringValue())
        .isEqualTo(
            Receipt.Sampling.seed(SLOT.runId(agent.agentId()), Treasury.block(NEW_YEAR).hash())
                .hex());
    assertThat(asked(agent("0"), SAID).at("/sampling/spec").stringValue()).isEqualTo("greedy");
  }

  @Test
  void whatTheManifestDoesNotPinIsRefused() {
    assertThat(planner.problems(agent("0"))).isEmpty();
    assertThat(planner.problems(prompted(agent("0"), "Another prompt."))).hasSize(1);
    assertThat(planner.problems(agent("hot"))).hasSize(1);
    assertThat(planner.problems(Treasury.agent("planner", "{}", Treasury.SIGNAL, "UTC")))
        .hasSize(1);
  }

  @Test
  void withoutAnInstructionThereIsNoDecision() {
    Manifest agent = agent("0");
    assertThatExceptionOfType(Refused.class)
        .isThrownBy(() -> planner.features(agent, SLOT, seen(agent, SAID).subList(1, 2)))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.OBSERVATION_INSUFFICIENT));
  }

  private JsonNode asked(Manifest agent, String said) throws Refused {
    Tensor tensor =
        java.util.Objects.requireNonNull(
            planner.features(agent, SLOT, seen(agent, said)).get(Conversation.TENSOR));
    return JsonMapper.shared().readTree(StandardCharsets.UTF_8.decode(tensor.data()).toString());
  }

  private static List<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::stringValue).toList();
  }
}
