package dev.countersign.network.gate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the gate costs beside the same swap from a plain account. */
final class GasTest {
  private static final double MOST_PERCENT = 25.0;

  @Test
  void aCertifiedSwapCostsLittleMoreThanTheSameSwapFromAPlainAccount() throws Exception {
    try (GasBench bench = GasBench.open()) {
      GasBench.Cost cost = bench.cost(3, 2);
      System.out.println(cost);
      assertThat(cost.percent()).isLessThan(MOST_PERCENT);
    }
  }
}
