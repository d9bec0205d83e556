package dev.countersign.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.inference.Candle;
import dev.countersign.network.evaluate.Catalog;
import dev.countersign.network.spi.Refused;
import dev.countersign.network.spi.Strategy;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Profile;
import dev.countersign.receipt.Slot;
import dev.countersign.tools.observe.AccountState;
import dev.countersign.tools.observe.Candles;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class BuyTheDipTest {
  private static final Address USDC = new Address("0x" + "1".repeat(40));
  private static final Address WETH = new Address("0x" + "2".repeat(40));
  private static final BlockRef BLOCK = new BlockRef(7, Bytes32.ZERO, 7200);

  @ParameterizedTest
  @CsvSource({
    // open, close, USDC held, what is sold
    "2000, 1999, 500, 50",
    "2000, 2000, 500, 0",
    "2000, 2001, 500, 0",
    "2000, 1999, 9,   0",
    "2000, 1999, 0,   0"
  })
  void spendsATenthWhenTheLastCandleFell(long open, long close, long held, long sold)
      throws Exception {
    Strategy.Decision decision = decide(List.of(candle(open, close)), held);
    assertThat(decision.intents())
        .containsExactly(
            sold == 0
                ? new Intent.Hold("no-dip")
                : new Intent.Swap(USDC, BigInteger.valueOf(sold), WETH, "pool"));
  }

  @Test
  void withoutAPriceThereIsNoDecision() {
    assertThatThrownBy(() -> decide(List.of(), 500)).isInstanceOf(Refused.class);
  }

  @Test
  void itIsFoundByItsNameAndHasADigest() {
    assertThat(Catalog.load().strategyDigests()).containsKey("buy-the-dip");
  }

  @Test
  void itIsUnderThirtyLinesOfJava() throws Exception {
    Path source =
        Path.of(System.getProperty("countersign.root"))
            .resolve("examples/src/main/java/dev/countersign/examples/BuyTheDip.java");
    List<String> lines = Files.readAllLines(source);
    assertThat(
            lines.subList(
                lines.indexOf("public final class BuyTheDip implements Strategy {"), lines.size()))
        .hasSizeLessThan(30);
  }

  private static Candle candle(long open, long close) {
    return new Candle(
        3600,
        BigInteger.valueOf(open),
        BigInteger.valueOf(Math.max(open, close)),
        BigInteger.valueOf(Math.min(open, close)),
        BigInteger.valueOf(close));
  }

  private static Strategy.Decision decide(List<Candle> candles, long held) throws Refused {
    AccountState account =
        new AccountState(
            7200,
            new Slot(0),
            false,
            Bytes32.ZERO,
            0,
            Map.of(),
            Map.of(USDC, BigInteger.valueOf(held)),
            List.of());
    return new BuyTheDip()
        .decide(
            new Strategy.Input(
                MANIFEST,
                MANIFEST.decide().with(),
                Slot.of(7200, 0),
                List.of(
                    new Candles("pool", WETH, USDC, 3600, 7200, candles).observed(BLOCK),
                    account.observed(BLOCK)),
                Map.of()));
  }

  private static final Manifest MANIFEST =
      new Manifest(
          Manifest.VERSION,
          "dipper",
          31337,
          new Address("0x" + "3".repeat(40)),
          new Address("0x" + "4".repeat(40)),
          List.of(new Manifest.Token(USDC, "USDC", 6), new Manifest.Token(WETH, "WETH", 18)),
          List.of(),
          new Manifest.Schedule("request", "", "UTC", 0),
          90,
          60,
          1,
          List.of(),
          new Manifest.Decide(
              "buy-the-dip",
              Bytes32.ZERO,
              1,
              Manifest.ModelRef.NONE,
              Bytes32.ZERO,
              Bytes32.ZERO,
              JsonMapper.shared().createObjectNode()),
          new Manifest.Policy(
              List.of(),
              List.of(),
              0,
              0,
              BigInteger.ZERO,
              BigInteger.ZERO,
              new Manifest.PriceCheck(List.of(), 0, List.of()),
              new Manifest.Protections(0, 0, 0, 0, 0, 0)),
          new Manifest.Verify(Profile.EXACT, 2, 3),
          Bytes32.ZERO,
          List.of());
}
