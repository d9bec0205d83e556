package dev.countersign.inference.language;

import dev.countersign.inference.RunFailed;
import dev.countersign.inference.grammar.TokenMask;
import java.util.Arrays;

/**
 * Chooses a token among the legal ones, as {@code docs/sampling.md} says. For one answer at a time.
 */
final class Choice {
  private final Sampling sampling;
  private final double margin;
  private final double temperature;
  private final double topP;
  private final Gumbel gumbel;
  private long[] order = new long[0];
  private boolean unsure;

  /**
   * @param marginMilli thousandths by which the best legal logit must lead; 0 for no such demand
   */
  Choice(Sampling sampling, int marginMilli) {
    this.sampling = sampling;
    this.margin = marginMilli / 1000.0;
    this.temperature = Double.parseDouble(sampling.temperature());
    this.topP = Double.parseDouble(sampling.topP());
    this.gumbel = new Gumbel(sampling.seed());
  }

  /** Whether the last choice was too close to call. Never so for a draw, which has no margin. */
  boolean unsure() {
    return unsure;
  }

  /**
   * The token at a position of the answer, counted from 0.
   *
   * @throws RunFailed with {@link RunFailed.Code#NOT_A_NUMBER} when a legal logit is not finite
   */
  int choose(float[] logits, TokenMask legal, long position) throws RunFailed {
    unsure = false;
    return switch (sampling.spec()) {
      case GREEDY -> best(logits, legal);
      case GUMBEL_1 ->
          sampling.topK() == 0 && topP == 1
              ? drawFromAll(logits, legal, position)
              : drawFromBest(logits, legal, position);
    };
  }

  private int best(float[] logits, TokenMask legal) throws RunFailed {
    int best = -1;
    float first = Float.NEGATIVE_INFINITY;
    float second = Float.NEGATIVE_INFINITY;
    long[] words = legal.words();
    for (int i = 0; i < words.length; i++) {
      for (long word = words[i]; word != 0; word &= word - 1) {
        int token = (i << 6) + Long.numberOfTrailingZeros(word);
        float logit = logits[token];
        if (!(Math.abs(logit) < Float.POSITIVE_INFINITY)) {
          throw notFinite(token);
        }
        if (logit > first) {
          second = first;
          first = logit;
          best = token;
        } else if (logit > second) {
          second = logit;
        }
      }
    }
    unsure = (double) first - second < margin;
    return best;
  }

  private int drawFromAll(float[] logits, TokenMask legal, long position) throws RunFailed {
    int best = -1;
    double highest = Double.NEGATIVE_INFINITY;
    for (int token = legal.next(0); token >= 0; token = legal.next(token + 1)) {
      if (!(Math.abs(logits[token]) < Float.POSITIVE_INFINITY)) {
        throw notFinite(token);
      }
      double score = logits[token] / temperature + gumbel.at(position, token);
      if (score > highest) {
        highest = score;
        best = token;
      }
    }
    return best;
  }

  private int drawFromBest(float[] logits, TokenMask legal, long position) throws RunFailed {
    int count = sorted(logits, legal);
    if (sampling.topK() > 0) {
      count = Math.min(count, sampling.topK());
    }
    if (topP < 1) {
      count = nucleus(logits, count);
    }
    int best = -1;
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      int token = (int) order[i];
      double score = logits[token] / temperature + gumbel.at(position, token);
      if (score > highest || (score == highest && token < best)) {
        highest = score;
        best = token;
      }
    }
    return best;
  }

  /** The legal tokens by descending logit, equal ones by ascending id; gives their number. */
  private int sorted(float[] logits, TokenMask legal) throws RunFailed {
    int count = 0;
    if (order.length < legal.count()) {
      order = new long[legal.count()];
    }
    for (int token = legal.next(0); token >= 0; token = legal.next(token + 1)) {
      float logit = logits[token];
      if (!(Math.abs(logit) < Float.POSITIVE_INFINITY)) {
        throw notFinite(token);
      }
      order[count++] = (long) ~ascending(logit) << 32 | token;
    }
    Arrays.sort(order, 0, count);
    return count;
  }

  /** An integer that sorts as the number does; both zeros are one. */
  private static int ascending(float number) {
    int bits = Float.floatToRawIntBits(number + 0f);
    return bits < 0 ? bits ^ Integer.MAX_VALUE : bits;
  }

  private int nucleus(float[] logits, int count) {
    double top = logits[(int) order[0]] / temperature;
    double total = 0;
    for (int i = 0; i < count; i++) {
      total += StrictMath.exp(logits[(int) order[i]] / temperature - top);
    }
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += StrictMath.exp(logits[(int) order[i]] / temperature - top);
      if (sum >= topP * total) {
        return i + 1;
      }
    }
    return count;
  }

  private static RunFailed notFinite(int token) {
    return new RunFailed(
        RunFailed.Code.NOT_A_NUMBER, "the logit of token " + token + " is not finite");
  }
}
