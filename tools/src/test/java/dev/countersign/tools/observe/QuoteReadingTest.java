package dev.countersign.tools.observe;

import static dev.countersign.tools.Agents.DAI;
import static dev.countersign.tools.Agents.USDC;
import static dev.countersign.tools.Agents.WETH;
import static dev.countersign.tools.Agents.ether;
import static dev.countersign.tools.Agents.usdc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.Reason;
import dev.countersign.tools.Agents;
import dev.countersign.tools.Market;
import dev.countersign.tools.RecordedChain;
import dev.countersign.tools.contracts.Ratio;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuoteReadingTest {
  private static final long NOW = 1_735_689_600L;
  private static final Intent.Swap BUY = new Intent.Swap(USDC, usdc("100"), WETH, Agents.V3.name());
  private static final Intent.Swap SELL =
      new Intent.Swap(WETH, ether("0.05"), USDC, Agents.V2.name());
  private static final BigInteger TWO_THOUSAND = new BigInteger("200000000000");

  private final RecordedChain chain = new RecordedChain(NOW);
  private final Market market = new Market(chain);

  @BeforeEach
  void aMarketAt2000UsdcForAWeth() {
    // 5 x 10^8 base units of WETH for one of USDC; tick 200311 is 4.9999 x 10^8.
    market.v3Price(new BigInteger("500000000"), BigInteger.ONE);
    market.v3Ticks(0, 200_311L * 600);
    market.v3Quote(BUY, ether("0.04997"));
    market.v2Reserves(usdc("200000"), ether("100"));
    market.v2Quote(SELL, usdc("99.6"));
    market.feed(7, TWO_THOUSAND, NOW - 60, 7);
    market.feedDecimals(8);
  }

  @Test
  void aV3QuoteHasThePoolsAnswerItsMidPriceAndBothReferences() throws Exception {
    Quote quote = read(BUY);

    assertThat(quote.amountOut()).isEqualTo(ether("0.04997"));
    assertThat(quote.mid().worth(usdc("100"))).isBetween(ether("0.0499999999999"), ether("0.05"));
    assertThat(quote.references())
        .extracting(Quote.Reference::source)
        .containsExactly("twap", "feed");
    assertThat(quote.references().get(0).amountOut()).isBetween(ether("0.049998"), ether("0.05"));
    assertThat(quote.references().get(1).amountOut()).isEqualTo(ether("0.05"));
  }

  @Test
  void aV2QuoteUsesTheReservesAndTheTwapOfTheListedV3Pool() throws Exception {
    Quote quote = read(SELL);

    assertThat(quote.amountOut()).isEqualTo(usdc("99.6"));
    assertThat(quote.mid()).isEqualTo(new Ratio(usdc("200000"), ether("100")));
    assertThat(quote.references().get(0).amountOut()).isBetween(usdc("100"), usdc("100.01"));
    assertThat(quote.references().get(1).amountOut()).isEqualTo(usdc("100"));
  }

  @Test
  void aQuoteReadsBackFromItsObservation() throws Exception {
    Quote quote = read(BUY);
    Observation observation = quote.observed(chain.head());

    assertThat(Quote.in(List.of(observation))).containsExactly(quote);
    assertThat(observation.source()).isEqualTo(Agents.V3.name());
  }

  @Test
  void theMeanTickIsRoundedTowardsMinusInfinity() throws Exception {
    market.v3Ticks(0, -1);
    // Tick -1: one base unit of USDC is worth 1/1.0001 of WETH; 0 would be exactly one.
    assertThat(read(BUY).references().getFirst().amountOut())
        .isEqualTo(new BigInteger("99990000")); // floor(100000000 / 1.0001)
  }

  @ParameterizedTest
  @CsvSource({
    "7, 200000000000, -3600, 7, ",
    "7, 200000000000, -3601, 7, is 3601 seconds old; 3600 are allowed",
    "7, 200000000000,     1, 7, answers a round that is not complete",
    "0, 200000000000,     0, 0, answers a round that is not complete",
    "7,            0,     0, 7, 'answers 0, which is no price'",
    "7,           -1,     0, 7, 'answers -1, which is no price'",
    "7, 200000000000,     0, 6, carries over the answer of an earlier round"
  })
  void aFeedIsFreshPositiveAndOfItsOwnRound(
      long round, BigInteger answer, long age, long answeredIn, String refusal) throws Exception {
    market.feed(round, answer, NOW + age, answeredIn);
    if (refusal == null) {
      assertThat(read(BUY).references()).hasSize(2);
    } else {
      assertThatThrownBy(() -> read(BUY))
          .isInstanceOfSatisfying(
              Refused.class, e -> assertThat(e.reason()).isEqualTo(Reason.PRICE_UNAVAILABLE))
          .hasMessage("feed: " + Agents.FEED + " " + refusal);
    }
  }

  @Test
  void aFeedOfOtherDecimalsIsRefused() {
    market.feedDecimals(18);
    refused(BUY, Reason.PRICE_UNAVAILABLE);
  }

  @Test
  void aTwapThatDoesNotReachBackIsRefused() {
    Intent.Swap buy = new Intent.Swap(USDC, usdc("100"), WETH, Agents.V3.name());
    RecordedChain young = new RecordedChain(NOW);
    Market market = new Market(young);
    market.v3Price(new BigInteger("500000000"), BigInteger.ONE);
    market.v3Quote(buy, ether("0.05"));
    assertThatThrownBy(() -> new QuoteReading(Agents.manifest(), young.pinned()).of(buy))
        .isInstanceOf(Refused.class)
        .hasMessage("twap: the observations of uniswap-v3-500 do not reach back 600 seconds");
  }

  @Test
  void aPoolThatCannotTradeTheAmountIsRefused() {
    refused(
        new Intent.Swap(USDC, usdc("101"), WETH, Agents.V3.name()),
        Reason.OBSERVATION_INSUFFICIENT);
  }

  @Test
  void aVenueOfAnotherPairOrNameIsRefused() {
    refused(new Intent.Swap(DAI, ether("1"), WETH, Agents.V3.name()), Reason.VENUE_NOT_PERMITTED);
    refused(new Intent.Swap(USDC, usdc("1"), WETH, "elsewhere"), Reason.VENUE_NOT_PERMITTED);
  }

  @Test
  void aPairThatNoFeedPricesIsRefused() {
    Manifest blind =
        Agents.with(
            p ->
                Agents.prices(
                    p, 50, 100, new Manifest.PriceCheck(List.of("feed"), 150, List.of())));
    assertThatThrownBy(() -> new QuoteReading(blind, chain.pinned()).of(BUY))
        .hasMessage("feed: the manifest lists no feed that prices USDC against WETH");
  }

  private Quote read(Intent.Swap swap) throws Exception {
    return new QuoteReading(Agents.manifest(), chain.pinned()).of(swap);
  }

  private void refused(Intent.Swap swap, Reason reason) {
    assertThatThrownBy(() -> read(swap))
        .isInstanceOfSatisfying(Refused.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
