package dev.countersign.network.devnet;

import dev.countersign.network.devnet.DevnetAddresses.Tokens;
import dev.countersign.network.devnet.NpmArtifacts.Published;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;

/** Puts Uniswap V2 and V3 on the chain and fills their pools. */
final class UniswapDeployment {
  /** Five basis points: the fee of the deepest WETH/USDC pool there is. */
  static final int FEE = 500;

  private static final int TICK_SPACING = 10;
  private static final int MAX_TICK = 887_272 / TICK_SPACING * TICK_SPACING;

  /** Room for a swap in every fourth second of the ten minutes that a mean is taken over. */
  private static final int OBSERVATIONS = 150;

  private static final BigInteger MAX = BigInteger.ONE.shiftLeft(255);
  private static final BigDecimal V3_DEPTH_WETH = new BigDecimal("20000");
  private static final BigDecimal V2_DEPTH_WETH = new BigDecimal("5000");
  private static final BigDecimal DAI_DEPTH = new BigDecimal("20000000");

  private final Deployer deployer;
  private final NpmArtifacts artifacts;
  private final Tokens tokens;

  UniswapDeployment(Deployer deployer, NpmArtifacts artifacts, Tokens tokens) {
    this.deployer = deployer;
    this.artifacts = artifacts;
    this.tokens = tokens;
  }

  /** The pool's way of writing the price of one WETH in USDC. */
  static Pricing wethUsdc(Tokens tokens) {
    return new Pricing(18, 6, tokens.weth().compareTo(tokens.usdc()) < 0);
  }

  private static Pricing daiUsdc(Tokens tokens) {
    return new Pricing(18, 6, tokens.dai().compareTo(tokens.usdc()) < 0);
  }

  DevnetAddresses.V2 v2(BigDecimal price) throws DevnetFailed {
    Address factory = deploy(Published.V2_FACTORY, Abi.arguments("(address)", deployer.account()));
    Address router =
        deploy(Published.V2_ROUTER, Abi.arguments("(address,address)", factory, tokens.weth()));
    approve(tokens.weth(), router);
    approve(tokens.usdc(), router);
    deployer.bigCall(
        "filling the V2 pair",
        router,
        Abi.call(
            "addLiquidity(address,address,uint256,uint256,uint256,uint256,address,uint256)",
            tokens.weth(),
            tokens.usdc(),
            base(V2_DEPTH_WETH, 18),
            base(V2_DEPTH_WETH.multiply(price), 6),
            0,
            0,
            deployer.account(),
            MAX));
    Bytes pair =
        deployer.ask(factory, Abi.call("getPair(address,address)", tokens.weth(), tokens.usdc()));
    return new DevnetAddresses.V2(factory, router, Abi.address(pair, 0));
  }

  DevnetAddresses.V3 v3(BigDecimal price) throws DevnetFailed {
    Address factory = deploy(Published.V3_FACTORY, new byte[0]);
    byte[] twoAddresses = Abi.arguments("(address,address)", factory, tokens.weth());
    Address router = deploy(Published.V3_ROUTER, twoAddresses);
    Address quoter = deploy(Published.V3_QUOTER, twoAddresses);
    Address positions =
        deploy(
            Published.V3_POSITIONS,
            Abi.arguments("(address,address,address)", factory, tokens.weth(), Address.ZERO));
    for (Address token : List.of(tokens.weth(), tokens.usdc(), tokens.dai())) {
      approve(token, positions);
    }
    Address wethUsdc =
        pool(new Pool(factory, positions, tokens.weth(), wethUsdc(tokens)), price, V3_DEPTH_WETH);
    Address daiUsdc =
        pool(
            new Pool(factory, positions, tokens.dai(), daiUsdc(tokens)), BigDecimal.ONE, DAI_DEPTH);
    return new DevnetAddresses.V3(factory, router, positions, quoter, FEE, wethUsdc, daiUsdc);
  }

  /** A V3 pool of a base token and USDC. */
  private record Pool(Address factory, Address positions, Address base, Pricing pricing) {}

  private Address pool(Pool pool, BigDecimal price, BigDecimal depth) throws DevnetFailed {
    boolean baseFirst = pool.pricing().baseIsFirst();
    Address token0 = baseFirst ? pool.base() : tokens.usdc();
    Address token1 = baseFirst ? tokens.usdc() : pool.base();
    deployer.bigCall(
        "creating a V3 pool",
        pool.positions(),
        Abi.call(
            "createAndInitializePoolIfNecessary(address,address,uint24,uint160)",
            token0,
            token1,
            FEE,
            pool.pricing().sqrtPriceX96(price)));
    Bytes answer =
        deployer.ask(
            pool.factory(), Abi.call("getPool(address,address,uint24)", token0, token1, FEE));
    Address address = Abi.address(answer, 0);
    deployer.bigCall(
        "raising a pool's observations",
        address,
        Abi.call("increaseObservationCardinalityNext(uint16)", OBSERVATIONS));
    BigInteger baseAmount = base(depth, 18);
    BigInteger quoteAmount = base(depth.multiply(price), 6);
    deployer.bigCall(
        "filling a V3 pool",
        pool.positions(),
        Abi.call(
            "mint((address,address,uint24,int24,int24,uint256,uint256,uint256,uint256,address,"
                + "uint256))",
            List.of(
                token0,
                token1,
                FEE,
                -MAX_TICK,
                MAX_TICK,
                baseFirst ? baseAmount : quoteAmount,
                baseFirst ? quoteAmount : baseAmount,
                0,
                0,
                deployer.account(),
                MAX)));
    return address;
  }

  private Address deploy(Published contract, byte[] arguments) throws DevnetFailed {
    return deployer.deploy(contract.name(), artifacts.creationCode(contract), arguments);
  }

  private void approve(Address token, Address spender) {
    deployer.call("approving", token, Abi.call("approve(address,uint256)", spender, MAX));
  }

  /** Whole tokens in base units. */
  static BigInteger base(BigDecimal amount, int decimals) {
    return amount.movePointRight(decimals).toBigInteger();
  }
}
