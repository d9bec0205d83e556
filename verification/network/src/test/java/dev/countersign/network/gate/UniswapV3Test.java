package dev.countersign.network.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.esaulpaugh.headlong.abi.Function;
import com.esaulpaugh.headlong.abi.Tuple;
import dev.countersign.network.devnet.PublishedCode;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Call;
import dev.countersign.receipt.Flow;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A certified swap on the published Uniswap V3, through the router that has a deadline. */
final class UniswapV3Test extends OnTreasury {
  private static final int FEE = 500;
  private static final int WIDEST_TICK = 887_270;
  private static final String SWAP =
      "exactInputSingle((address,address,uint24,address,uint256,uint256,uint256,uint160))";

  @Test
  void aCertifiedSwapOnV3MovesExactlyWhatItSays() throws Exception {
    Address v3 = deploy();
    treasury.register(
        Agents.of(treasury.agent)
            .routes(List.of(new GateAgent.Route(v3, Swaps.V3_SELECTOR, Swaps.V3_LENGTH)))
            .agent());
    BigInteger usdc = held(treasury.usdc);
    Call swap = Action.call(v3, exactInput(treasury.safe));
    assertThat(swap.data().hex()).startsWith(Swaps.V3_SELECTOR.hex());
    assertThat(swap.data().length()).isEqualTo((int) Swaps.V3_LENGTH);
    Call approve = Action.call(treasury.weth, Abi.approve(v3, HALF_ETHER));
    Flow[] flows = {new Flow(treasury.weth, HALF_ETHER.negate()), new Flow(treasury.usdc, LEAST)};

    succeeds(action(List.of(approve, swap), flows).send());

    assertThat(held(treasury.usdc).subtract(usdc)).isBetween(LEAST, dollars(1000));
    assertThat(spent(treasury.weth)).isEqualTo(HALF_ETHER);
    Call elsewhere = Action.call(v3, exactInput(Treasury.MALLORY));
    refused(action(List.of(approve, elsewhere), flows), GateError.CALL_NOT_PERMITTED);
  }

  private Bytes exactInput(Address recipient) {
    return struct(
        SWAP,
        GateAbi.address(treasury.weth),
        GateAbi.address(treasury.usdc),
        FEE,
        GateAbi.address(recipient),
        BigInteger.valueOf(treasury.chain.time() + 90),
        HALF_ETHER,
        BigInteger.ZERO,
        BigInteger.ZERO);
  }

  /** Factory, router and a pool of both tokens at 2,000 dollars. */
  private Address deploy() throws Exception {
    Chain chain = treasury.chain;
    Address factory = chain.deploy(PublishedCode.of("V3_FACTORY"), new byte[0]);
    byte[] arguments = Abi.arguments("(address,address)", factory, treasury.weth);
    Address router = chain.deploy(PublishedCode.of("V3_ROUTER"), arguments);
    Address positions =
        chain.deploy(
            PublishedCode.of("V3_POSITIONS"),
            Abi.arguments("(address,address,address)", factory, treasury.weth, Address.ZERO));
    boolean wethFirst = treasury.weth.compareTo(treasury.usdc) < 0;
    Address first = wethFirst ? treasury.weth : treasury.usdc;
    Address second = wethFirst ? treasury.usdc : treasury.weth;
    BigInteger wethDepth = Treasury.ETHER.multiply(BigInteger.valueOf(1000));
    BigInteger usdcDepth = dollars(2_000_000);
    treasury.wrap(Chain.DEPLOYER, wethDepth);
    treasury.mint(treasury.usdc, Chain.DEPLOYER, usdcDepth);
    chain.done(Chain.DEPLOYER, treasury.weth, Abi.approve(positions, wethDepth));
    chain.done(Chain.DEPLOYER, treasury.usdc, Abi.approve(positions, usdcDepth));
    BigInteger firstDepth = wethFirst ? wethDepth : usdcDepth;
    BigInteger secondDepth = wethFirst ? usdcDepth : wethDepth;
    Function create =
        Function.parse("createAndInitializePoolIfNecessary(address,address,uint24,uint160)");
    chain.done(
        Chain.DEPLOYER,
        positions,
        GateAbi.call(
            create,
            GateAbi.address(first),
            GateAbi.address(second),
            FEE,
            sqrtPriceX96(firstDepth, secondDepth)));
    chain.done(
        Chain.DEPLOYER,
        positions,
        struct(
            "mint((address,address,uint24,int24,int24,uint256,uint256,uint256,uint256,address,"
                + "uint256))",
            GateAbi.address(first),
            GateAbi.address(second),
            FEE,
            -WIDEST_TICK,
            WIDEST_TICK,
            firstDepth,
            secondDepth,
            BigInteger.ZERO,
            BigInteger.ZERO,
            GateAbi.address(Chain.DEPLOYER),
            BigInteger.valueOf(chain.time() + 1000)));
    return router;
  }

  private static BigInteger sqrtPriceX96(BigInteger amount0, BigInteger amount1) {
    MathContext exact = new MathContext(60);
    return new BigDecimal(amount1)
        .divide(new BigDecimal(amount0), exact)
        .sqrt(exact)
        .multiply(new BigDecimal(BigInteger.ONE.shiftLeft(96)))
        .toBigInteger();
  }

  private static Bytes struct(String signature, Object... members) {
    return GateAbi.call(Function.parse(signature), Tuple.from(members));
  }
}
