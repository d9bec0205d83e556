package dev.countersign.strategies.backtest;

import dev.countersign.network.evaluate.Catalog;
import dev.countersign.network.evaluate.CodeDigest;
import dev.countersign.network.evaluate.Inference;
import dev.countersign.network.spi.Refused;
import dev.countersign.network.spi.Strategy;
import dev.countersign.network.spi.Unable;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Manifest.ModelRef;
import dev.countersign.receipt.Profile;
import dev.countersign.receipt.Tensor;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Agents and candles for tests of backtests. */
final class Ground {
  static final Address USDC = address(0x10);
  static final Address WETH = address(0x30);
  static final String REBALANCE =
      "{'targets':[{'token':'%s','bps':5000},{'token':'%s','bps':5000}],'bandBps':100,'leanBps':0}"
          .formatted(WETH, USDC);

  /** 2025-01-01 00:00 UTC. */
  static final long NEW_YEAR = 1_735_689_600L;

  /** For agents without a model. */
  static final Inference NO_MODEL =
      new Inference() {
        @Override
        public Outputs infer(
            ModelRef model, Map<String, Tensor> inputs, Map<String, Tensor> claimed)
            throws Refused, Unable {
          throw new AssertionError("no model is asked");
        }
      };

  private Ground() {}

  static Address address(int number) {
    return new Address("0x%040x".formatted(number));
  }

  static BigInteger usdc(String whole) {
    return new BigDecimal(whole).movePointRight(6).toBigIntegerExact();
  }

  static BigInteger weth(String whole) {
    return new BigDecimal(whole).movePointRight(18).toBigIntegerExact();
  }

  static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text.replace('\'', '"'));
  }

  /** An agent that rebalances half and half on request, on the V3 pool of 0.05 %. */
  static Manifest rebalancer(int count) {
    return agent("rebalance", digest("rebalance"), REBALANCE, count, request(), "500");
  }

  static Manifest.Schedule request() {
    return new Manifest.Schedule("request", "", "UTC", 0);
  }

  static Bytes32 digest(String strategy) {
    return digest(
        Backtest.strategies().stream()
            .filter(each -> each.id().equals(strategy))
            .findFirst()
            .orElseThrow());
  }

  static Bytes32 digest(Strategy strategy) {
    return CodeDigest.of(strategy.getClass());
  }

  static Manifest agent(
      String strategy,
      Bytes32 digest,
      String with,
      int count,
      Manifest.Schedule schedule,
      String maxPerAction) {
    Manifest.Venue v3 =
        new Manifest.Venue(
            "uniswap-v3-500", "uniswap-v3", address(1), address(2), address(3), 500, USDC, WETH);
    Manifest.Venue v2 =
        new Manifest.Venue(
            "uniswap-v2", "uniswap-v2", address(4), address(4), address(5), 3000, USDC, WETH);
    return new Manifest(
        Manifest.VERSION,
        "tester",
        1,
        address(0x6a7e),
        address(0x5afe),
        List.of(new Manifest.Token(USDC, "USDC", 6), new Manifest.Token(WETH, "WETH", 18)),
        List.of(v2, v3),
        schedule,
        90,
        60,
        1,
        List.of(
            json(
                "{'kind':'candles','venue':'uniswap-v3-500','base':'%s','quote':'%s','interval':3600,'count':%d}"
                    .formatted(WETH, USDC, count)),
            json("{'kind':'balances','tokens':['%s','%s']}".formatted(USDC, WETH))),
        new Manifest.Decide(
            strategy,
            digest,
            Catalog.DECODER,
            ModelRef.NONE,
            Bytes32.ZERO,
            Bytes32.ZERO,
            json(with)),
        new Manifest.Policy(
            List.of(
                new Manifest.Limit(USDC, usdc(maxPerAction), usdc("100000")),
                new Manifest.Limit(WETH, weth("100"), weth("1000"))),
            List.of(),
            50,
            100,
            BigInteger.TEN,
            BigInteger.TEN,
            new Manifest.PriceCheck(List.of("twap"), 150, List.of()),
            new Manifest.Protections(0, 0, 0, 0, 0, 0)),
        new Manifest.Verify(Profile.EXACT, 2, 3),
        Bytes32.ZERO,
        List.of());
  }

  /** With 1,000 USDC, a depth of a million and a gas of one. */
  static Backtest.Terms terms(Manifest manifest) {
    return new Backtest.Terms(
        manifest,
        Map.of(USDC, usdc("1000")),
        OptionalLong.empty(),
        OptionalLong.empty(),
        usdc("1000000"),
        usdc("1"));
  }

  /** Hourly candles from New Year on; each opens where the one before closed. */
  static History hourly(String... closes) throws HistoryRefused {
    StringBuilder csv = new StringBuilder("timestamp,open,high,low,close\n");
    BigDecimal open = new BigDecimal(closes[0]);
    for (int i = 0; i < closes.length; i++) {
      BigDecimal close = new BigDecimal(closes[i]);
      csv.append(NEW_YEAR + 3600L * i)
          .append(',')
          .append(open)
          .append(',')
          .append(open.max(close))
          .append(',')
          .append(open.min(close))
          .append(',')
          .append(close)
          .append('\n');
      open = close;
    }
    return csv(csv.toString());
  }

  static History csv(String text) throws HistoryRefused {
    return HistoryFile.parse("test.csv", text.getBytes(StandardCharsets.UTF_8));
  }
}
