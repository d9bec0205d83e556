package dev.countersign.tools.observe;

import static dev.countersign.tools.Agents.USDC;
import static dev.countersign.tools.Agents.WETH;
import static dev.countersign.tools.Agents.json;
import static dev.countersign.tools.RecordedChain.word;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.Reason;
import dev.countersign.receipt.ReceiptRejected;
import dev.countersign.tools.Agents;
import dev.countersign.tools.RecordedChain;
import dev.countersign.tools.contracts.UniswapV2;
import dev.countersign.tools.contracts.UniswapV3;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class CandleSourceTest {
  private static final long HOUR = 3600;
  private static final BigInteger TEN_18 = BigInteger.TEN.pow(18);

  private final RecordedChain chain = new RecordedChain(0);
  private final CandleSource source = new CandleSource();

  @Test
  void aCandleIsMadeOfThePricesAfterItsSwapsInOrder() throws Exception {
    sync(10, 100, 300_000); // 3000 USDC for a WETH, reserves in whole tokens
    sync(20, 100, 330_000);
    sync(30, 100, 270_000);
    sync(3599, 100, 310_000);
    chain.mine(HOUR);

    assertThat(candles(1)).containsExactly("0 3000 3300 2700 3100");
  }

  @Test
  void anIntervalWithoutASwapIsAbsent() throws Exception {
    sync(10, 1, 1000);
    sync(2 * HOUR, 1, 1002);
    chain.mine(3 * HOUR + 5);

    assertThat(candles(3)).containsExactly("0 1000 1000 1000 1000", "7200 1002 1002 1002 1002");
  }

  @Test
  void anIntervalIsClosedOnceThePinnedBlockIsAtItsEnd() throws Exception {
    sync(10, 1, 1000);
    chain.mine(HOUR - 1);
    assertThat(candles(1)).isEmpty();

    chain.mine(HOUR);
    assertThat(candles(1)).hasSize(1);
  }

  @Test
  void aSwapAtTheEndOfAnIntervalBelongsToTheNext() throws Exception {
    sync(10, 1, 1000);
    sync(HOUR, 1, 2000);
    chain.mine(2 * HOUR);

    assertThat(candles(2)).containsExactly("0 1000 1000 1000 1000", "3600 2000 2000 2000 2000");
  }

  @Test
  void onlyTheLastIntervalsAreSeen() throws Exception {
    for (int hour = 0; hour < 10; hour++) {
      sync(hour * HOUR + 1, 1, 1000 + hour);
    }
    chain.mine(10 * HOUR);

    assertThat(candles(2))
        .containsExactly("28800 1008 1008 1008 1008", "32400 1009 1009 1009 1009");
  }

  @Test
  void theV3PriceIsTheSquareOfTheRootRoundedDownForBothOrientations() throws Exception {
    // Token 0 is USDC with 6 decimals, token 1 WETH with 18: 2000 USDC for a WETH is
    // 10^18 / (2000 x 10^6) = 5 x 10^8 base units of WETH for one of USDC.
    BigInteger root = BigInteger.valueOf(500_000_000L).shiftLeft(192).sqrt();
    chain.mine(100);
    chain.emit(
        Agents.V3.pool(),
        UniswapV3.SWAP,
        word(-1) + word(1) + word(root) + word(7) + word(-200_000));
    chain.mine(HOUR);

    String wethInUsdc = close(WETH, USDC);
    String usdcInWeth = close(USDC, WETH);
    BigDecimal exact = new BigDecimal(new BigInteger(wethInUsdc), 18);
    assertThat(exact).isBetween(new BigDecimal("2000"), new BigDecimal("2000.000000000001"));
    assertThat(usdcInWeth).isEqualTo("499999999999999"); // the root was rounded down
  }

  @Test
  void aSecondReadingInTheSameIntervalAsksOnce() throws Exception {
    sync(10, 1, 1000);
    sync(HOUR + 10, 1, 1001);
    chain.mine(2 * HOUR);
    candles(2);
    chain.mine(2 * HOUR + 60);
    chain.reads = 0;

    assertThat(candles(2)).hasSize(2);
    assertThat(chain.reads).isEqualTo(1);
  }

  @Test
  void theNextIntervalReadsOnlyItsOwnBlocks() throws Exception {
    for (int hour = 0; hour < 5; hour++) {
      sync(hour * HOUR + 1, 1, 1000 + hour);
    }
    long closing = chain.mine(5 * HOUR).number();
    candles(3);
    sync(5 * HOUR + 1, 1, 1005);
    chain.mine(6 * HOUR);

    List<String> warm = candles(3);
    assertThat(chain.logsFrom).isEqualTo(closing);
    assertThat(warm).isEqualTo(new CandleSourceTest.Fresh().candles(chain));
    assertThat(warm).hasSize(3);
  }

  @Test
  void aReorganisationIsNotAnsweredFromMemory() throws Exception {
    sync(10, 1, 1000);
    long last = chain.head().number();
    sync(HOUR - 1, 1, 1100);
    chain.mine(HOUR);
    assertThat(candles(1)).containsExactly("0 1000 1100 1000 1100");

    chain.reorganise(last + 1, "other");
    sync(HOUR - 1, 1, 900);
    chain.mine(HOUR);
    assertThat(candles(1)).containsExactly("0 1000 1000 900 900");
  }

  /**
   * A verifier evaluates the paper receipts of strangers too. If what their manifests say about a
   * pool could stay behind, they would decide what every other agent's verifiers take for prices.
   */
  @ParameterizedTest
  @ValueSource(strings = {"decimals of the base", "decimals of the quote", "sides", "kind"})
  void whatAStrangersManifestSaysOfAPoolChangesNobodyElsesCandles(String lie) throws Exception {
    sync(10, 1, 1000);
    chain.mine(HOUR);
    try {
      source.observe(spec(WETH, USDC, 1), lying(lie), chain.pinned());
    } catch (Refused | ChainUnavailable e) {
      // Whether the lie can be computed is of no matter.
    }

    assertThat(candles(1)).containsExactly("0 1000 1000 1000 1000");
  }

  private static Manifest lying(String lie) {
    ObjectNode json = (ObjectNode) Agents.manifest().toJson();
    ObjectNode pool = (ObjectNode) json.get("venues").get(1);
    switch (lie) {
      case "decimals of the base" -> decimals(json, WETH, 20);
      case "decimals of the quote" -> decimals(json, USDC, 8);
      case "sides" -> pool.put("token0", WETH.hex()).put("token1", USDC.hex());
      default -> pool.put("kind", "uniswap-v3");
    }
    try {
      return Manifest.parse(json);
    } catch (ReceiptRejected e) {
      throw new AssertionError(e);
    }
  }

  private static void decimals(ObjectNode manifest, Address token, int decimals) {
    for (JsonNode each : manifest.get("tokens")) {
      if (each.get("address").stringValue().equals(token.hex())) {
        ((ObjectNode) each).put("decimals", decimals);
      }
    }
  }

  @Test
  void anOlderSlotIsAnsweredFromWhatANewerOneRead() throws Exception {
    for (int hour = 0; hour < 6; hour++) {
      sync(hour * HOUR + 1, 1, 1000 + hour);
    }
    var older = chain.mine(6 * HOUR);
    sync(6 * HOUR + 1, 1, 1006);
    chain.mine(7 * HOUR);
    candles(5);

    var pinned = new dev.countersign.network.spi.PinnedChain(chain, older);
    Observation again = source.observe(spec(WETH, USDC, 4), Agents.manifest(), pinned).getFirst();
    assertThat(text(again)).hasSize(4).last().asString().startsWith("18000 1005");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'kind':'candles'}",
        "{'kind':'candles','venue':'elsewhere','base':'B','quote':'Q','interval':3600,'count':1}",
        "{'kind':'candles','venue':'uniswap-v2','base':'B','quote':'B','interval':3600,'count':1}",
        "{'kind':'candles','venue':'uniswap-v2','base':'B','quote':'Q','interval':59,'count':1}",
        "{'kind':'candles','venue':'uniswap-v2','base':'B','quote':'Q','interval':3600,'count':0}",
        "{'kind':'candles','venue':'uniswap-v2','base':'B','quote':'Q','interval':3600,'count':1025}",
        "{'kind':'candles','venue':'uniswap-v2','base':'B','quote':'Q','interval':'1h','count':1}",
        "{'kind':'candles','venue':'uniswap-v2','base':'B','quote':'Q','interval':3600,'count':1,"
            + "'smooth':true}",
        "[]"
      })
  void anEntryThatCannotBeUnderstoodIsRefused(String spec) {
    String resolved = spec.replace("'B'", "'" + WETH + "'").replace("'Q'", "'" + USDC + "'");
    assertThatThrownBy(() -> source.observe(json(resolved), Agents.manifest(), chain.pinned()))
        .isInstanceOf(Refused.class);
  }

  @Test
  void aPriceBelowTheScaleIsRefused() {
    chain.mine(10);
    chain.emit(Agents.V2.pool(), UniswapV2.SYNC, word(1) + word(BigInteger.ONE.shiftLeft(111)));
    chain.mine(HOUR);

    assertThatThrownBy(() -> candles(1))
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.reason()).isEqualTo(Reason.OBSERVATION_INSUFFICIENT));
  }

  private void sync(long time, long weth, long usdc) {
    chain.mine(time);
    chain.emit(
        Agents.V2.pool(),
        UniswapV2.SYNC,
        word(BigInteger.valueOf(usdc).multiply(BigInteger.TEN.pow(6)))
            + word(BigInteger.valueOf(weth).multiply(TEN_18)));
  }

  private List<String> candles(int count) throws Exception {
    return text(
        source.observe(spec(WETH, USDC, count), Agents.manifest(), chain.pinned()).getFirst());
  }

  /** A source without a memory. */
  private static final class Fresh {
    List<String> candles(RecordedChain chain) throws Exception {
      return text(
          new CandleSource()
              .observe(spec(WETH, USDC, 3), Agents.manifest(), chain.pinned())
              .getFirst());
    }
  }

  private String close(Address base, Address quote) throws Exception {
    Observation seen =
        source
            .observe(
                json(
                    "{'kind':'candles','venue':'uniswap-v3-500','base':'%s','quote':'%s','interval':3600,'count':1}"
                        .formatted(base, quote)),
                Agents.manifest(),
                chain.pinned())
            .getFirst();
    return seen.content().get("candles").get(0).get("close").stringValue();
  }

  private static JsonNode spec(Address base, Address quote, int count) {
    return json(
        "{'kind':'candles','venue':'uniswap-v2','base':'%s','quote':'%s','interval':3600,'count':%d}"
            .formatted(base, quote, count));
  }

  private static List<String> text(Observation observation) {
    return observation
        .content()
        .get("candles")
        .valueStream()
        .map(
            candle ->
                candle.get("openTime")
                    + " "
                    + whole(candle.get("open").stringValue())
                    + " "
                    + whole(candle.get("high").stringValue())
                    + " "
                    + whole(candle.get("low").stringValue())
                    + " "
                    + whole(candle.get("close").stringValue()))
        .toList();
  }

  private static String whole(String scaled) {
    return new BigDecimal(new BigInteger(scaled), 18).stripTrailingZeros().toPlainString();
  }
}
