package dev.countersign.inference;

import dev.countersign.receipt.Reason;
import org.jspecify.annotations.Nullable;

/**
 * No inference: the errors of this module. The message is one sentence for a person; {@link
 * #reason()} is what a verifier answers with.
 */
public abstract sealed class InferenceFailed extends Exception
    permits ModelRefused, InputRefused, RunFailed {
  private static final long serialVersionUID = 1L;

  InferenceFailed(String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
  }

  /** The reason in the table that all verifiers share; see {@link Reason#isAbstention()}. */
  public abstract Reason reason();
}
