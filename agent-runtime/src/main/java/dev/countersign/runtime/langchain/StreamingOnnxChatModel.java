package dev.countersign.runtime.langchain;

import dev.countersign.inference.language.Conversation;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.internal.InternalStreamingChatResponseHandlerUtils;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.List;
import java.util.Set;

/** Each answer has a thread of its own, which all of its handler's methods are called from. */
final class StreamingOnnxChatModel implements StreamingChatModel {
  private final OnnxChatModel model;

  StreamingOnnxChatModel(OnnxChatModel model) {
    this.model = model;
  }

  /**
   * Answers to a handler, which may cancel; then it hears nothing more.
   *
   * @throws UnsupportedFeatureException for what this cannot do; every other error is the handler's
   */
  @Override
  public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
    Conversation conversation;
    try {
      conversation = model.conversation(request);
    } catch (InvalidRequestException e) {
      start(() -> failed(handler, e));
      return;
    }
    start(() -> stream(request, conversation, handler));
  }

  private static void start(Runnable work) {
    Thread.ofPlatform().daemon().name("streamed answer").start(work);
  }

  private void stream(
      ChatRequest request, Conversation conversation, StreamingChatResponseHandler handler) {
    try {
      model
          .answer(request, conversation, handler, new Cancelling())
          .ifPresent(
              response ->
                  InternalStreamingChatResponseHandlerUtils.onCompleteResponse(handler, response));
    } catch (RuntimeException e) {
      failed(handler, e);
    }
  }

  private static void failed(StreamingChatResponseHandler handler, RuntimeException e) {
    InternalStreamingChatResponseHandlerUtils.withLoggingExceptions(() -> handler.onError(e));
  }

  @Override
  public ChatRequestParameters defaultRequestParameters() {
    return model.defaultRequestParameters();
  }

  @Override
  public List<ChatModelListener> listeners() {
    return model.listeners();
  }

  @Override
  public ModelProvider provider() {
    return model.provider();
  }

  @Override
  public Set<Capability> supportedCapabilities() {
    return model.supportedCapabilities();
  }
}
