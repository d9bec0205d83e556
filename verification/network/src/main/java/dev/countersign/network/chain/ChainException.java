package dev.countersign.network.chain;

/** A node did not do what it was asked: it refused, or it gave no answer that can be used. */
public abstract sealed class ChainException extends Exception
    permits ChainUnavailable, ChainRefused {
  private static final long serialVersionUID = 1L;

  ChainException(String sentence) {
    super(sentence);
  }
}
