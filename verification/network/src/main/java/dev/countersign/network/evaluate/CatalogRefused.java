package dev.countersign.network.evaluate;

/**
 * What is on the class path makes no catalog: a strategy that cannot be loaded, two of one name, or
 * code that no digest would cover.
 */
public final class CatalogRefused extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  CatalogRefused(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
