package dev.countersign.runtime.langchain;

import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.common.AbstractChatModelIT;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import java.util.List;

/** LangChain4j's own suite for chat models; docs/langchain4j.md lists what is switched off. */
class ChatModelSuiteTest extends AbstractChatModelIT {
  /** One for each test: JUnit closes what it hands to a test. */
  @Override
  protected List<ChatModel> models() {
    return List.of(SuiteModel.plain());
  }

  @Override
  protected ChatModel createModelWith(ChatRequestParameters parameters) {
    return SuiteModel.with(parameters);
  }

  @Override
  protected ChatRequestParameters createIntegrationSpecificParameters(int maxOutputTokens) {
    return ChatRequestParameters.builder().maxOutputTokens(maxOutputTokens).build();
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
