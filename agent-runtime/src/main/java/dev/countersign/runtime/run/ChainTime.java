package dev.countersign.runtime.run;

import dev.countersign.network.chain.ChainClient;
import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import java.util.concurrent.TimeUnit;

/** Waits for the chain's own time, by which windows are judged. */
final class ChainTime {
  private static final long POLL_MILLIS = 50;
  private static final long LIMIT_MILLIS = 60_000;

  private final ChainClient chain;
  private final RunStory story;

  ChainTime(ChainClient chain, RunStory story) {
    this.chain = chain;
    this.story = story;
  }

  /**
   * Waits until no more block can come at or before these unix seconds.
   *
   * @return the chain's time
   * @throws Failure with {@link Exit#UNREACHABLE} when the chain does not get there
   */
  long pass(long unixSeconds) throws Failure, ChainUnavailable, InterruptedException {
    long time = chain.head().timestamp();
    long waited = 0;
    while (time <= unixSeconds) {
      if (waited == 0 && unixSeconds - time > 2) {
        story.waits("the chain's newest block is older than the slot", unixSeconds - time + 1);
      }
      if (waited >= LIMIT_MILLIS) {
        throw new Failure(
            Exit.UNREACHABLE,
            "the chain's newest block is "
                + (unixSeconds - time)
                + " seconds behind the slot's time and no newer one came within "
                + LIMIT_MILLIS / 1000
                + " seconds");
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      waited += POLL_MILLIS;
      time = chain.head().timestamp();
    }
    return time;
  }
}
