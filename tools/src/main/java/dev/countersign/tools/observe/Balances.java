package dev.countersign.tools.observe;

import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.chain.ChainUnavailable.Kind;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Reason;
import dev.countersign.tools.contracts.Erc20;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads of several tokens at once. */
public final class Balances {
  private static final int NATIVE_DECIMALS = 18;

  private Balances() {}

  /**
   * What an account holds of each token, in the order of the tokens; the zero address is the native
   * coin.
   *
   * @throws Refused when a token's contract reverts: everyone sees that
   */
  public static Map<Address, BigInteger> read(
      PinnedChain chain, Address account, List<Address> tokens) throws Refused, ChainUnavailable {
    List<BigInteger> held =
        each(
            tokens,
            token ->
                token.equals(Address.ZERO)
                    ? chain.balance(account)
                    : Erc20.balanceOf(chain, token, account));
    Map<Address, BigInteger> byToken = new LinkedHashMap<>();
    for (int i = 0; i < tokens.size(); i++) {
      byToken.put(tokens.get(i), held.get(i));
    }
    return byToken;
  }

  /**
   * Demands that each token's contract has the decimals that the manifest pins: a slip of decimals
   * is a slip of powers of ten.
   *
   * @throws Refused when one has not
   */
  public static void requireDecimals(PinnedChain chain, List<Manifest.Token> tokens)
      throws Refused, ChainUnavailable {
    List<Integer> found =
        each(
            tokens.stream().map(Manifest.Token::address).toList(),
            token -> token.equals(Address.ZERO) ? NATIVE_DECIMALS : Erc20.decimals(chain, token));
    for (int i = 0; i < tokens.size(); i++) {
      Manifest.Token token = tokens.get(i);
      if (found.get(i) != token.decimals()) {
        throw new Refused(
            Reason.OBSERVATION_INSUFFICIENT,
            "token "
                + token.address()
                + " has "
                + found.get(i)
                + " decimals on chain, "
                + token.decimals()
                + " in the manifest");
      }
    }
  }

  @FunctionalInterface
  private interface TokenRead<T> {
    T of(Address token) throws ChainUnavailable;
  }

  private static <T> List<T> each(List<Address> tokens, TokenRead<T> read)
      throws Refused, ChainUnavailable {
    List<Together.Read<T>> reads =
        tokens.stream().<Together.Read<T>>map(token -> () -> read.of(token)).toList();
    try {
      return Together.read(reads);
    } catch (ChainUnavailable e) {
      if (e.kind() == Kind.REVERTED) {
        throw new Refused(
            Reason.OBSERVATION_INSUFFICIENT,
            "the contract of one of these tokens reverts: " + tokens);
      }
      throw e;
    }
  }
}
