package dev.countersign.tools;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Profile;
import java.math.BigInteger;
import java.util.List;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Manifests for tests: a treasury of USDC (6 decimals), DAI and WETH. */
public final class Agents {
  public static final Address USDC = token(0x10);
  public static final Address DAI = token(0x20);
  public static final Address WETH = token(0x30);
  public static final Address ALICE = token(0xa1);
  public static final Address BOB = token(0xb0);
  public static final Address FEED = token(0xfeed);

  public static final Manifest.Venue V3 =
      new Manifest.Venue(
          "uniswap-v3-500",
          "uniswap-v3",
          token(0x3001),
          token(0x3002),
          token(0x3003),
          500,
          USDC,
          WETH);
  public static final Manifest.Venue V2 =
      new Manifest.Venue(
          "uniswap-v2",
          "uniswap-v2",
          token(0x2001),
          token(0x2001),
          token(0x2003),
          3000,
          USDC,
          WETH);

  private Agents() {}

  public static Address token(int number) {
    return new Address("0x%040x".formatted(number));
  }

  /** USDC in base units. */
  public static BigInteger usdc(String whole) {
    return new java.math.BigDecimal(whole).movePointRight(6).toBigIntegerExact();
  }

  /** WETH, DAI or the native coin in base units. */
  public static BigInteger ether(String whole) {
    return new java.math.BigDecimal(whole).movePointRight(18).toBigIntegerExact();
  }

  public static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text.replace('\'', '"'));
  }

  /** 500 USDC and 0.2 WETH per action, 2000 and 1 per day, native coin 0.1 and 0.1. */
  public static Manifest.Policy policy() {
    return new Manifest.Policy(
        List.of(
            new Manifest.Limit(Address.ZERO, ether("0.1"), ether("0.1")),
            new Manifest.Limit(USDC, usdc("500"), usdc("2000")),
            new Manifest.Limit(WETH, ether("0.2"), ether("1"))),
        List.of(new Manifest.Recipient(ALICE, "alice")),
        50,
        100,
        ether("0.01"),
        ether("0.05"),
        new Manifest.PriceCheck(
            List.of("twap", "feed"), 150, List.of(new Manifest.Feed(WETH, USDC, FEED, 8, 3600))),
        new Manifest.Protections(0, 0, 0, 0, 0, 0));
  }

  public static Manifest manifest() {
    return manifest(policy());
  }

  public static Manifest manifest(Manifest.Policy policy) {
    return manifest(policy, "hold", "{}");
  }

  public static Manifest manifest(Manifest.Policy policy, String strategy, String with) {
    return new Manifest(
        Manifest.VERSION,
        "treasurer",
        31337,
        token(0x6a7e),
        token(0x5afe),
        List.of(
            new Manifest.Token(Address.ZERO, "ETH", 18),
            new Manifest.Token(USDC, "USDC", 6),
            new Manifest.Token(DAI, "DAI", 18),
            new Manifest.Token(WETH, "WETH", 18)),
        List.of(V3, V2),
        new Manifest.Schedule("request", "", "UTC", 0),
        90,
        60,
        1,
        List.of(),
        new Manifest.Decide(
            strategy,
            Bytes32.ZERO,
            1,
            Manifest.ModelRef.NONE,
            Bytes32.ZERO,
            Bytes32.ZERO,
            json(with)),
        policy,
        new Manifest.Verify(Profile.EXACT, 2, 3),
        Bytes32.ZERO,
        List.of());
  }

  /** A manifest with another policy made from {@link #policy()}. */
  public static Manifest with(UnaryOperator<Manifest.Policy> change) {
    return manifest(change.apply(policy()));
  }

  public static Manifest.Policy caps(Manifest.Policy p, List<Manifest.Limit> limits) {
    return new Manifest.Policy(
        limits,
        p.recipients(),
        p.maxSlippageBps(),
        p.maxPriceImpactBps(),
        p.maxGasPerAction(),
        p.maxGasPerDay(),
        p.priceCheck(),
        p.protections());
  }

  public static Manifest.Policy recipients(Manifest.Policy p, List<Manifest.Recipient> recipients) {
    return new Manifest.Policy(
        p.tokens(),
        recipients,
        p.maxSlippageBps(),
        p.maxPriceImpactBps(),
        p.maxGasPerAction(),
        p.maxGasPerDay(),
        p.priceCheck(),
        p.protections());
  }

  public static Manifest.Policy prices(
      Manifest.Policy p, int slippage, int impact, Manifest.PriceCheck check) {
    return new Manifest.Policy(
        p.tokens(),
        p.recipients(),
        slippage,
        impact,
        p.maxGasPerAction(),
        p.maxGasPerDay(),
        check,
        p.protections());
  }

  public static Manifest.Policy protections(Manifest.Policy p, Manifest.Protections protections) {
    return new Manifest.Policy(
        p.tokens(),
        p.recipients(),
        p.maxSlippageBps(),
        p.maxPriceImpactBps(),
        p.maxGasPerAction(),
        p.maxGasPerDay(),
        p.priceCheck(),
        protections);
  }
}
