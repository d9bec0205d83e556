package dev.countersign.strategies;

import dev.countersign.network.spi.Refused;
import dev.countersign.network.spi.Strategy;
import dev.countersign.receipt.Manifest;
import dev.countersign.tools.WholeTokens;
import java.math.BigDecimal;
import java.util.List;

/**
 * A strategy without a model whose parameters make up terms.
 *
 * @param <T> the terms
 */
abstract class Termed<T> implements Strategy {
  private final String id;

  Termed(String id) {
    this.id = id;
  }

  /**
   * What the strategy is told, resolved against the manifest.
   *
   * @throws Refused when it makes no sense
   */
  abstract T terms(Manifest manifest) throws Refused;

  @Override
  public final String id() {
    return id;
  }

  @Override
  public final List<String> problems(Manifest manifest) {
    try {
      terms(manifest);
      return List.of();
    } catch (Refused e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }

  /** A price in a sentence, from a number that an indicator gave. */
  static String shown(double price) {
    return WholeTokens.about(new BigDecimal(price).toBigInteger(), Portfolio.PRICE_DECIMALS);
  }
}
