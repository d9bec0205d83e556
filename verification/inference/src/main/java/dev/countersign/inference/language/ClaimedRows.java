package dev.countersign.inference.language;

import dev.countersign.inference.InferenceFailed;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Runs the model over the tokens that somebody claims to have drawn, many at a time, and gives the
 * logits at which a choice was made. It is asked only while the answer agrees with the claim, and
 * runs no token that the automaton does not allow at its place.
 */
final class ClaimedRows implements Rows {
  private final Sequence sequence;
  private final int prompt;
  private final long[] claimed;
  private final int mostRows;
  private FloatBuffer rows = FloatBuffer.allocate(0);
  private int given;
  private int there;

  /**
   * @param claimed the tokens, whatever they are
   * @param mostRows of logits at a time
   */
  ClaimedRows(Sequence sequence, long[] claimed, int mostRows) {
    this.sequence = sequence;
    this.prompt = sequence.length();
    this.claimed = claimed;
    this.mostRows = mostRows;
  }

  @Override
  public void next(Answer answer, float[] into) throws InferenceFailed {
    if (given == there) {
      fill(answer);
    }
    rows.get(given++ * into.length, into);
  }

  /** Runs up to a chunk: what is needed for this choice, and as much of the claim as is legal. */
  private void fill(Answer answer) throws InferenceFailed {
    for (int i = sequence.length() - prompt; i < answer.length(); i++) {
      sequence.add(claimed[i]);
    }
    sequence.runAllBut(sequence.chunk());
    int from = sequence.ran();
    long[] wanted = new long[mostRows];
    wanted[0] = sequence.length() - 1L - from;
    int count = 1;
    AnswerCursor ahead = new AnswerCursor(answer.cursor());
    while (count < mostRows
        && sequence.length() - from < sequence.chunk()
        && ahead.length() < claimed.length
        && ahead.accepts(claimed[ahead.length()])) {
      ahead.advance((int) claimed[ahead.length()]);
      if (ahead.done()) {
        break;
      }
      sequence.add(claimed[ahead.length() - 1]);
      if (ahead.forced() < 0) {
        wanted[count++] = sequence.length() - 1L - from;
      }
    }
    // Forced tokens behind the last choice wait for the next chunk.
    int until = (int) wanted[count - 1] + 1;
    rows = sequence.run(until, Arrays.copyOf(wanted, count));
    given = 0;
    there = count;
  }
}
