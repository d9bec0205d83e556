package dev.countersign.network.devnet;

import dev.countersign.network.devnet.DevnetAddresses.Feeds;
import dev.countersign.network.devnet.DevnetAddresses.Tokens;
import dev.countersign.network.devnet.DevnetAddresses.Treasury;
import dev.countersign.network.devnet.NpmArtifacts.Published;
import dev.countersign.network.gate.GateCode;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import java.math.BigDecimal;
import java.math.BigInteger;

/** Puts everything on a fresh chain: tokens, exchanges, feeds, the treasury and what guards it. */
final class WorldDeployment {
  private static final BigInteger RICH = UniswapDeployment.base(new BigDecimal("1e9"), 18);
  private static final BigDecimal TREASURY_WETH = BigDecimal.ONE;
  private static final BigDecimal TREASURY_USDC = new BigDecimal("1000");
  private static final BigDecimal TREASURY_DAI = new BigDecimal("1000");
  private static final BigDecimal PAYER_COINS = new BigDecimal("10");

  /**
   * The gate's delay for loosening, in seconds: on a network to play with, the owner never waits.
   */
  private static final long NO_DELAY = 0;

  private static final BigDecimal LIQUIDITY_WETH = new BigDecimal("30000");

  private final Deployer deployer;
  private final NpmArtifacts artifacts;
  private final DevnetKeys keys;

  private WorldDeployment(Deployer deployer, NpmArtifacts artifacts, DevnetKeys keys) {
    this.deployer = deployer;
    this.artifacts = artifacts;
    this.keys = keys;
  }

  /**
   * Deploys.
   *
   * @param node a fresh node
   * @param price of one WETH in USDC at which the pools begin
   * @return where everything is
   */
  static DevnetAddresses deploy(
      LocalNode node, NpmArtifacts artifacts, DevnetKeys keys, BigDecimal price)
      throws DevnetFailed {
    node.setBalance(node.account(), RICH);
    Deployer deployer = new Deployer(node, node.headTime());
    return new WorldDeployment(deployer, artifacts, keys).deploy(price);
  }

  private DevnetAddresses deploy(BigDecimal price) throws DevnetFailed {
    Tokens tokens = tokens();
    UniswapDeployment uniswap = new UniswapDeployment(deployer, artifacts, tokens);
    DevnetAddresses.V2 v2 = uniswap.v2(price);
    DevnetAddresses.V3 v3 = uniswap.v3(price);
    Address trader = trader(tokens);
    Feeds feeds = new Feeds(feed("WETH / USDC", price), feed("DAI / USDC", BigDecimal.ONE));
    Treasury treasury = treasury(tokens);
    deployer.node().setBalance(keys.payer().address(), UniswapDeployment.base(PAYER_COINS, 18));
    deployer.node().setBalance(keys.guardian().address(), UniswapDeployment.base(PAYER_COINS, 18));
    deployer.flush();
    return new DevnetAddresses(
        Anvil.CHAIN_ID,
        tokens,
        v2,
        v3,
        feeds,
        treasury,
        keys.payer().address(),
        new DevnetAddresses.Market(deployer.account(), trader),
        deployer.node().headNumber() + 1);
  }

  private Tokens tokens() throws DevnetFailed {
    Address weth = deployer.deploy("WETH9", artifacts.creationCode(Published.WETH9), new byte[0]);
    Address usdc = token("USD Coin", "USDC", 6);
    Address dai = token("Dai Stablecoin", "DAI", 18);
    BigInteger deposit = UniswapDeployment.base(LIQUIDITY_WETH, 18);
    deployer.pay("wrapping coins", weth, deposit, Abi.call("deposit()"));
    mint(usdc, deployer.account(), UniswapDeployment.base(new BigDecimal("1e9"), 6));
    mint(dai, deployer.account(), RICH);
    return new Tokens(weth, usdc, dai);
  }

  private Address token(String name, String symbol, int decimals) throws DevnetFailed {
    return deployer.deploy(
        symbol,
        OwnContracts.creationCode("DevnetToken"),
        Abi.arguments("(string,string,uint8,address)", name, symbol, decimals, deployer.account()));
  }

  private void mint(Address token, Address to, BigInteger amount) {
    deployer.call("minting", token, Abi.call("mint(address,uint256)", to, amount));
  }

  private Address trader(Tokens tokens) throws DevnetFailed {
    Address trader =
        deployer.deploy(
            "DevnetTrader",
            OwnContracts.creationCode("DevnetTrader"),
            Abi.arguments("(address,address)", tokens.weth(), deployer.account()));
    deployer.call(
        "letting the trader mint",
        tokens.usdc(),
        Abi.call("setMinter(address,bool)", trader, true));
    deployer.node().setBalance(trader, RICH);
    return trader;
  }

  private Address feed(String description, BigDecimal price) throws DevnetFailed {
    Address feed =
        deployer.deploy(
            "DevnetFeed",
            OwnContracts.creationCode("DevnetFeed"),
            Abi.arguments("(string,uint8,address)", description, 8, deployer.account()));
    Bytes set = Abi.call("set(int256)", Pricing.feedAnswer(price));
    deployer.call("setting a feed", feed, set);
    return feed;
  }

  private Treasury treasury(Tokens tokens) throws DevnetFailed {
    SafeOwner.Created created = SafeOwner.create(deployer, artifacts, keys.owner().key());
    deployer.call(
        "paying in WETH",
        tokens.weth(),
        Abi.call(
            "transfer(address,uint256)",
            created.safe(),
            UniswapDeployment.base(TREASURY_WETH, 18)));
    mint(tokens.usdc(), created.safe(), UniswapDeployment.base(TREASURY_USDC, 6));
    mint(tokens.dai(), created.safe(), UniswapDeployment.base(TREASURY_DAI, 18));
    Address gate =
        deployer.deploy(
            "ReceiptGate",
            GateCode.creation(created.safe(), keys.guardian().address(), NO_DELAY),
            new byte[0]);
    guard(created.owner(), created.safe(), gate);
    return new Treasury(
        created.safe(),
        created.singleton(),
        created.factory(),
        created.fallback(),
        keys.owner().address(),
        gate,
        gate,
        keys.guardian().address(),
        keys.verifiers().stream().map(DevnetKey::address).toList());
  }

  /**
   * What the owner signs: the gate becomes the only module, and its own guard; the verifiers are
   * registered in it.
   */
  private void guard(SafeOwner owner, Address safe, Address gate) {
    Bytes enable = Abi.call("enableModule(address)", gate);
    owner.execute(deployer, "enabling the gate", safe, enable);
    Bytes set = Abi.call("setModuleGuard(address)", gate);
    owner.execute(deployer, "setting the module guard", safe, set);
    for (DevnetKey verifier : keys.verifiers()) {
      Bytes add = Abi.call("addVerifier(address)", verifier.address());
      owner.execute(deployer, "registering a verifier", gate, add);
    }
  }
}
