package dev.countersign.tools.wallet;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import java.math.BigInteger;

/**
 * A transaction of type 2 (EIP-1559) before it is signed.
 *
 * @param chainId EIP-155; zero would let it be replayed anywhere and is refused
 * @param nonce the sender's
 * @param to the contract or recipient; contracts are not deployed this way
 * @param value wei
 * @param data the calldata
 * @param gasLimit units of gas it may use
 * @param maxFee wei for a unit of gas, at most, tip included
 * @param tip wei of it for who makes the block
 */
public record UnsignedTransaction(
    long chainId,
    long nonce,
    Address to,
    BigInteger value,
    Bytes data,
    long gasLimit,
    BigInteger maxFee,
    BigInteger tip) {
  /**
   * @throws IllegalArgumentException when a number is out of its range
   */
  public UnsignedTransaction {
    if (chainId <= 0 || nonce < 0 || gasLimit <= 0) {
      throw new IllegalArgumentException(
          "a transaction has a chain, a nonce and gas: "
              + chainId
              + ", "
              + nonce
              + ", "
              + gasLimit);
    }
    if (value.signum() < 0 || tip.signum() < 0 || maxFee.compareTo(tip) < 0) {
      throw new IllegalArgumentException(
          "a transaction's value is not negative, and its tip not above its fee: "
              + tip
              + " of "
              + maxFee);
    }
  }

  /** What the gas costs at most, in wei. */
  public BigInteger worstCost() {
    return maxFee.multiply(BigInteger.valueOf(gasLimit));
  }

  /** The same with another nonce. */
  public UnsignedTransaction withNonce(long other) {
    return new UnsignedTransaction(chainId, other, to, value, data, gasLimit, maxFee, tip);
  }

  /** The same with other fees: for a replacement. */
  public UnsignedTransaction withFees(BigInteger newMaxFee, BigInteger newTip) {
    return new UnsignedTransaction(chainId, nonce, to, value, data, gasLimit, newMaxFee, newTip);
  }
}
