package dev.countersign.runtime.run;

import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import java.math.BigInteger;

/** Reads of an ERC-20 (EIP-20) token, for people to look at. */
public final class Erc20Reads {
  private Erc20Reads() {}

  /** {@code balanceOf(address)}. */
  public static BigInteger balance(PinnedChain chain, Address token, Address owner)
      throws ChainUnavailable {
    return number(chain.call(token, new Bytes("0x70a08231" + padded(owner))), token);
  }

  /** {@code allowance(address,address)}. */
  public static BigInteger allowance(
      PinnedChain chain, Address token, Address owner, Address spender) throws ChainUnavailable {
    return number(
        chain.call(token, new Bytes("0xdd62ed3e" + padded(owner) + padded(spender))), token);
  }

  private static String padded(Address address) {
    return "0".repeat(24) + address.hex().substring(2);
  }

  private static BigInteger number(Bytes answer, Address token) throws ChainUnavailable {
    if (answer.length() != 32) {
      throw new ChainUnavailable(
          ChainUnavailable.Kind.MALFORMED, token + " does not answer as an ERC-20 does");
    }
    return new BigInteger(1, answer.toArray());
  }
}
