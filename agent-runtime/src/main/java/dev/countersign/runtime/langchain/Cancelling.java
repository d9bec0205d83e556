package dev.countersign.runtime.langchain;

import dev.langchain4j.model.chat.response.StreamingHandle;

/** Cancels one streamed answer, from any thread. */
final class Cancelling implements StreamingHandle {
  private volatile boolean cancelled;

  @Override
  public void cancel() {
    cancelled = true;
  }

  @Override
  public boolean isCancelled() {
    return cancelled;
  }
}
