package dev.countersign.network.gate;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Manifest;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;

/**
 * What an agent may do on chain: the part of its policy that the gate can see.
 *
 * <p>Guarantees: the lists are in the order that the contract demands, and every number fits its
 * type; {@link #configHash} is the hash that the contract stores. Does not guarantee that the
 * contract registers it: that also depends on the chain (is a router a contract, does a feed have
 * these decimals, how many verifiers are there), and where there are prices every route must be a
 * swap on Uniswap.
 *
 * @param manifestHash SHA-256 of the manifest
 * @param profile the code of the one profile that its verdicts may have
 * @param threshold how many verifiers must sign
 * @param tokens what it may move, strictly ascending
 * @param recipients who transfers may go to, strictly ascending
 * @param routes what else it may call, strictly ascending by router, selector, length
 * @param prices feeds that trades are compared with, strictly ascending by base; empty for none
 */
public record GateAgent(
    Bytes32 manifestHash,
    int profile,
    int threshold,
    List<TokenLimit> tokens,
    List<Address> recipients,
    List<Route> routes,
    List<PriceRule> prices) {

  private static final Comparator<Route> ROUTE_ORDER =
      Comparator.comparing(Route::router)
          .thenComparing(route -> route.selector().hex())
          .thenComparingLong(Route::length);

  /**
   * @throws IllegalArgumentException when a list is out of order or a number does not fit
   */
  public GateAgent {
    tokens = List.copyOf(tokens);
    recipients = List.copyOf(recipients);
    routes = List.copyOf(routes);
    prices = List.copyOf(prices);
    require(profile >= 1 && profile <= 5, "a profile is 1 to 5, not " + profile);
    require(threshold >= 1 && threshold <= 255, "a threshold is 1 to 255, not " + threshold);
    ascending(tokens, Comparator.comparing(TokenLimit::token), "tokens");
    ascending(recipients, Comparator.naturalOrder(), "recipients");
    ascending(routes, ROUTE_ORDER, "routes");
    ascending(prices, Comparator.comparing(PriceRule::base), "price rules");
    for (PriceRule rule : prices) {
      boolean same =
          rule.quote().equals(prices.getFirst().quote())
              && rule.maxDeviationBps() == prices.getFirst().maxDeviationBps();
      require(same, "all price rules of an agent have the same quote token and deviation");
    }
  }

  /**
   * How much of a token calls may take, in base units, whatever comes in meanwhile; zero is
   * nothing.
   *
   * @param token {@link Address#ZERO} for the native coin
   * @param maxPerAction of one execution, a uint128
   * @param maxPerDay of one UTC day, a uint128
   */
  public record TokenLimit(Address token, BigInteger maxPerAction, BigInteger maxPerDay) {
    /**
     * @throws IllegalArgumentException when a cap is not a uint128
     */
    public TokenLimit {
      requireUint128(maxPerAction);
      requireUint128(maxPerDay);
    }

    private static void requireUint128(BigInteger cap) {
      require(
          cap.signum() >= 0 && cap.bitLength() <= 128, "a cap on chain is a uint128, not " + cap);
    }
  }

  /**
   * A function that the Safe may call.
   *
   * @param router the contract
   * @param selector its four bytes
   * @param length the exact length of the calldata, selector included
   */
  public record Route(Address router, Bytes selector, long length) {
    /**
     * @throws IllegalArgumentException when the selector has not four bytes, or the length is none
     */
    public Route {
      require(selector.length() == 4, "a selector has four bytes, not " + selector.length());
      require(length >= 4 && length < 1L << 32, "calldata cannot have " + length + " bytes");
    }
  }

  /**
   * A Chainlink-style feed: one whole base is worth {@code answer / 10^feedDecimals} whole quote.
   *
   * @param base the token priced
   * @param quote the token that all values are counted in
   * @param feed the aggregator
   * @param baseDecimals 0 to 36
   * @param quoteDecimals 0 to 36
   * @param feedDecimals 0 to 36
   * @param maxDeviationBps how much less than its value a trade may bring, below 10,000
   * @param maxAge seconds after which an answer is stale
   */
  public record PriceRule(
      Address base,
      Address quote,
      Address feed,
      int baseDecimals,
      int quoteDecimals,
      int feedDecimals,
      int maxDeviationBps,
      long maxAge) {
    /**
     * @throws IllegalArgumentException when a number is out of its range
     */
    public PriceRule {
      requireDecimals(baseDecimals);
      requireDecimals(quoteDecimals);
      requireDecimals(feedDecimals);
      require(
          maxDeviationBps >= 0 && maxDeviationBps < 10_000,
          "a deviation is 0 to 9999 basis points, not " + maxDeviationBps);
      require(maxAge > 0 && maxAge < 1L << 32, "a feed's answer cannot last " + maxAge + " s");
    }

    private static void requireDecimals(int decimals) {
      require(decimals >= 0 && decimals <= 36, "decimals are 0 to 36, not " + decimals);
    }
  }

  /**
   * The policy's twin: the limits of a manifest as the gate enforces them. Swaps on Uniswap V2 go
   * through {@code swapExactTokensForTokens} with a path of two, on V3 through {@code
   * SwapRouter.exactInputSingle} (the one with a deadline); nothing else is a route.
   *
   * <p>Where feeds are a price source, every trade is valued by them: a token that is in the policy
   * but in no feed can then be paid out, not traded.
   *
   * @throws IllegalArgumentException with one sentence when the gate cannot express the policy
   */
  public static GateAgent of(Manifest manifest) {
    Manifest.Policy policy = manifest.policy();
    return new GateAgent(
        manifest.digest(),
        manifest.verify().profile().code(),
        manifest.verify().quorum(),
        policy.tokens().stream()
            .map(limit -> new TokenLimit(limit.token(), limit.maxPerAction(), limit.maxPerDay()))
            .toList(),
        policy.recipients().stream().map(Manifest.Recipient::address).toList(),
        manifest.venues().stream().map(GateAgent::route).distinct().sorted(ROUTE_ORDER).toList(),
        policy.priceCheck().sources().contains("feed") ? prices(manifest) : List.of());
  }

  private static Route route(Manifest.Venue venue) {
    return switch (venue.kind()) {
      case "uniswap-v2" -> new Route(venue.router(), Swaps.V2_SELECTOR, Swaps.V2_LENGTH);
      case "uniswap-v3" -> new Route(venue.router(), Swaps.V3_SELECTOR, Swaps.V3_LENGTH);
      default ->
          throw new IllegalArgumentException(
              "the gate knows no way to swap on a venue of kind " + venue.kind());
    };
  }

  private static List<PriceRule> prices(Manifest manifest) {
    Manifest.PriceCheck check = manifest.policy().priceCheck();
    return check.feeds().stream()
        .map(
            feed ->
                new PriceRule(
                    feed.base(),
                    feed.quote(),
                    feed.address(),
                    decimals(manifest, feed.base()),
                    decimals(manifest, feed.quote()),
                    feed.decimals(),
                    check.maxDeviationBps(),
                    feed.maxAge()))
        .sorted(Comparator.comparing(PriceRule::base))
        .toList();
  }

  private static int decimals(Manifest manifest, Address token) {
    return manifest
        .token(token)
        .orElseThrow(
            () -> new IllegalArgumentException("a feed prices " + token + ", which is no token"))
        .decimals();
  }

  /** {@code keccak256(abi.encode(agent))}: the hash by which the gate knows this configuration. */
  public Bytes32 configHash() {
    return Bytes32.keccak256(GateAbi.encode(this));
  }

  private static <T> void ascending(List<T> list, Comparator<T> order, String what) {
    for (int i = 1; i < list.size(); i++) {
      require(
          order.compare(list.get(i - 1), list.get(i)) < 0,
          "an agent's " + what + " on chain are strictly ascending");
    }
  }

  private static void require(boolean holds, String sentence) {
    if (!holds) {
      throw new IllegalArgumentException(sentence);
    }
  }
}
