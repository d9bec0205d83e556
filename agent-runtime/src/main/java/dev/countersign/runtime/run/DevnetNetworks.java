package dev.countersign.runtime.run;

import dev.countersign.network.devnet.DevnetAddresses;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Manifest;
import dev.countersign.runtime.agent.Network;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A local network in the words of a networks file. */
public final class DevnetNetworks {
  private static final int FEED_DECIMALS = 8;
  private static final long FEED_MAX_AGE = 3600;
  private static final int V2_FEE = 3000;

  private DevnetNetworks() {}

  /** The network; its one account is {@code treasury}. */
  public static Network of(
      String name, DevnetAddresses at, URI rpc, List<Network.Verifier> verifiers) {
    Map<String, Network.Token> tokens = new TreeMap<>();
    tokens.put("DAI", new Network.Token(at.tokens().dai(), 18));
    tokens.put("USDC", new Network.Token(at.tokens().usdc(), 6));
    tokens.put("WETH", new Network.Token(at.tokens().weth(), 18));
    return new Network(
        name,
        true,
        at.chainId(),
        rpc,
        "ETH",
        Map.of("treasury", new Network.Account(at.treasury().safe(), at.treasury().gate())),
        tokens,
        venues(at),
        List.of(
            feed(at.tokens().weth(), at.tokens().usdc(), at.feeds().wethUsdc()),
            feed(at.tokens().dai(), at.tokens().usdc(), at.feeds().daiUsdc())),
        verifiers);
  }

  private static List<Manifest.Venue> venues(DevnetAddresses at) {
    Address usdc = at.tokens().usdc();
    String v3 = "uniswap-v3-" + at.v3().fee();
    return List.of(
        venue(at, v3, "uniswap-v3", at.v3().wethUsdc(), at.tokens().weth(), usdc),
        venue(at, v3 + "-dai", "uniswap-v3", at.v3().daiUsdc(), at.tokens().dai(), usdc),
        venue(at, "uniswap-v2", "uniswap-v2", at.v2().wethUsdc(), at.tokens().weth(), usdc));
  }

  private static Manifest.Venue venue(
      DevnetAddresses at, String name, String kind, Address pool, Address a, Address b) {
    boolean v3 = kind.equals("uniswap-v3");
    boolean ascending = a.compareTo(b) < 0;
    return new Manifest.Venue(
        name,
        kind,
        v3 ? at.v3().router() : at.v2().router(),
        v3 ? at.v3().quoter() : at.v2().router(),
        pool,
        v3 ? at.v3().fee() : V2_FEE,
        ascending ? a : b,
        ascending ? b : a);
  }

  private static Manifest.Feed feed(Address base, Address quote, Address aggregator) {
    return new Manifest.Feed(base, quote, aggregator, FEED_DECIMALS, FEED_MAX_AGE);
  }
}
