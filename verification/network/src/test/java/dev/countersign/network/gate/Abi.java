package dev.countersign.network.gate;

import com.esaulpaugh.headlong.abi.Function;
import com.esaulpaugh.headlong.abi.Tuple;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

/** Calldata for other contracts than the gate, from a signature and plain values. */
final class Abi {
  private Abi() {}

  static Bytes call(String signature, Object... arguments) {
    Object[] values = Arrays.stream(arguments).map(Abi::value).toArray();
    return Bytes.of(Function.parse(signature).encodeCall(Tuple.from(values)).array());
  }

  /** A constructor's arguments; types such as {@code (address)}. */
  static byte[] arguments(String types, Object... arguments) {
    byte[] call = call("constructor" + types, arguments).toArray();
    return Arrays.copyOfRange(call, 4, call.length);
  }

  private static Object value(Object value) {
    return switch (value) {
      case Address address -> GateAbi.address(address);
      case Bytes bytes -> bytes.toArray();
      case Bytes32 bytes -> bytes.toArray();
      case Long number -> BigInteger.valueOf(number);
      case List<?> addresses ->
          addresses.stream()
              .map(address -> GateAbi.address((Address) address))
              .toArray(com.esaulpaugh.headlong.abi.Address[]::new);
      default -> value;
    };
  }

  static Bytes transfer(Address to, BigInteger amount) {
    return call("transfer(address,uint256)", to, amount);
  }

  static Bytes approve(Address spender, BigInteger amount) {
    return call("approve(address,uint256)", spender, amount);
  }

  static Bytes balanceOf(Address owner) {
    return call("balanceOf(address)", owner);
  }

  static Bytes mint(Address to, BigInteger amount) {
    return call("mint(address,uint256)", to, amount);
  }
}
