package dev.countersign.tools.contracts;

import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.chain.ChainUnavailable.Kind;
import dev.countersign.receipt.Bytes;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * What a contract returned or an event carried, as 32-byte words of the Solidity ABI.
 *
 * <p>Guarantees: exactly the number of words that was asked for, and each value within its type.
 * Anything else is {@link Kind#MALFORMED}: it is no answer of such a contract.
 */
final class Returned {
  private static final int WORD = 32;

  private final String what;
  private final byte[] bytes;

  private Returned(String what, byte[] bytes) {
    this.what = what;
    this.bytes = bytes;
  }

  static Returned words(String what, Bytes data, int count) throws ChainUnavailable {
    if (data.length() != count * WORD) {
      throw new ChainUnavailable(
          Kind.MALFORMED,
          what
              + " answered "
              + data.length()
              + " bytes instead of "
              + count * WORD
              + (data.length() == 0 ? "; is there a contract?" : ""));
    }
    return new Returned(what, data.toArray());
  }

  /** An unsigned integer of at most so many bits. */
  BigInteger uint(int index, int bits) throws ChainUnavailable {
    BigInteger value = new BigInteger(1, word(index));
    if (value.bitLength() > bits) {
      throw outside("uint" + bits);
    }
    return value;
  }

  /** A two's complement integer of at most so many bits. */
  BigInteger integer(int index, int bits) throws ChainUnavailable {
    BigInteger value = new BigInteger(word(index));
    if (value.bitLength() > bits - 1) {
      throw outside("int" + bits);
    }
    return value;
  }

  /** Demands a value at a place that the ABI fixes, such as an offset or a length. */
  void require(int index, long value) throws ChainUnavailable {
    if (!uint(index, 256).equals(BigInteger.valueOf(value))) {
      throw outside("offset or length");
    }
  }

  private byte[] word(int index) {
    return Arrays.copyOfRange(bytes, index * WORD, (index + 1) * WORD);
  }

  private ChainUnavailable outside(String type) {
    return new ChainUnavailable(Kind.MALFORMED, what + " answered something that is no " + type);
  }
}
