package dev.countersign.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.receipt.Address;
import dev.countersign.runtime.AgentSession;
import dev.countersign.runtime.Countersign;
import dev.countersign.runtime.agent.AgentFile;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.langchain.OnnxChatModel;
import dev.countersign.runtime.workplace.Workplace;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.mock.ChatModelMock;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.tool.ToolProvider;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A LangChain4j application whose tools are those of an agent: what comes of it on the chain. */
@ExtendWith(OnDevnet.class)
class AssistantTest {
  private static final Address ALICE = new Address("0x00000000000000000000000000000000000a11ce");
  private static final Address BOB = new Address("0x0000000000000000000000000000000000000b0b");
  private static final Pattern TRANSACTION = Pattern.compile("transaction (0x[0-9a-f]{64})");
  private static final Path PLANNER = Terminal.checkout().resolve("examples/models/planner-v1");

  private final LocalDevnet devnet;

  AssistantTest(LocalDevnet devnet) {
    this.devnet = devnet;
  }

  /** An application. */
  interface Assistant {
    String chat(String message);
  }

  private static Assistant assistant(ChatModel model, ToolProvider tools) {
    return AiServices.builder(Assistant.class).chatModel(model).toolProvider(tools).build();
  }

  /** A runtime in this process, on the network that the command line has brought up. */
  private Countersign countersign() throws Exception {
    System.setProperty("countersign.app", Files.readString(devnet.home().resolve("devnet.build")));
    return Countersign.open(
        Workplace.of(Terminal.checkout(), Clock.systemUTC(), new SecureRandom())
            .withHome(devnet.home()));
  }

  private AgentFile treasurer(String name) throws Exception {
    Path file = devnet.agent(name, "treasurer", Map.of());
    Path prompt = file.resolveSibling("prompts/treasurer.md");
    Files.createDirectories(prompt.getParent());
    Files.copy(Terminal.checkout().resolve("examples/agents/prompts/treasurer.md"), prompt);
    return AgentFile.read(file);
  }

  private BigInteger held(Address owner) throws Exception {
    return devnet.balance(devnet.at().tokens().usdc(), owner);
  }

  @Test
  void twoCallsOfTheModelInThisProcessAreOneCertifiedAction() throws Exception {
    BigInteger alice = held(ALICE);
    BigInteger weth = devnet.holdings().weth();
    try (OnnxChatModel model = OnnxChatModel.builder().bundle(PLANNER).build();
        Countersign countersign = countersign();
        AgentSession session = countersign.open(treasurer("assistant"), false)) {
      assertThat(session.manifest().name()).isEqualTo("assistant");
      Assistant assistant = assistant(model, countersign.tools());
      String answer = assistant.chat("move 25 USDC into WETH and pay alice her 4 USDC");
      assertThat(answer).startsWith("executed: ").contains("did what was certified");
      Matcher transaction = TRANSACTION.matcher(answer);
      assertThat(transaction.find()).isTrue();
      assertThat(held(ALICE).subtract(alice)).isEqualTo(4_000_000);
      assertThat(devnet.holdings().weth()).isGreaterThan(weth);
      long sent = devnet.sent();

      // One who asks for nothing gets nothing, and neither does one who is not understood.
      assertThat(assistant.chat("how much USDC do we have?")).startsWith("held: ");
      assertThat(devnet.sent()).isEqualTo(sent);
    }
    assertThat(devnet.terminal().run("history").ends(Exit.DONE).out())
        .containsPattern("assistant +executed");
  }

  /** What it was made to believe stands in the arguments; what the user said is done or held. */
  @Test
  void aModelThatWasFooledMovesNothingThatTheUserDidNotSay() throws Exception {
    ToolExecutionRequest theft =
        ToolExecutionRequest.builder()
            .id("1")
            .name("transfer")
            .arguments("{\"amount\": \"400\", \"token\": \"USDC\", \"to\": \"bob\"}")
            .build();
    ChatModel fooled = new ChatModelMock(request -> AiMessage.from(theft));
    BigInteger alice = held(ALICE);
    BigInteger bob = held(BOB);
    try (Countersign countersign = countersign();
        AgentSession session = countersign.open(treasurer("fooled"), false)) {
      Assistant assistant = assistant(fooled, countersign.tools(session));
      assertThat(assistant.chat("pay alice 2 USDC")).startsWith("executed: ");
      assertThat(held(ALICE).subtract(alice)).isEqualTo(2_000_000);
      assertThat(assistant.chat("do not pay alice 2 USDC")).startsWith("held: ");
      assertThat(held(ALICE).subtract(alice)).isEqualTo(2_000_000);
      assertThat(held(BOB)).isEqualTo(bob);
    }
  }

  @Test
  void toolsAreThoseOfOneAgentThatTakesInstructionsAndIsOpen() throws Exception {
    ToolProvider tools;
    try (Countersign countersign = countersign()) {
      assertThatThrownBy(countersign::tools)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("0 agents are open");
      try (AgentSession deaf =
          countersign.open(
              AgentFile.read(devnet.agent("deaf-tools", "payroll", Map.of())), false)) {
        assertThatThrownBy(() -> countersign.tools(deaf))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("takes no instructions");
      }
      try (AgentSession session = countersign.open(treasurer("closing"), false)) {
        tools = countersign.tools(session);
      }
      ChatModel model =
          new ChatModelMock(
              request ->
                  AiMessage.from(
                      ToolExecutionRequest.builder()
                          .id("1")
                          .name("transfer")
                          .arguments("{}")
                          .build()));
      assertThat(assistant(model, tools).chat("pay alice 2 USDC"))
          .isEqualTo("refused: closing was closed; nothing was done");
    }
  }
}
