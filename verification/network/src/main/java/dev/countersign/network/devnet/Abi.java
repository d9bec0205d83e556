package dev.countersign.network.devnet;

import com.esaulpaugh.headlong.abi.ABIType;
import com.esaulpaugh.headlong.abi.ArrayType;
import com.esaulpaugh.headlong.abi.Function;
import com.esaulpaugh.headlong.abi.Tuple;
import com.esaulpaugh.headlong.abi.TupleType;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import java.lang.reflect.Array;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Calldata from a signature and plain values: {@link Address}, {@link Bytes}, {@link Bytes32},
 * whole numbers, booleans, texts, and lists for arrays and structs. A value that does not fit is an
 * {@link IllegalArgumentException}: signatures here are constants.
 */
final class Abi {
  private static final Map<String, Function> FUNCTIONS = new ConcurrentHashMap<>();

  private Abi() {}

  /** Calldata: selector and arguments of a signature such as {@code transfer(address,uint256)}. */
  static Bytes call(String signature, Object... arguments) {
    Function function = FUNCTIONS.computeIfAbsent(signature, Function::parse);
    return Bytes.of(function.encodeCall(tuple(function.getInputs(), List.of(arguments))).array());
  }

  /** Arguments without a selector, as a constructor takes them; types such as {@code (address)}. */
  static byte[] arguments(String types, Object... arguments) {
    byte[] call = call("constructor" + types, arguments).toArray();
    return java.util.Arrays.copyOfRange(call, 4, call.length);
  }

  /** The n-th 32-byte word of an answer, as an unsigned number. */
  static BigInteger word(Bytes answer, int index) {
    return new BigInteger(answer.hex().substring(2 + index * 64, 2 + (index + 1) * 64), 16);
  }

  /** The n-th 32-byte word of an answer, as an address. */
  static Address address(Bytes answer, int index) {
    return new Address("0x" + answer.hex().substring(2 + index * 64 + 24, 2 + (index + 1) * 64));
  }

  private static Tuple tuple(TupleType<?> type, List<?> values) {
    if (type.size() != values.size()) {
      throw new IllegalArgumentException(type + " takes " + type.size() + " values, not " + values);
    }
    Object[] elements = new Object[values.size()];
    for (int i = 0; i < elements.length; i++) {
      ABIType<?> element = type.get(i);
      elements[i] = value(element, values.get(i));
    }
    return Tuple.from(elements);
  }

  private static Object value(ABIType<?> type, Object value) {
    return switch (value) {
      case Address address -> com.esaulpaugh.headlong.abi.Address.wrap(address.checksummed());
      case Bytes bytes -> bytes.toArray();
      case Bytes32 bytes -> bytes.toArray();
      case Number number -> number(type, new BigInteger(number.toString()));
      case List<?> list -> list(type, list);
      default -> value;
    };
  }

  private static Object number(ABIType<?> type, BigInteger value) {
    if (type.clazz() == Integer.class) {
      return value.intValueExact();
    }
    return type.clazz() == Long.class ? (Object) value.longValueExact() : value;
  }

  private static Object list(ABIType<?> type, List<?> values) {
    if (type instanceof TupleType<?> struct) {
      return tuple(struct, values);
    }
    if (!(type instanceof ArrayType<?, ?, ?> array)) {
      throw new IllegalArgumentException(type + " is not a list");
    }
    ABIType<?> element = array.getElementType();
    Class<?> component = array.clazz().getComponentType();
    Object elements = Array.newInstance(component, values.size());
    for (int i = 0; i < values.size(); i++) {
      Array.set(elements, i, value(element, values.get(i)));
    }
    return elements;
  }
}
