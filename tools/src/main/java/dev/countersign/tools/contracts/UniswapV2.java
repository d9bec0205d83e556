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
import org.web3j.abi.datatypes.generated.Uint256;

/** Uniswap V2: UniswapV2Pair (v2-core 1.0.1) and UniswapV2Router02 (v2-periphery 1.1.0). */
public final class UniswapV2 {
  /** {@code Sync(uint112 reserve0, uint112 reserve1)}, after each change of a pair's reserves. */
  public static final Bytes32 SYNC =
      Bytes32.keccak256("Sync(uint112,uint112)".getBytes(StandardCharsets.US_ASCII));

  private static final Bytes GET_RESERVES = encoded("getReserves");

  private UniswapV2() {}

  /** What a pair holds, in base units. */
  public record Reserves(BigInteger reserve0, BigInteger reserve1) {
    /** The price of token 0 in token 1; empty when the pair is. */
    public Optional<Ratio> price() {
      return reserve0.signum() > 0 && reserve1.signum() > 0
          ? Optional.of(new Ratio(reserve1, reserve0))
          : Optional.empty();
    }
  }

  /** The reserves that a {@link #SYNC} event carries. */
  public static Reserves synced(EventLog log) throws ChainUnavailable {
    return reserves(Returned.words("the Sync event of " + log.emitter(), log.data(), 2));
  }

  /** A pair's reserves now. */
  public static Reserves reserves(PinnedChain chain, Address pair) throws ChainUnavailable {
    return reserves(Returned.words("getReserves of " + pair, chain.call(pair, GET_RESERVES), 3));
  }

  private static Reserves reserves(Returned words) throws ChainUnavailable {
    return new Reserves(words.uint(0, 112), words.uint(1, 112));
  }

  /** What the router says that selling an amount through one pair would bring. */
  public static BigInteger amountOut(
      PinnedChain chain, Address router, BigInteger amountIn, Address tokenIn, Address tokenOut)
      throws ChainUnavailable {
    Bytes answer =
        chain.call(
            router, encoded("getAmountsOut", new Uint256(amountIn), path(tokenIn, tokenOut)));
    Returned words = Returned.words("getAmountsOut of " + router, answer, 4);
    words.require(0, 32);
    words.require(1, 2);
    return words.uint(3, 256);
  }

  /**
   * Calldata of {@code swapExactTokensForTokens(uint256 amountIn, uint256 amountOutMin, address[]
   * path, address to, uint256 deadline)} through one pair.
   */
  public static Bytes swap(Trade trade) {
    return encoded(
        "swapExactTokensForTokens",
        new Uint256(trade.amountIn()),
        new Uint256(trade.least()),
        path(trade.tokenIn(), trade.tokenOut()),
        address(trade.to()),
        new Uint256(trade.deadline()));
  }

  private static DynamicArray<org.web3j.abi.datatypes.Address> path(Address from, Address to) {
    return new DynamicArray<>(org.web3j.abi.datatypes.Address.class, address(from), address(to));
  }
}
