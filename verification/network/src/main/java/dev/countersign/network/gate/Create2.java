package dev.countersign.network.gate;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * Contracts whose address says what code made them (EIP-1014). So a deployment can be repeated
 * after an interruption, and whoever knows the code can check the address.
 */
public final class Create2 {
  /**
   * The deterministic deployment proxy, at the same address on nearly every network; see
   * https://github.com/Arachnid/deterministic-deployment-proxy.
   */
  public static final Address DEPLOYER =
      Address.parse("0x4e59b44847b379578588920cA78FbF26c0B4956C");

  private Create2() {}

  /** Where a factory puts what this code creates. */
  static Address address(Address factory, Bytes32 salt, byte[] creationCode) {
    ByteBuffer preimage = ByteBuffer.allocate(85);
    preimage.put((byte) 0xff);
    preimage.put(HexFormat.of().parseHex(factory.hex().substring(2)));
    preimage.put(salt.toArray());
    preimage.put(Bytes32.keccak256(creationCode).toArray());
    return new Address("0x" + Bytes32.keccak256(preimage.array()).hex().substring(24));
  }

  /** Where {@link #DEPLOYER} puts it. */
  public static Address address(Bytes32 salt, Bytes creationCode) {
    return address(DEPLOYER, salt, creationCode.toArray());
  }

  /** Calldata that makes {@link #DEPLOYER} create it. */
  public static Bytes deploy(Bytes32 salt, Bytes creationCode) {
    return Bytes.of(
        ByteBuffer.allocate(32 + creationCode.length())
            .put(salt.toArray())
            .put(creationCode.toArray())
            .array());
  }
}
