package dev.countersign.examples;

import dev.countersign.inference.InferenceFailed;
import dev.countersign.runtime.AgentSession;
import dev.countersign.runtime.Countersign;
import dev.countersign.runtime.agent.AgentFile;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.langchain.OnnxChatModel;
import dev.countersign.runtime.workplace.Workplace;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.tool.ToolProvider;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;

/**
 * A LangChain4j application with the gate behind its tools: what the user says is done by the agent
 * {@code treasurer} or not at all.
 */
public final class EmbeddedAssistant {
  private EmbeddedAssistant() {}

  /** Talks to a user. */
  interface Assistant {
    String chat(String message);
  }

  static Assistant assistant(ChatModel model, ToolProvider tools) {
    return AiServices.builder(Assistant.class).chatModel(model).toolProvider(tools).build();
  }

  /** Runs it in the checkout that this is started in, with what the arguments say. */
  public static void main(String[] arguments)
      throws Failure, InferenceFailed, InterruptedException {
    String message =
        arguments.length == 0
            ? "move 25 USDC into WETH and pay alice her 4 USDC"
            : String.join(" ", arguments);
    Path checkout = Path.of(System.getProperty("countersign.root", ""));
    Path planner = checkout.resolve("examples/models/planner-v1");
    AgentFile file = AgentFile.read(checkout.resolve("examples/agents/treasurer.yaml"));
    Workplace workplace = Workplace.of(checkout, Clock.systemUTC(), new SecureRandom());
    try (OnnxChatModel model = OnnxChatModel.builder().bundle(planner).build();
        Countersign countersign = Countersign.open(workplace);
        AgentSession treasurer = countersign.open(file, false)) {
      System.out.println(assistant(model, countersign.tools(treasurer)).chat(message));
    }
  }
}
