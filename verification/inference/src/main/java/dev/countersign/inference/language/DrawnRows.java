package dev.countersign.inference.language;

import dev.countersign.inference.InferenceFailed;

/** Runs the model for each choice, together with the tokens that were forced since the last one. */
final class DrawnRows implements Rows {
  private final Sequence sequence;
  private final int prompt;
  private final long[] last = new long[1];

  DrawnRows(Sequence sequence) {
    this.sequence = sequence;
    this.prompt = sequence.length();
  }

  @Override
  public void next(Answer answer, float[] into) throws InferenceFailed {
    for (int i = sequence.length() - prompt; i < answer.length(); i++) {
      sequence.add(answer.token(i));
    }
    sequence.runAllBut(sequence.chunk());
    int count = sequence.length() - sequence.ran();
    last[0] = count - 1L;
    sequence.run(count, last).get(0, into);
  }
}
