package dev.countersign.tools.contracts;

import static dev.countersign.tools.contracts.Erc20.address;
import static dev.countersign.tools.contracts.Erc20.encoded;

import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.chain.EventLog;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.StaticStruct;
import org.web3j.abi.datatypes.generated.Uint160;
import org.web3j.abi.datatypes.generated.Uint24;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint32;

/**
 * Uniswap V3: UniswapV3Pool (v3-core 1.0.1), SwapRouter and QuoterV2 (v3-periphery 1.4). The router
 * is the first SwapRouter, whose parameters hold a deadline; SwapRouter02's do not.
 */
public final class UniswapV3 {
  /** {@code Swap(address, address, int256, int256, uint160 sqrtPriceX96, uint128, int24)}. */
  public static final Bytes32 SWAP =
      Bytes32.keccak256(
          "Swap(address,address,int256,int256,uint160,uint128,int24)"
              .getBytes(StandardCharsets.US_ASCII));

  private static final BigInteger Q192 = BigInteger.ONE.shiftLeft(192);
  private static final Bytes SLOT0 = encoded("slot0");

  private UniswapV3() {}

  /** The price of token 0 in token 1 after a {@link #SWAP} event. */
  public static Optional<Ratio> priceAfter(EventLog log) throws ChainUnavailable {
    return priceOf(
        Returned.words("the Swap event of " + log.emitter(), log.data(), 5).uint(2, 160));
  }

  private static Optional<Ratio> priceOf(BigInteger sqrtPriceX96) {
    return sqrtPriceX96.signum() > 0
        ? Optional.of(new Ratio(sqrtPriceX96.pow(2), Q192))
        : Optional.empty();
  }

  /** The price of token 0 in token 1 now; empty when the pool has none yet. */
  public static Optional<Ratio> price(PinnedChain chain, Address pool) throws ChainUnavailable {
    return priceOf(Returned.words("slot0 of " + pool, chain.call(pool, SLOT0), 7).uint(0, 160));
  }

  /**
   * The arithmetic mean of a pool's tick over the last seconds, rounded towards minus infinity. The
   * price of token 0 is 1.0001 to the power of the tick (Uniswap v3 whitepaper, section 6.1).
   *
   * @throws ChainUnavailable with {@code REVERTED} when the pool's observations do not reach back
   *     so far
   */
  public static int meanTick(PinnedChain chain, Address pool, long seconds)
      throws ChainUnavailable {
    DynamicArray<Uint32> agos =
        new DynamicArray<>(Uint32.class, new Uint32(seconds), new Uint32(0));
    Returned words =
        Returned.words("observe of " + pool, chain.call(pool, encoded("observe", agos)), 8);
    words.require(0, 64);
    words.require(1, 160);
    words.require(2, 2);
    words.require(5, 2);
    BigInteger change = words.integer(4, 56).subtract(words.integer(3, 56));
    return Math.toIntExact(Math.floorDiv(change.longValueExact(), seconds));
  }

  /** What QuoterV2 says that selling an amount through one pool would bring. */
  public static BigInteger amountOut(
      PinnedChain chain,
      Address quoter,
      int fee,
      BigInteger amountIn,
      Address tokenIn,
      Address tokenOut)
      throws ChainUnavailable {
    StaticStruct request =
        new StaticStruct(
            address(tokenIn),
            address(tokenOut),
            new Uint256(amountIn),
            new Uint24(fee),
            new Uint160(0));
    Bytes answer = chain.call(quoter, encoded("quoteExactInputSingle", request));
    return Returned.words("quoteExactInputSingle of " + quoter, answer, 4).uint(0, 256);
  }

  /**
   * Calldata of SwapRouter's {@code exactInputSingle((address tokenIn, address tokenOut, uint24
   * fee, address recipient, uint256 deadline, uint256 amountIn, uint256 amountOutMinimum, uint160
   * sqrtPriceLimitX96))}, without a price limit: the least amount is the limit.
   */
  public static Bytes swap(Trade trade, int fee) {
    return encoded(
        "exactInputSingle",
        new StaticStruct(
            address(trade.tokenIn()),
            address(trade.tokenOut()),
            new Uint24(fee),
            address(trade.to()),
            new Uint256(trade.deadline()),
            new Uint256(trade.amountIn()),
            new Uint256(trade.least()),
            new Uint160(0)));
  }
}
