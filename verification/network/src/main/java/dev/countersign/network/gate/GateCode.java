package dev.countersign.network.gate;

import com.esaulpaugh.headlong.abi.Tuple;
import com.esaulpaugh.headlong.abi.TupleType;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import tools.jackson.databind.json.JsonMapper;

/** The creation code of the gate as it is built in; a test compares it with its sources. */
public final class GateCode {
  private static final String ARTIFACT = "/dev/countersign/network/contracts/ReceiptGate.json";
  private static final TupleType<Tuple> ARGUMENTS = TupleType.parse("(address,address,uint64)");

  private GateCode() {}

  /**
   * Code that creates a gate together with its module guard.
   *
   * @param safe whom it serves and obeys
   * @param guardian who may pause it, zero for nobody but the Safe
   * @param delay seconds that a loosening waits
   */
  public static Bytes creation(Address safe, Address guardian, long delay) {
    byte[] code = code().toArray();
    byte[] arguments =
        ARGUMENTS
            .encode(
                Tuple.from(
                    GateAbi.address(safe), GateAbi.address(guardian), BigInteger.valueOf(delay)))
            .array();
    return Bytes.of(
        ByteBuffer.allocate(code.length + arguments.length).put(code).put(arguments).array());
  }

  private static Bytes code() {
    try (InputStream in = GateCode.class.getResourceAsStream(ARTIFACT)) {
      if (in == null) {
        throw new IllegalStateException("this build lacks " + ARTIFACT);
      }
      return Bytes.ofPrefixed(JsonMapper.shared().readTree(in).path("bytecode").asString());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + ARTIFACT, e);
    }
  }
}
