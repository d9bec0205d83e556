package dev.countersign.network.node;

import java.time.Duration;

/**
 * How much a verifier node lets strangers take. An address is one of IPv4, or the first 64 bits of
 * one of IPv6, which is what one customer of a network gets.
 *
 * @param maxBodyBytes the largest request
 * @param body for a request to arrive in, headers included
 * @param evaluation for one receipt, whatever happens in it
 * @param evaluations at the same time, half of them for paper; more are answered with an abstention
 * @param requests answered at the same time
 * @param requestsPerClient of those, from one address
 * @param ratePerSecond new requests from one address, on average
 * @param burst new requests from one address at once
 */
public record Limits(
    int maxBodyBytes,
    Duration body,
    Duration evaluation,
    int evaluations,
    int requests,
    int requestsPerClient,
    int ratePerSecond,
    int burst) {

  /**
   * 16 MiB in ten seconds, twenty seconds for an answer, four answers at once of 64 requests, 16 of
   * them from one address, which may begin 20 a second and 40 at once.
   */
  public static final Limits DEFAULT =
      new Limits(
          16 * 1024 * 1024, Duration.ofSeconds(10), Duration.ofSeconds(20), 4, 64, 16, 20, 40);

  /**
   * @throws IllegalArgumentException when a limit is not positive: there is no "no limit"
   */
  public Limits {
    if (!body.isPositive() || !evaluation.isPositive()) {
      throw new IllegalArgumentException("a time limit is positive");
    }
    int least =
        Math.min(
            Math.min(Math.min(maxBodyBytes, evaluations), Math.min(requests, requestsPerClient)),
            Math.min(ratePerSecond, burst));
    if (least < 1) {
      throw new IllegalArgumentException("a limit is at least 1, not " + least);
    }
  }

  /** How long a receipt of a registered agent waits for a place to be judged in. */
  Duration patience() {
    return evaluation.dividedBy(4);
  }

  /** How many of the evaluations at the same time may be of paper, which anybody can send. */
  int paperEvaluations() {
    return Math.max(1, evaluations / 2);
  }

  /**
   * How many requests may be on their way in: more than are answered at the same time, because a
   * slow one takes nothing but this.
   */
  int arriving() {
    return 4 * requests;
  }

  /** The same with another rate for one address. */
  public Limits withRate(int perSecond, int atOnce) {
    return new Limits(
        maxBodyBytes,
        body,
        evaluation,
        evaluations,
        requests,
        requestsPerClient,
        perSecond,
        atOnce);
  }

  /** The same with other limits of judging. */
  public Limits withEvaluations(int atOnce, Duration each) {
    return new Limits(
        maxBodyBytes, body, each, atOnce, requests, requestsPerClient, ratePerSecond, burst);
  }
}
