package dev.countersign.runtime.langchain;

import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.run.RunReport;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.invocation.InvocationContext;
import dev.langchain4j.service.tool.ToolExecutionResult;
import dev.langchain4j.service.tool.ToolExecutor;
import dev.langchain4j.service.tool.ToolProviderRequest;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one message of the user comes to. The first tool that is called for it decides whether the
 * agent is told or not; there is no second time, and every call has the same result.
 */
final class Wish {
  private final InstructedAgent agent;
  private final Optional<String> said;
  private @Nullable String result;
  private boolean handedOver;

  private Wish(InstructedAgent agent, Optional<String> said) {
    this.agent = agent;
    this.said = said;
  }

  /** The wish of a request: its message, where that is what the user said and nothing else. */
  static Wish of(InstructedAgent agent, ToolProviderRequest request) {
    UserMessage message = request.userMessage();
    return new Wish(
        agent,
        message.hasSingleText() && isArgument(message, request.invocationContext())
            ? Optional.of(message.singleText())
            : Optional.empty());
  }

  /** Whoever makes a request without an AI service answers for its message. */
  private static boolean isArgument(UserMessage message, InvocationContext context) {
    List<Object> arguments = context.methodArguments();
    return context.interfaceName() == null
        || (arguments != null
            && arguments.stream()
                .anyMatch(
                    argument ->
                        message.singleText().equals(argument)
                            || (argument instanceof UserMessage own
                                && own.hasSingleText()
                                && own.singleText().equals(message.singleText()))));
  }

  /** Tells the agent. */
  ToolExecutor grant() {
    return new Call(true);
  }

  /** Tells it nothing. */
  ToolExecutor drop() {
    return new Call(false);
  }

  private synchronized String result(boolean tell) {
    String known = result;
    if (known == null) {
      known =
          tell
              ? said.map(this::told)
                  .orElse(
                      "refused: the message is not what the user said, letter for letter; nothing"
                          + " was done")
              : "held: the agent was told nothing, and nothing was done";
      result = known;
    }
    return known;
  }

  private String told(String instruction) {
    try {
      return account(agent.instruct(instruction));
    } catch (Failure e) {
      return failed(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "unknown: the run was interrupted; its history says what became of it";
    }
  }

  private static String failed(Failure e) {
    return e.exit() == Exit.CONFIGURATION || e.exit() == Exit.REFUSED
        ? "refused: " + e.getMessage() + "; nothing was done"
        : "unknown: " + e.getMessage() + "; its history says what became of it";
  }

  private static String account(RunReport report) {
    StringBuilder account = new StringBuilder(report.status() + ": " + report.sentence());
    report.decision().ifPresent(decision -> account.append("\n").append(decision.because()));
    report
        .execution()
        .ifPresent(done -> account.append("\ntransaction ").append(done.transaction().prefixed()));
    report.receiptId().ifPresent(receipt -> account.append("\nreceipt ").append(receipt.hex()));
    return account.toString();
  }

  /**
   * Only the first result has an object: an AI service that returns a String takes the only one.
   */
  private synchronized ToolExecutionResult handOver(String text) {
    ToolExecutionResult.Builder handed = ToolExecutionResult.builder().resultText(text);
    if (!handedOver) {
      handedOver = true;
      handed.result(text);
    }
    return handed.build();
  }

  /** One of the tools. */
  private final class Call implements ToolExecutor {
    private final boolean tell;

    Call(boolean tell) {
      this.tell = tell;
    }

    @Override
    public String execute(ToolExecutionRequest request, Object memoryId) {
      return result(tell);
    }

    @Override
    public ToolExecutionResult executeWithContext(
        ToolExecutionRequest request, InvocationContext context) {
      return handOver(result(tell));
    }
  }
}
