package dev.countersign.runtime.langchain;

import dev.countersign.inference.language.Generation;
import dev.countersign.receipt.Bytes32;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.internal.InternalStreamingChatResponseHandlerUtils;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * An answer as LangChain4j's handlers hear it, and as its response in the end.
 *
 * <p>An answer that was cut off, or that the model was not sure of, calls nothing: its calls may
 * have been heard in parts, but none is ever complete.
 */
final class SpokenAnswer implements AnswerReader.Listener {
  private static final int CALL_ID = 9; // Mistral's templates take no other length.

  private final String id;
  private final boolean json;
  private final StreamingChatResponseHandler handler;
  private final StreamingHandle handle;
  private final StringBuilder text = new StringBuilder();

  /**
   * An answer of which nothing was said yet.
   *
   * @param id of the response; the same for the same conversation
   * @param json whether {@link ChatConversation#FINAL_ANSWER} is the text
   * @param handle with which whoever listens may cancel; then nothing more is said
   */
  SpokenAnswer(
      String id, boolean json, StreamingChatResponseHandler handler, StreamingHandle handle) {
    this.id = id;
    this.json = json;
    this.handler = handler;
    this.handle = handle;
  }

  @Override
  public void text(String part) {
    text.append(part);
    if (!handle.isCancelled()) {
      InternalStreamingChatResponseHandlerUtils.onPartialResponse(handler, part, handle);
    }
  }

  @Override
  public void arguments(int index, String name, String part) {
    if (isText(name)) {
      text(part);
    } else if (!handle.isCancelled()) {
      InternalStreamingChatResponseHandlerUtils.onPartialToolCall(
          handler,
          PartialToolCall.builder()
              .index(index)
              .id(callId(index))
              .name(name)
              .partialArguments(part)
              .build(),
          handle);
    }
  }

  private boolean isText(String name) {
    return json && name.equals(ChatConversation.FINAL_ANSWER);
  }

  /** Nine letters and digits: the same for the same conversation, others in the next turn. */
  private String callId(int index) {
    byte[] bytes = (id + "/" + index).getBytes(StandardCharsets.UTF_8);
    return new BigInteger(1, Bytes32.sha256(bytes).toArray()).toString(36).substring(0, CALL_ID);
  }

  /** Says which calls are complete, and gives the response. */
  ChatResponse response(
      String model, List<AnswerReader.Call> read, Generation.Finish finish, TokenUsage usage) {
    List<ToolExecutionRequest> calls = new ArrayList<>();
    if (finish == Generation.Finish.STOP) {
      for (AnswerReader.Call call : read) {
        if (!isText(call.name())) {
          calls.add(request(calls.size(), call));
        }
      }
    }
    for (int i = 0; i < calls.size() && !handle.isCancelled(); i++) {
      InternalStreamingChatResponseHandlerUtils.onCompleteToolCall(
          handler, new CompleteToolCall(i, calls.get(i)));
    }
    AiMessage.Builder message = AiMessage.builder().toolExecutionRequests(calls);
    if (!text.isEmpty() || calls.isEmpty()) {
      message.text(text.toString());
    }
    return ChatResponse.builder()
        .id(id)
        .modelName(model)
        .aiMessage(message.build())
        .tokenUsage(usage)
        .finishReason(reason(finish, calls))
        .build();
  }

  private static FinishReason reason(Generation.Finish finish, List<ToolExecutionRequest> calls) {
    return switch (finish) {
      case STOP -> calls.isEmpty() ? FinishReason.STOP : FinishReason.TOOL_EXECUTION;
      case LENGTH -> FinishReason.LENGTH;
      case UNSURE -> FinishReason.OTHER;
    };
  }

  private ToolExecutionRequest request(int index, AnswerReader.Call call) {
    return ToolExecutionRequest.builder()
        .id(callId(index))
        .name(call.name())
        .arguments(call.arguments())
        .build();
  }
}
