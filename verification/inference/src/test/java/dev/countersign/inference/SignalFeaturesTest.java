package dev.countersign.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.countersign.inference.InputRefused.Code;
import dev.countersign.receipt.Reason;
import dev.countersign.receipt.Tensor;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class SignalFeaturesTest {
  private static final BigInteger ONE = BigInteger.TEN.pow(18);
  private final SignalFeatures function = new SignalFeatures();

  private float[] features(List<Candle> candles) throws InputRefused {
    return Objects.requireNonNull(function.features(candles).get("features")).floats();
  }

  private static List<Candle> scaled(List<Candle> candles, UnaryOperator<BigInteger> by) {
    return candles.stream()
        .map(
            c ->
                new Candle(
                    c.openTime(),
                    by.apply(c.open()),
                    by.apply(c.high()),
                    by.apply(c.low()),
                    by.apply(c.close())))
        .toList();
  }

  private static List<Candle> flat(int count) {
    List<Candle> candles = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      candles.add(new Candle(3600L * i, ONE, ONE, ONE, ONE));
    }
    return candles;
  }

  private static List<Candle> rising() {
    List<Candle> candles = new ArrayList<>();
    BigInteger price = ONE;
    for (int i = 0; i < 64; i++) {
      BigInteger next = price.multiply(BigInteger.valueOf(101)).divide(BigInteger.valueOf(100));
      candles.add(new Candle(3600L * i, price, next, price, next));
      price = next;
    }
    return candles;
  }

  private void assertRefused(List<Candle> candles, Code code) {
    assertThatExceptionOfType(InputRefused.class)
        .isThrownBy(() -> function.features(candles))
        .satisfies(e -> assertThat(e.code()).isEqualTo(code))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.OBSERVATION_INSUFFICIENT));
  }

  @Test
  void theBitsAreThoseThatTheModelWasTrainedOn() throws IOException, InputRefused {
    // A change of one bit anywhere in the function is another function and needs another name.
    assertThat(Tensor.digest(Shipped.features(1000).values()).hex())
        .isEqualTo("a08f00d2225ecaaf4e0daa94cb0c4530a757fd1918a07a71cb2ddafb6599cfb0");
    assertThat(Tensor.digest(Shipped.features(5000).values()).hex())
        .isEqualTo("e18e39f2a56cf741aaeb6bbb49faf0cd0a5720a5431a6f5fcc01fcb6cdc6f40b");
  }

  @Test
  void theShapeIsThatOfTheModel() throws InputRefused {
    Tensor tensor = Objects.requireNonNull(function.features(rising()).get("features"));
    assertThat(tensor.dims()).containsExactly(1L, 24L);
    assertThat(tensor.type()).isEqualTo(Tensor.Type.FLOAT32);
  }

  @Test
  void thePriceLevelDoesNotMatter() throws IOException, InputRefused {
    List<Candle> candles = Shipped.candles().subList(0, 64);
    float[] usual = features(candles);
    assertThat(features(scaled(candles, price -> price.shiftLeft(20)))).containsExactly(usual);
    assertThat(features(scaled(candles, price -> price.multiply(BigInteger.valueOf(1_234_567)))))
        .containsExactly(usual, within(1e-4f));
  }

  @Test
  void onlyTheLast64CandlesCount() throws IOException, InputRefused {
    List<Candle> candles = Shipped.candles();
    assertThat(features(candles.subList(0, 500)))
        .containsExactly(features(candles.subList(436, 500)));
  }

  @Test
  void aMarketThatStandsStillHasNoDirection() throws InputRefused {
    float[] features = features(flat(64));
    for (int i = 0; i < features.length; i++) {
      assertThat(features[i]).as("feature %d", i).isEqualTo(i == 7 ? -4f : 0f);
    }
  }

  @Test
  void aMarketThatRisesPointsUp() throws InputRefused {
    float[] features = features(rising());
    assertThat(features[0]).isEqualTo(1f, within(1e-3f));
    assertThat(features[6]).isEqualTo(4f);
    assertThat(features[10]).isEqualTo(1f, within(1e-3f));
    assertThat(features[13]).isEqualTo(1f, within(1e-3f));
    assertThat(features[15]).isPositive();
    assertThat(features[18]).isPositive();
    assertThat(features[19]).isEqualTo(1f);
    assertThat(features[20]).isZero();
  }

  @Test
  void everyFeatureStaysWithinItsLimits() throws IOException, InputRefused {
    List<Candle> candles = Shipped.candles();
    for (int i = 0; i + 64 <= candles.size(); i += 97) {
      for (float feature : features(candles.subList(i, i + 64))) {
        assertThat(feature).isBetween(-4f, 4f);
      }
    }
  }

  @Test
  void tooFewCandlesAreRefused() {
    assertRefused(flat(63), Code.TOO_FEW_CANDLES);
    assertRefused(List.of(), Code.TOO_FEW_CANDLES);
  }

  @Test
  void aGapIsRefusedAndNeverFilled() {
    List<Candle> candles = flat(65);
    candles.remove(30);
    assertRefused(candles, Code.GAP);
  }

  @Test
  void aDoubledOrReversedCandleIsRefused() {
    List<Candle> doubled = flat(64);
    doubled.set(10, doubled.get(9));
    assertRefused(doubled, Code.GAP);
    assertRefused(flat(64).reversed(), Code.GAP);
  }

  @Test
  void aGapBeforeTheWindowDoesNotMatter() throws InputRefused {
    List<Candle> candles = flat(70);
    candles.remove(2);
    assertThat(features(candles)).hasSize(24);
  }

  @Test
  void anAbsurdPriceIsRefused() {
    assertRefused(scaled(flat(64), price -> price.shiftLeft(300)), Code.BAD_CANDLE);
  }
}
