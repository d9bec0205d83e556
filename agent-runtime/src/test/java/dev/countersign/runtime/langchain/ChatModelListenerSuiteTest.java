package dev.countersign.runtime.langchain;

import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.common.AbstractChatModelListenerIT;
import dev.langchain4j.model.chat.listener.ChatModelListener;

/** LangChain4j's own suite for listeners of chat models; nothing is switched off. */
class ChatModelListenerSuiteTest extends AbstractChatModelListenerIT {
  @Override
  protected ChatModel createModel(ChatModelListener listener) {
    return SuiteModel.heardBy(listener);
  }

  @Override
  protected ChatModel createFailingModel(ChatModelListener listener) {
    return SuiteModel.failing(listener);
  }

  @Override
  protected Class<? extends Exception> expectedExceptionClass() {
    return LangChain4jException.class;
  }

  @Override
  protected String modelName() {
    return SuiteModel.NAME;
  }

  @Override
  protected Double temperature() {
    return SuiteModel.TEMPERATURE;
  }

  @Override
  protected Double topP() {
    return SuiteModel.TOP_P;
  }

  @Override
  protected Integer maxTokens() {
    return SuiteModel.MAX_TOKENS;
  }
}
