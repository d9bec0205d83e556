package dev.countersign.network.gate;

import dev.countersign.receipt.Bytes;

/** The two functions by which swaps are done, and the exact length of their calldata. */
final class Swaps {
  /** {@code swapExactTokensForTokens(uint256,uint256,address[],address,uint256)}. */
  static final Bytes V2_SELECTOR = new Bytes("0x38ed1739");

  /** Five words, and a path of two: its length and two words. */
  static final long V2_LENGTH = 4 + 8 * 32;

  /**
   * {@code exactInputSingle((address,address,uint24,address,uint256,uint256,uint256,uint160))} of
   * SwapRouter, which has a deadline; that of SwapRouter02 has none.
   */
  static final Bytes V3_SELECTOR = new Bytes("0x414bf389");

  /** Eight words. */
  static final long V3_LENGTH = 4 + 8 * 32;

  private Swaps() {}
}
