package dev.countersign.runtime.agent;

import dev.countersign.network.evaluate.Catalog;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Manifest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A network of three verifiers with two pools, and the manifests of agents on it. */
final class SampleNetwork {
  static final Address WETH = address(1);
  static final Address USDC = address(2);
  static final Address SAFE = address(3);
  static final Address GATE = address(4);
  static final Bytes32 RECEIPT_KEY = new Bytes32("22".repeat(32));
  static final Bytes32 INSTRUCTOR_KEY = new Bytes32("33".repeat(32));
  static final Resolver.PublicKeys KEYS = new Resolver.PublicKeys(RECEIPT_KEY, INSTRUCTOR_KEY);

  private SampleNetwork() {}

  static Network network() {
    return new Network(
        "devnet",
        true,
        31337,
        URI.create("http://127.0.0.1:1"),
        "ETH",
        Map.of("treasury", new Network.Account(SAFE, GATE)),
        Map.of("WETH", new Network.Token(WETH, 18), "USDC", new Network.Token(USDC, 6)),
        List.of(venue("v2", "uniswap-v2", 3000, 5), venue("v3-500", "uniswap-v3", 500, 7)),
        List.of(new Manifest.Feed(WETH, USDC, address(9), 8, 3600)),
        IntStream.range(0, 3)
            .mapToObj(
                i ->
                    new Network.Verifier(
                        "verifier-" + (i + 1),
                        address(100 + i),
                        URI.create("http://127.0.0.1:" + (2 + i)),
                        0,
                        Long.MAX_VALUE))
            .toList());
  }

  private static Manifest.Venue venue(String name, String kind, int fee, int at) {
    Address router = address(at);
    return new Manifest.Venue(name, kind, router, router, address(at + 1), fee, WETH, USDC);
  }

  private static Address address(int number) {
    return new Address("0x" + "%040x".formatted(number));
  }

  /** The manifest of an agent file's text. */
  static Manifest manifest(String text) throws Failure {
    return new Resolver(Catalog.load())
        .resolve(AgentFileTest.parse(text), network(), Bytes32.ZERO, KEYS);
  }
}
