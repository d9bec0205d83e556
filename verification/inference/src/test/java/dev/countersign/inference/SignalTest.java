package dev.countersign.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.receipt.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignalTest {
  private static Map<String, Tensor> logits(float down, float flat, float up) {
    return Map.of(
        "logits", Tensor.ofFloats("logits", List.of(1L, 3L), new float[] {down, flat, up}));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, 3333, 3334, 3333",
    "1, 1, 1, 3333, 3334, 3333",
    "0, 0, 100, 0, 0, 10000",
    "100, 0, 0, 10000, 0, 0",
    "0, 100, 0, 0, 10000, 0",
    "3e38, -3e38, 0, 10000, 0, 0",
    "0, 1, 0.5, 1863, 5066, 3071",
  })
  void logitsBecomeSharesOfTenThousand(float a, float b, float c, int down, int flat, int up)
      throws InputRefused {
    Signal signal = Signal.of(logits(a, b, c));
    assertThat(signal).isEqualTo(new Signal(down, flat, up));
    assertThat(signal.score()).isEqualTo(up - down);
  }

  @Test
  void anotherOutputIsRefused() {
    assertThatExceptionOfType(InputRefused.class).isThrownBy(() -> Signal.of(Map.of()));
    assertThatExceptionOfType(InputRefused.class)
        .isThrownBy(() -> Signal.of(logits(Float.POSITIVE_INFINITY, 0, 0)));
    assertThatExceptionOfType(InputRefused.class)
        .isThrownBy(
            () ->
                Signal.of(Map.of("logits", Tensor.ofFloats("logits", List.of(3L), new float[3]))));
  }
}
