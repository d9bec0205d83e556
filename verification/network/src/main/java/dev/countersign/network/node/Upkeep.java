package dev.countersign.network.node;

import dev.countersign.network.chain.ChainReader;
import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.spi.Unable;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets go of what the store need not keep, a little every minute. What is old is judged by the
 * finalized time of the node's own chain.
 */
final class Upkeep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
  private static final Duration EVERY = Duration.ofMinutes(1);

  private final ChainReader chain;
  private final GuardedSigner signer;
  private final ScheduledFuture<?> ticks;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("countersign-upkeep").factory());

  Upkeep(ChainReader chain, GuardedSigner signer) {
    this.chain = chain;
    this.signer = signer;
    this.ticks =
        thread.scheduleWithFixedDelay(
            this::tick, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void tick() {
    try {
      int forgotten = signer.forget(chain.finalized().timestamp());
      if (forgotten > 0) {
        LOG.info("let go of {} answers that nobody needs any more", forgotten);
      }
    } catch (ChainUnavailable | Unable | RuntimeException e) {
      LOG.info("the store is tidied up later: {}", Sentence.of(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    ticks.cancel(true);
    thread.shutdownNow();
  }
}
