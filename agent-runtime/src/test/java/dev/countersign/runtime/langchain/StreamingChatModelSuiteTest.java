package dev.countersign.runtime.langchain;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.atLeastOnce;

import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.common.AbstractStreamingChatModelIT;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.mockito.InOrder;

/** LangChain4j's own suite for streaming chat models; its cancellation test waits half a minute. */
class StreamingChatModelSuiteTest extends AbstractStreamingChatModelIT {
  private final OnnxChatModel model = SuiteModel.plain();

  @AfterAll
  void close() {
    model.close();
  }

  @Override
  protected List<StreamingChatModel> models() {
    return List.of(model.streaming());
  }

  @Override
  protected StreamingChatModel createModelWith(ChatRequestParameters parameters) {
    return SuiteModel.with(parameters).streaming();
  }

  @Override
  public StreamingChatModel createModelWith(ChatModelListener listener) {
    return SuiteModel.of(OnnxChatModel.builder().listeners(List.of(listener))).streaming();
  }

  @Override
  protected ChatRequestParameters createIntegrationSpecificParameters(int maxOutputTokens) {
    return ChatRequestParameters.builder().maxOutputTokens(maxOutputTokens).build();
  }

  /** Calls are complete when the whole answer is, so after the last part of any of them. */
  @Override
  protected void verifyToolCallbacks(StreamingChatResponseHandler handler, InOrder io, String id) {
    io.verify(handler, atLeastOnce()).onPartialToolCall(any(), any());
    io.verify(handler).onCompleteToolCall(complete(0, id, "getWeather", "{\"city\": \"Munich\"}"));
  }

  @Override
  protected void verifyToolCallbacks(
      StreamingChatResponseHandler handler, InOrder io, String id1, String id2) {
    io.verify(handler, atLeastOnce()).onPartialToolCall(any(), any());
    io.verify(handler).onCompleteToolCall(complete(0, id1, "getWeather", "{\"city\": \"Munich\"}"));
    io.verify(handler).onCompleteToolCall(complete(1, id2, "getTime", "{\"country\": \"France\"}"));
  }

  @Override
  protected ImageContent catImageContentBase64() {
    return SuiteModel.picture();
  }

  @Override
  protected boolean supportsModelNameParameter() {
    return false;
  }

  @Override
  protected boolean supportsJsonResponseFormat() {
    return false;
  }

  @Override
  protected boolean supportsSingleImageInputAsBase64EncodedString() {
    return false;
  }

  @Override
  protected boolean supportsSingleImageInputAsPublicURL() {
    return false;
  }
}
