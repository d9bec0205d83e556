package dev.countersign.tools.wallet;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.VerifierKey;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.web3j.rlp.RlpEncoder;
import org.web3j.rlp.RlpList;
import org.web3j.rlp.RlpString;
import org.web3j.rlp.RlpType;

/**
 * Signs transactions of type 2 (EIP-1559, EIP-2718) with one key on one chain. Deterministic: the
 * same transaction gets the same bytes and so the same hash, however often it is signed.
 */
public final class TransactionSigner {
  private static final byte TYPE = 2;

  private final VerifierKey key;
  private final long chainId;

  /** A signer for one chain. */
  public TransactionSigner(VerifierKey key, long chainId) {
    this.key = key;
    this.chainId = chainId;
  }

  /** The sender. */
  public Address address() {
    return key.address();
  }

  /**
   * Signs.
   *
   * @throws IllegalArgumentException when the transaction is for another chain
   */
  public SignedTransaction sign(UnsignedTransaction transaction) {
    if (transaction.chainId() != chainId) {
      throw new IllegalArgumentException(
          "this key signs for chain " + chainId + ", not for chain " + transaction.chainId());
    }
    byte[] signature = key.sign(Bytes32.keccak256(encoded(fields(transaction)))).toArray();
    List<RlpType> signed = new ArrayList<>(fields(transaction));
    signed.add(RlpString.create(BigInteger.valueOf(signature[64] - 27)));
    signed.add(RlpString.create(new BigInteger(1, signature, 0, 32)));
    signed.add(RlpString.create(new BigInteger(1, signature, 32, 32)));
    byte[] raw = encoded(signed);
    return new SignedTransaction(Bytes32.keccak256(raw), Bytes.of(raw), key.address(), transaction);
  }

  private static List<RlpType> fields(UnsignedTransaction transaction) {
    return List.of(
        number(transaction.chainId()),
        number(transaction.nonce()),
        RlpString.create(transaction.tip()),
        RlpString.create(transaction.maxFee()),
        number(transaction.gasLimit()),
        RlpString.create(transaction.to().toArray()),
        RlpString.create(transaction.value()),
        RlpString.create(transaction.data().toArray()),
        new RlpList(List.of()));
  }

  private static RlpString number(long value) {
    return RlpString.create(BigInteger.valueOf(value));
  }

  private static byte[] encoded(List<RlpType> fields) {
    byte[] rlp = RlpEncoder.encode(new RlpList(fields));
    byte[] typed = Arrays.copyOf(new byte[] {TYPE}, rlp.length + 1);
    System.arraycopy(rlp, 0, typed, 1, rlp.length);
    return typed;
  }

  @Override
  public String toString() {
    return "TransactionSigner[" + key.address() + " on chain " + chainId + "]";
  }
}
