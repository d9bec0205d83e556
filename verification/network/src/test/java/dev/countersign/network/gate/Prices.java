package dev.countersign.network.gate;

import dev.countersign.network.chain.ChainException;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import java.math.BigInteger;
import java.util.List;

/**
 * A price feed of WETH in USDC, and an agent whose trades are compared with it.
 *
 * @param feed a DevnetFeed of eight decimals
 */
record Prices(Treasury treasury, Address feed, GateAgent agent) {
  static final int DEVIATION_BPS = 150;
  static final long MAX_AGE = 3600;
  static final long PRICE = 2000;
  private static final BigInteger SCALE = BigInteger.TEN.pow(8);

  /** Deploys a feed that says what the pair says, and adds its rule. Registers nothing. */
  static Prices add(Treasury treasury, GateAgent agent) throws ChainException {
    Address feed =
        treasury.chain.deploy(
            Chain.own("DevnetFeed"),
            Abi.arguments("(string,uint8,address)", "WETH / USDC", 8, Chain.DEPLOYER));
    Prices prices = new Prices(treasury, feed, with(treasury, agent, feed, 8));
    prices.set(PRICE);
    return prices;
  }

  static GateAgent with(Treasury treasury, GateAgent agent, Address feed, int feedDecimals) {
    return new GateAgent(
        agent.manifestHash(),
        agent.profile(),
        agent.threshold(),
        agent.tokens(),
        agent.recipients(),
        agent.routes(),
        List.of(
            new GateAgent.PriceRule(
                treasury.weth, treasury.usdc, feed, 18, 6, feedDecimals, DEVIATION_BPS, MAX_AGE)));
  }

  /** The price of one WETH in USDC, as of now. */
  void set(long price) throws ChainException {
    call(Abi.call("set(int256)", BigInteger.valueOf(price).multiply(SCALE)));
  }

  void setRound(BigInteger answer, long startedAt, long updatedAt, long answeredIn)
      throws ChainException {
    call(
        Abi.call(
            "setRound(int256,uint256,uint256,uint80)",
            answer,
            startedAt,
            updatedAt,
            BigInteger.valueOf(answeredIn)));
  }

  BigInteger answer(long price) {
    return BigInteger.valueOf(price).multiply(SCALE);
  }

  private void call(Bytes data) throws ChainException {
    treasury.chain.done(Chain.DEPLOYER, feed, data);
  }
}
