package dev.countersign.network.devnet;

import dev.countersign.inference.CandleFile;
import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.chain.RpcChain;
import dev.countersign.network.chain.RpcLimits;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes32;
import java.math.BigInteger;
import java.nio.file.Path;

/**
 * The whole local network inside one caller, whose chain moves only when told to: for tests and for
 * whatever else steps time by hand. Nothing of it is kept.
 *
 * <p>Not thread-safe, but for the chain it hands out.
 */
public final class DevnetWorld implements AutoCloseable {
  private final Anvil anvil;
  private final LocalNode node;
  private final DevnetKeys keys;
  private final DevnetAddresses addresses;
  private final MarketKeeper keeper;
  private final RpcChain chain;

  private DevnetWorld(
      Anvil anvil,
      LocalNode node,
      DevnetKeys keys,
      DevnetAddresses addresses,
      MarketKeeper keeper,
      RpcChain chain) {
    this.anvil = anvil;
    this.node = node;
    this.keys = keys;
    this.addresses = addresses;
    this.keeper = keeper;
    this.chain = chain;
  }

  /**
   * Makes a network up to the instant of the options' clock.
   *
   * @param options as for a network that is kept; the home is not used
   * @param folder for the node's log
   */
  public static DevnetWorld start(DevnetOptions options, Path folder) throws DevnetFailed {
    Programs programs = Programs.ofEnvironment();
    NpmPackages packages = NpmPackages.install(options.cache(), programs, options.progress());
    NpmArtifacts artifacts = NpmArtifacts.of(packages);
    CandleFile candles = MarketRoute.read(options.dataFile());
    MarketRoute route = MarketRoute.of(candles, options.hours(), options.clock().instant());
    Anvil anvil =
        Anvil.start(
            Anvil.program(programs, packages),
            Anvil.Setup.fresh(route.start() - MarketHour.SECONDS),
            folder);
    try {
      LocalNode node = LocalNode.of(anvil.rpc());
      DevnetKeys keys = DevnetKeys.generate(options.random());
      DevnetAddresses addresses =
          WorldDeployment.deploy(node, artifacts, keys, route.candle(route.start()).open());
      Market market = Market.fresh(node, addresses, route);
      market.catchUp(options.clock().instant().getEpochSecond(), options.progress());
      MarketKeeper keeper = new MarketKeeper(node, addresses, route);
      RpcChain chain = RpcChain.connect(anvil.url(), Anvil.CHAIN_ID, RpcLimits.DEFAULT);
      return new DevnetWorld(anvil, node, keys, addresses, keeper, chain);
    } catch (ChainUnavailable e) {
      anvil.close();
      throw new DevnetFailed(
          DevnetFailed.Reason.NODE_FAILED, "the EVM node does not answer: " + e.getMessage(), e);
    } catch (DevnetFailed e) {
      anvil.close();
      throw e;
    }
  }

  /** Where the network is. */
  public DevnetNetwork network() {
    return new DevnetNetwork(anvil.url(), addresses);
  }

  /** Where everything is on its chain. */
  public DevnetAddresses addresses() {
    return addresses;
  }

  /** Its keys. */
  public DevnetKeys keys() {
    return keys;
  }

  /** Its chain. */
  public RpcChain chain() {
    return chain;
  }

  /** The time of the newest block, unix seconds. */
  public long time() throws DevnetFailed {
    return node.headTime();
  }

  /** Mines a block one second after the newest, with whatever waits in the pool. */
  public void mine() throws DevnetFailed {
    node.mine(node.headTime() + 1);
  }

  /** Mines a block at a later time, with whatever waits in the pool. */
  public void mineAt(long unixSeconds) throws DevnetFailed {
    node.mine(unixSeconds);
  }

  /**
   * Lets the market trade up to a later time, as the host of a real devnet does; hours in between
   * are traded in blocks of those hours.
   */
  public void tradeUntil(long unixSeconds) throws DevnetFailed {
    keeper.tick(unixSeconds);
  }

  /** Whether every transaction is mined at once, in a block of its own. Off at first. */
  public void automine(boolean on) throws DevnetFailed {
    node.automine(on);
  }

  /** Gives native coins to an account; they arrive with the next block. */
  public Bytes32 fund(Address account, BigInteger wei) throws DevnetFailed {
    return node.give(account, wei);
  }

  /** Remembers the chain as it is, for {@link #revert}. */
  public String snapshot() throws DevnetFailed {
    return node.snapshot();
  }

  /** Goes back to a snapshot, which is used up by it. */
  public void revert(String snapshot) throws DevnetFailed {
    node.revert(snapshot);
    keeper.forget();
  }

  /** Ends the node. */
  @Override
  public void close() {
    chain.close();
    anvil.close();
  }
}
