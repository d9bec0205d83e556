package dev.countersign.tools;

import static dev.countersign.tools.RecordedChain.word;

import com.esaulpaugh.headlong.abi.Function;
import com.esaulpaugh.headlong.abi.Tuple;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Intent;
import java.math.BigInteger;

/** What pools, routers and the feed of {@link Agents} answer on a {@link RecordedChain}. */
public final class Market {
  private static final BigInteger Q192 = BigInteger.ONE.shiftLeft(192);

  private final RecordedChain chain;

  public Market(RecordedChain chain) {
    this.chain = chain;
  }

  /** The V3 pool's price: base units of WETH for one of USDC. */
  public void v3Price(BigInteger numerator, BigInteger denominator) {
    BigInteger root = Q192.multiply(numerator).divide(denominator).sqrt();
    chain.answers(
        Agents.V3.pool(),
        data("slot0()"),
        word(root) + word(0) + word(0) + word(100) + word(100) + word(0) + word(1));
  }

  /** The V3 pool's cumulative ticks 600 seconds ago and now. */
  public void v3Ticks(long ago, long now) {
    chain.answers(
        Agents.V3.pool(),
        data("observe(uint32[])", (Object) new long[] {600, 0}),
        word(64) + word(160) + word(2) + word(ago) + word(now) + word(2) + word(0) + word(0));
  }

  /** What the V3 quoter says of a swap. */
  public void v3Quote(Intent.Swap swap, BigInteger out) {
    chain.answers(
        Agents.V3.quoter(),
        data(
            "quoteExactInputSingle((address,address,uint256,uint24,uint160))",
            Tuple.of(
                address(swap.tokenIn()),
                address(swap.tokenOut()),
                swap.amountIn(),
                Agents.V3.fee(),
                BigInteger.ZERO)),
        word(out) + word(1) + word(0) + word(90_000));
  }

  public void v2Reserves(BigInteger usdc, BigInteger weth) {
    chain.answers(
        Agents.V2.pool(), data("getReserves()"), word(usdc) + word(weth) + word(1_700_000_000));
  }

  public void v2Quote(Intent.Swap swap, BigInteger out) {
    chain.answers(
        Agents.V2.router(),
        data(
            "getAmountsOut(uint256,address[])",
            swap.amountIn(),
            new com.esaulpaugh.headlong.abi.Address[] {
              address(swap.tokenIn()), address(swap.tokenOut())
            }),
        word(32) + word(2) + word(swap.amountIn()) + word(out));
  }

  public void feed(long round, BigInteger answer, long updatedAt, long answeredIn) {
    chain.answers(
        Agents.FEED,
        data("latestRoundData()"),
        word(round) + word(answer) + word(updatedAt) + word(updatedAt) + word(answeredIn));
  }

  public void feedDecimals(int decimals) {
    chain.answers(Agents.FEED, data("decimals()"), word(decimals));
  }

  public static Bytes data(String signature, Object... arguments) {
    return Bytes.of(Function.parse(signature).encodeCallWithArgs(arguments).array());
  }

  private static com.esaulpaugh.headlong.abi.Address address(Address address) {
    return com.esaulpaugh.headlong.abi.Address.wrap(address.checksummed());
  }
}
