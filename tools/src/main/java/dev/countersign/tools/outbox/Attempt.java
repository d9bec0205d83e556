package dev.countersign.tools.outbox;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.tools.wallet.SignedTransaction;
import dev.countersign.tools.wallet.UnsignedTransaction;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;

/**
 * One signed transaction of an action. Several share a nonce when fees were raised; at most one of
 * them is ever mined.
 *
 * @param hash its hash, known before it was sent
 * @param kind what it does
 * @param sender who signed it
 * @param nonce its nonce
 * @param raw the signed bytes
 * @param gasLimit units of gas
 * @param maxFee wei for a unit, at most
 * @param tip wei of it for who makes the block
 * @param signedAt when it was signed
 * @param sentAt when it was last handed to a node
 * @param answer what the node last said to it
 * @param cost wei that it cost, once it is mined
 */
public record Attempt(
    Bytes32 hash,
    Kind kind,
    Address sender,
    long nonce,
    Bytes raw,
    long gasLimit,
    BigInteger maxFee,
    BigInteger tip,
    Instant signedAt,
    Optional<Instant> sentAt,
    Optional<String> answer,
    Optional<BigInteger> cost) {
  /** What a transaction is for. */
  public enum Kind {
    /** To execute the action. */
    EXECUTE,
    /** To use up the nonce without an effect. */
    CANCEL
  }

  static Attempt of(Kind kind, SignedTransaction signed, Instant now) {
    UnsignedTransaction transaction = signed.transaction();
    return new Attempt(
        signed.hash(),
        kind,
        signed.from(),
        transaction.nonce(),
        signed.raw(),
        transaction.gasLimit(),
        transaction.maxFee(),
        transaction.tip(),
        now,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** What it costs at most, in wei. */
  public BigInteger worstCost() {
    return maxFee.multiply(BigInteger.valueOf(gasLimit));
  }

  Attempt sent(Instant now, String said) {
    return new Attempt(
        hash,
        kind,
        sender,
        nonce,
        raw,
        gasLimit,
        maxFee,
        tip,
        signedAt,
        Optional.of(now),
        Optional.of(said),
        cost);
  }

  Attempt costing(Optional<BigInteger> wei) {
    return new Attempt(
        hash, kind, sender, nonce, raw, gasLimit, maxFee, tip, signedAt, sentAt, answer, wei);
  }
}
