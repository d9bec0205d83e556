package dev.countersign.tools.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.network.chain.Fees;
import java.math.BigInteger;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OfferTest {
  private static final OutboxTerms TERMS = OutboxTerms.LOCAL;

  // Base fee 100, tip 10, 1000 units of gas.
  @ParameterizedTest
  @CsvSource({
    "1000000, 210", // twice the base fee and the tip
    "210000,  210",
    "209999,  209", // what the limit leaves
    "110000,  110", // the base fee and the tip
    "109999,  "
  })
  void aFirstOfferStaysWithinTheLimit(long limit, Long maxFee) {
    Optional<Offer> offer = Offer.first(fees(100, 10), TERMS, 1000, BigInteger.valueOf(limit));
    assertThat(offer.map(o -> o.maxFee().longValueExact())).isEqualTo(Optional.ofNullable(maxFee));
  }

  @Test
  void aReplacementRaisesBothByAnEighthAtLeast() {
    Attempt before = Entries.execute("before", 7);
    Optional<Offer> offer =
        Offer.raised(before, fees(1, 1), TERMS, 200_000, BigInteger.TEN.pow(18));
    assertThat(offer)
        .contains(new Offer(BigInteger.valueOf(3_375_000_001L), BigInteger.valueOf(1_125_001)));
  }

  @Test
  void aReplacementFollowsTheMarket() {
    Attempt before = Entries.execute("before", 7);
    Optional<Offer> offer =
        Offer.raised(
            before, fees(5_000_000_000L, 3_000_000), TERMS, 200_000, BigInteger.TEN.pow(18));
    assertThat(offer)
        .contains(new Offer(BigInteger.valueOf(10_003_000_000L), BigInteger.valueOf(3_000_000)));
  }

  @Test
  void aReplacementThatTheLimitDoesNotLeaveIsNone() {
    Attempt before = Entries.execute("before", 7);
    BigInteger eighthMore = BigInteger.valueOf(3_375_000_001L * 200_000);
    assertThat(Offer.raised(before, fees(1, 1), TERMS, 200_000, eighthMore)).isPresent();
    assertThat(
            Offer.raised(before, fees(1, 1), TERMS, 200_000, eighthMore.subtract(BigInteger.ONE)))
        .isEmpty();
  }

  private static Fees fees(long base, long tip) {
    return new Fees(BigInteger.valueOf(base), BigInteger.valueOf(tip));
  }
}
