package dev.countersign.receipt;

/**
 * Something that a published bundle shows, or replaces by its digest.
 *
 * @param <T> what it is
 */
public sealed interface Part<T> {
  /**
   * It is there.
   *
   * @param <T> what it is
   * @param value it
   */
  record Shown<T>(T value) implements Part<T> {}

  /**
   * Only its digest is there.
   *
   * @param <T> what it is
   * @param digest its digest, which is in the receipt or leads to one that is
   */
  record Withheld<T>(Bytes32 digest) implements Part<T> {}
}
