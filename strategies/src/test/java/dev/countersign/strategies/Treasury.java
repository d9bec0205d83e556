package dev.countersign.strategies;

import dev.countersign.inference.Candle;
import dev.countersign.network.spi.Refused;
import dev.countersign.network.spi.Strategy;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.Profile;
import dev.countersign.receipt.Slot;
import dev.countersign.receipt.Tensor;
import dev.countersign.tools.observe.AccountState;
import dev.countersign.tools.observe.Candles;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Agents and what they see, for tests of strategies. */
final class Treasury {
  static final Address USDC = address(0x10);
  static final Address WETH = address(0x30);
  static final Address ALICE = address(0xa1);
  static final Address BOB = address(0xb0);

  /** 2025-01-01 00:00 UTC. */
  static final long NEW_YEAR = 1_735_689_600L;

  static final Manifest.ModelRef SIGNAL =
      new Manifest.ModelRef("signal-v1", Bytes32.sha256(new byte[] {1}));

  private Treasury() {}

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

  static Manifest agent(String strategy, String with, Manifest.ModelRef model, String timezone) {
    Manifest.Venue v3 =
        new Manifest.Venue(
            "uniswap-v3-500", "uniswap-v3", address(1), address(2), address(3), 500, USDC, WETH);
    Manifest.Venue v2 =
        new Manifest.Venue(
            "uniswap-v2", "uniswap-v2", address(4), address(4), address(5), 3000, USDC, WETH);
    return new Manifest(
        Manifest.VERSION,
        "treasurer",
        31337,
        address(0x6a7e),
        address(0x5afe),
        List.of(new Manifest.Token(USDC, "USDC", 6), new Manifest.Token(WETH, "WETH", 18)),
        List.of(v2, v3),
        new Manifest.Schedule("request", "", timezone, 0),
        90,
        60,
        1,
        List.of(
            json(
                "{'kind':'candles','venue':'uniswap-v3-500','base':'%s','quote':'%s','interval':3600,'count':64}"
                    .formatted(WETH, USDC))),
        new Manifest.Decide(
            strategy, Bytes32.ZERO, 1, model, Bytes32.ZERO, Bytes32.ZERO, json(with)),
        new Manifest.Policy(
            List.of(
                new Manifest.Limit(USDC, usdc("500"), usdc("2000")),
                new Manifest.Limit(WETH, weth("0.2"), weth("1"))),
            List.of(new Manifest.Recipient(ALICE, "alice"), new Manifest.Recipient(BOB, "bob")),
            50,
            100,
            BigInteger.TEN,
            BigInteger.TEN,
            new Manifest.PriceCheck(List.of(), 0, List.of()),
            new Manifest.Protections(0, 0, 0, 0, 0, 0)),
        new Manifest.Verify(Profile.EXACT, 2, 3),
        Bytes32.ZERO,
        List.of());
  }

  static BlockRef block(long time) {
    return new BlockRef(7, Bytes32.ZERO, time);
  }

  static Observation account(
      long time,
      String usdc,
      String weth,
      Map<Address, BigInteger> spent,
      List<AccountState.Execution> executed) {
    return new AccountState(
            time,
            new Slot(0),
            false,
            Bytes32.ZERO,
            time / AccountState.DAY,
            spent,
            Map.of(USDC, usdc(usdc), WETH, weth(weth)),
            executed)
        .observed(block(time));
  }

  /** Sixty-four hourly candles that end at a price, the last one closed at the given time. */
  static Observation candles(long time, String price) {
    List<Candle> list = new ArrayList<>();
    for (int i = 64; i > 0; i--) {
      BigInteger close = weth(price).add(BigInteger.valueOf(i - 1));
      list.add(
          new Candle(Math.floorDiv(time, 3600) * 3600 - 3600L * i, close, close, close, close));
    }
    return new Candles("uniswap-v3-500", WETH, USDC, 3600, time, list).observed(block(time));
  }

  /**
   * Hourly candles with these closes, separated by blanks; the last one closed at the given time.
   */
  static Observation closes(long time, String closes) {
    List<Candle> list = new ArrayList<>();
    String[] prices = closes.trim().split(" +", -1);
    for (int i = 0; i < prices.length; i++) {
      BigInteger close = weth(prices[i]);
      list.add(new Candle(time - 3600L * (prices.length - i), close, close, close, close));
    }
    return new Candles("uniswap-v3-500", WETH, USDC, 3600, time, list).observed(block(time));
  }

  /** What a strategy decides at the new year: on these closes, with these balances. */
  static Strategy.Decision decide(
      Strategy strategy, Manifest agent, String closes, String usdc, String weth) throws Refused {
    List<Observation> seen =
        List.of(closes(NEW_YEAR, closes), account(NEW_YEAR, usdc, weth, Map.of(), List.of()));
    return strategy.decide(input(agent, NEW_YEAR, seen, Map.of()));
  }

  /** A sale of so much of a token for the other one, or a hold for a reason. */
  static Intent intent(String sold, String amount) {
    return switch (sold) {
      case "USDC" -> new Intent.Swap(USDC, usdc(amount), WETH, "uniswap-v3-500");
      case "WETH" -> new Intent.Swap(WETH, weth(amount), USDC, "uniswap-v3-500");
      default -> new Intent.Hold(amount);
    };
  }

  static Strategy.Input input(
      Manifest agent, long anchor, List<Observation> seen, Map<String, Tensor> output) {
    return new Strategy.Input(agent, agent.decide().with(), Slot.of(anchor, 0), seen, output);
  }

  /** Logits whose softmax is close to the shares. */
  static Map<String, Tensor> logits(double down, double flat, double up) {
    float[] values = {
      (float) StrictMath.log(down), (float) StrictMath.log(flat), (float) StrictMath.log(up)
    };
    return Map.of("logits", Tensor.ofFloats("logits", List.of(1L, 3L), values));
  }
}
