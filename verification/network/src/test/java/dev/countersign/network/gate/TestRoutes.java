package dev.countersign.network.gate;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The functions of TestRouter as routes. */
final class TestRoutes {
  static final String SWAP = "swapExactTokensForTokens(uint256,uint256,address[],address,uint256)";

  private static final Map<String, Integer> WORDS =
      Map.of(
          "trade(address,uint256,address,uint256)",
          4,
          "take(address,address,uint256)",
          3,
          "give(address,address,uint256)",
          3,
          "giveNative(address,uint256)",
          2,
          "keep()",
          0,
          "fail(uint256)",
          1,
          "burnThenGive(uint256,address,uint256)",
          3,
          "tryGive(uint256,address,uint256)",
          3,
          "flood(uint256)",
          1,
          SWAP,
          8);

  private TestRoutes() {}

  /** All of them, with those that were there. */
  static List<GateAgent.Route> add(List<GateAgent.Route> routes, Address router) {
    Stream<GateAgent.Route> added =
        WORDS.entrySet().stream()
            .map(
                function ->
                    new GateAgent.Route(
                        router, selector(function.getKey()), 4 + 32L * function.getValue()));
    return Stream.concat(routes.stream(), added)
        .sorted(
            Comparator.comparing(GateAgent.Route::router)
                .thenComparing(route -> route.selector().hex())
                .thenComparingLong(GateAgent.Route::length))
        .toList();
  }

  /** That of Uniswap V2 alone, with those that were there. */
  static List<GateAgent.Route> addSwap(List<GateAgent.Route> routes, Address router) {
    return Stream.concat(
            routes.stream(),
            Stream.of(new GateAgent.Route(router, Swaps.V2_SELECTOR, Swaps.V2_LENGTH)))
        .sorted(Comparator.comparing(GateAgent.Route::router))
        .toList();
  }

  private static Bytes selector(String signature) {
    return new Bytes("0x" + com.esaulpaugh.headlong.abi.Function.parse(signature).selectorHex());
  }
}
