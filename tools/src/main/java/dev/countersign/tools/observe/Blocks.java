package dev.countersign.tools.observe;

import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.spi.PinnedChain;

/** Blocks by their time. */
final class Blocks {
  private Blocks() {}

  /** The number of the first block at or after a time; zero where the chain began later. */
  static long firstAtOrAfter(PinnedChain chain, long time) throws ChainUnavailable {
    return chain.reader().block(0).timestamp() >= time
        ? 0
        : chain.blockAtOrBefore(time - 1).number() + 1;
  }
}
