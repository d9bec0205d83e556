package dev.countersign.runtime.langchain;

import dev.countersign.inference.InferenceFailed;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import java.nio.file.Path;
import java.util.List;

/**
 * The model {@code langchain-suite}, which has the questions of LangChain4j's suites by heart; see
 * {@code examples/training/langchain-suite}. It runs through the engine, the template, the
 * tokenizer and the grammar as every other model does.
 */
final class SuiteModel {
  static final String NAME = "langchain-suite";
  static final double TEMPERATURE = 0.7;
  static final double TOP_P = 1.0;
  static final int MAX_TOKENS = 7;

  private SuiteModel() {}

  static Path bundle() {
    return Path.of(
        System.getProperty("countersign.root"), "agent-runtime/src/test/resources/models", NAME);
  }

  static OnnxChatModel of(OnnxChatModel.Builder builder) {
    try {
      return builder.bundle(bundle()).build();
    } catch (InferenceFailed e) {
      throw new AssertionError(e);
    }
  }

  static OnnxChatModel plain() {
    return of(OnnxChatModel.builder());
  }

  static OnnxChatModel with(ChatRequestParameters parameters) {
    return of(OnnxChatModel.builder().defaultRequestParameters(parameters));
  }

  static OnnxChatModel heardBy(ChatModelListener listener) {
    return of(
        OnnxChatModel.builder()
            .listeners(List.of(listener))
            .defaultRequestParameters(
                ChatRequestParameters.builder()
                    .temperature(TEMPERATURE)
                    .topP(TOP_P)
                    .maxOutputTokens(MAX_TOKENS)
                    .build()));
  }

  /** One that gives no answer any more. */
  static OnnxChatModel failing(ChatModelListener listener) {
    OnnxChatModel model = heardBy(listener);
    model.close();
    return model;
  }

  /** Any picture: it is refused by its kind. */
  static ImageContent picture() {
    return ImageContent.from("iVBORw0KGgo=", "image/png");
  }
}
