package dev.countersign.inference.language;

import dev.countersign.inference.InferenceFailed;

/** Where the logits come from that the next token is chosen from. */
interface Rows {
  /** The logits after the answer as it is, which has a choice to make. */
  void next(Answer answer, float[] into) throws InferenceFailed;
}
