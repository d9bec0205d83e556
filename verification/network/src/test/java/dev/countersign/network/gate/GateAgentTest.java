package dev.countersign.network.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Manifest.Feed;
import dev.countersign.receipt.Manifest.Venue;
import dev.countersign.receipt.Profile;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

/** The policy's twin: what a manifest says is what is registered. */
final class GateAgentTest {
  private static final Address WETH = address(1);
  private static final Address USDC = address(2);
  private static final Address DAI = address(3);
  private static final Address V2 = address(9);
  private static final Address V3 = address(8);
  private static final Address FEED = address(7);

  @Test
  void limitsRecipientsRoutesAndPricesComeFromTheManifest() {
    Manifest manifest =
        manifest(
            List.of(venue("a", "uniswap-v2", V2), venue("b", "uniswap-v3", V3)),
            List.of("twap", "feed"),
            List.of(new Feed(WETH, USDC, FEED, 8, 3600)));

    GateAgent agent = GateAgent.of(manifest);

    assertThat(agent.manifestHash()).isEqualTo(manifest.digest());
    assertThat(agent.profile()).isEqualTo(2);
    assertThat(agent.threshold()).isEqualTo(2);
    assertThat(agent.tokens())
        .containsExactly(
            new GateAgent.TokenLimit(WETH, BigInteger.ONE, BigInteger.TWO),
            new GateAgent.TokenLimit(USDC, BigInteger.TWO, BigInteger.TEN));
    assertThat(agent.recipients()).containsExactly(address(20), address(21));
    assertThat(agent.routes())
        .containsExactly(
            new GateAgent.Route(V3, Swaps.V3_SELECTOR, 260),
            new GateAgent.Route(V2, Swaps.V2_SELECTOR, 260));
    assertThat(agent.prices())
        .containsExactly(new GateAgent.PriceRule(WETH, USDC, FEED, 18, 6, 8, 150, 3600));
  }

  @Test
  void twoPoolsOfOneRouterAreOneRoute() {
    Manifest manifest =
        manifest(
            List.of(venue("a", "uniswap-v3", V3), venue("b", "uniswap-v3", V3)),
            List.of(),
            List.of());
    assertThat(GateAgent.of(manifest).routes()).hasSize(1);
  }

  @Test
  void withoutFeedAsASourceTheGateComparesNoPrices() {
    Manifest manifest =
        manifest(List.of(), List.of("twap"), List.of(new Feed(WETH, USDC, FEED, 8, 3600)));
    assertThat(GateAgent.of(manifest).prices()).isEmpty();
  }

  @Test
  void whatTheGateCannotExpressIsASentence() {
    assertThatThrownBy(
            () -> GateAgent.of(manifest(List.of(venue("a", "curve", V2)), List.of(), List.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the gate knows no way to swap on a venue of kind curve");
    assertThatThrownBy(
            () ->
                GateAgent.of(
                    manifest(
                        List.of(),
                        List.of("feed"),
                        List.of(
                            new Feed(WETH, USDC, FEED, 8, 3600),
                            new Feed(USDC, WETH, FEED, 8, 3600)))))
        .hasMessage("all price rules of an agent have the same quote token and deviation");
    assertThatThrownBy(
            () ->
                GateAgent.of(
                    manifest(
                        List.of(), List.of("feed"), List.of(new Feed(DAI, USDC, FEED, 8, 3600)))))
        .hasMessage("a feed prices " + DAI + ", which is no token");
  }

  private static Manifest manifest(List<Venue> venues, List<String> sources, List<Feed> feeds) {
    return new Manifest(
        Manifest.VERSION,
        "agent",
        31337,
        address(100),
        address(101),
        List.of(new Manifest.Token(WETH, "WETH", 18), new Manifest.Token(USDC, "USDC", 6)),
        venues,
        new Manifest.Schedule("request", "", "UTC", 0),
        90,
        60,
        1,
        List.of(),
        new Manifest.Decide(
            "rebalance",
            Bytes32.ZERO,
            1,
            Manifest.ModelRef.NONE,
            Bytes32.ZERO,
            Bytes32.ZERO,
            JsonNodeFactory.instance.objectNode()),
        new Manifest.Policy(
            List.of(
                new Manifest.Limit(WETH, BigInteger.ONE, BigInteger.TWO),
                new Manifest.Limit(USDC, BigInteger.TWO, BigInteger.TEN)),
            List.of(
                new Manifest.Recipient(address(20), "alice"),
                new Manifest.Recipient(address(21), "bob")),
            50,
            100,
            BigInteger.ONE,
            BigInteger.ONE,
            new Manifest.PriceCheck(sources, 150, feeds),
            new Manifest.Protections(0, 0, 0, 0, 0, 0)),
        new Manifest.Verify(Profile.MARGIN, 2, 3),
        Bytes32.ZERO,
        List.of());
  }

  private static Venue venue(String name, String kind, Address router) {
    return new Venue(name, kind, router, router, address(30), 3000, WETH, USDC);
  }

  private static Address address(int number) {
    return new Address(String.format(java.util.Locale.ROOT, "0x%040x", number));
  }
}
