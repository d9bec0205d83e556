package dev.countersign.tools.contracts;

import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import java.math.BigInteger;
import java.util.List;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Uint256;

/** A token contract by EIP-20. */
public final class Erc20 {
  private static final Bytes DECIMALS = encoded("decimals");

  private Erc20() {}

  /** What an account holds, in base units. */
  public static BigInteger balanceOf(PinnedChain chain, Address token, Address account)
      throws ChainUnavailable {
    Bytes answer = chain.call(token, encoded("balanceOf", address(account)));
    return Returned.words("balanceOf of " + token, answer, 1).uint(0, 256);
  }

  /** The number of decimals that the contract states. */
  public static int decimals(PinnedChain chain, Address token) throws ChainUnavailable {
    Bytes answer = chain.call(token, DECIMALS);
    return Returned.words("decimals of " + token, answer, 1).uint(0, 8).intValueExact();
  }

  /** Calldata of {@code transfer(address to, uint256 amount)}. */
  public static Bytes transfer(Address to, BigInteger amount) {
    return encoded("transfer", address(to), new Uint256(amount));
  }

  /** Calldata of {@code approve(address spender, uint256 amount)}. */
  public static Bytes approve(Address spender, BigInteger amount) {
    return encoded("approve", address(spender), new Uint256(amount));
  }

  static org.web3j.abi.datatypes.Address address(Address address) {
    return new org.web3j.abi.datatypes.Address(address.hex());
  }

  @SuppressWarnings("rawtypes") // web3j's Function takes raw types.
  static Bytes encoded(String function, Type<?>... arguments) {
    List<Type> inputs = List.of(arguments);
    return new Bytes(FunctionEncoder.encode(new Function(function, inputs, List.of())));
  }
}
