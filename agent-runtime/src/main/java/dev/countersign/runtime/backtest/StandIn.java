package dev.countersign.runtime.backtest;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Manifest;
import dev.countersign.runtime.agent.Agent;
import dev.countersign.runtime.agent.Network;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Where a backtest takes place: a network that is nowhere, with a chain id that no chain has, so
 * that nothing that is made in a backtest can be taken for something else.
 */
public final class StandIn {
  /** The chain id: the letters "bakt". */
  public static final long CHAIN_ID = 0x62616b74L;

  private static final URI NOWHERE = URI.create("http://localhost");

  private StandIn() {}

  /** A network of the file, as a backtest has it. */
  public static Network of(Network network) {
    return new Network(
        network.name(),
        true,
        CHAIN_ID,
        NOWHERE,
        network.nativeCoin(),
        network.accounts(),
        network.tokens(),
        network.venues(),
        network.feeds(),
        network.verifiers());
  }

  /**
   * What stands for the local network, the same on every machine: its tokens, pools and feeds under
   * addresses that are made of their names.
   */
  public static Network ofDevnet(Agent agent) {
    Map<String, Network.Token> tokens = new TreeMap<>();
    tokens.put("DAI", new Network.Token(address("DAI"), 18));
    tokens.put("USDC", new Network.Token(address("USDC"), 6));
    tokens.put("WETH", new Network.Token(address("WETH"), 18));
    List<Network.Verifier> verifiers = new ArrayList<>();
    IntStream.range(0, agent.verify().of())
        .forEach(
            i ->
                verifiers.add(
                    new Network.Verifier(
                        "nobody-" + i, address("verifier " + i), NOWHERE, 0, Long.MAX_VALUE)));
    return new Network(
        agent.network(),
        true,
        CHAIN_ID,
        NOWHERE,
        "ETH",
        Map.of(agent.account(), new Network.Account(address("safe"), address("gate"))),
        tokens,
        List.of(
            venue("uniswap-v3-500", "uniswap-v3", 500, "WETH"),
            venue("uniswap-v3-500-dai", "uniswap-v3", 500, "DAI"),
            venue("uniswap-v2", "uniswap-v2", 3000, "WETH")),
        List.of(feed("WETH"), feed("DAI")),
        verifiers);
  }

  private static Manifest.Venue venue(String name, String kind, int fee, String base) {
    Address one = address(base);
    Address other = address("USDC");
    boolean ascending = one.compareTo(other) < 0;
    return new Manifest.Venue(
        name,
        kind,
        address(kind + " router"),
        address(kind + " quoter"),
        address(name),
        fee,
        ascending ? one : other,
        ascending ? other : one);
  }

  private static Manifest.Feed feed(String base) {
    return new Manifest.Feed(address(base), address("USDC"), address(base + " feed"), 8, 3600);
  }

  private static Address address(String name) {
    Bytes32 digest = Bytes32.sha256(("backtest " + name).getBytes(StandardCharsets.UTF_8));
    return new Address("0x" + digest.hex().substring(digest.hex().length() - 40));
  }
}
