package dev.countersign.network.gate;

import com.esaulpaugh.headlong.abi.Tuple;
import com.esaulpaugh.headlong.abi.TupleType;
import dev.countersign.network.chain.EventLog;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes32;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An execution, as the gate reported it.
 *
 * @param agentId the agent
 * @param slot the slot that was used up
 * @param receiptId the receipt that was certified
 * @param callsHash what was done
 * @param flows what it did to the Safe's balances: the tokens that changed, ascending
 */
public record Executed(
    Bytes32 agentId, long slot, Bytes32 receiptId, Bytes32 callsHash, List<Measured> flows) {
  static final Bytes32 TOPIC =
      Bytes32.keccak256(
          "Executed(bytes32,uint64,bytes32,bytes32,(address,int256)[])"
              .getBytes(StandardCharsets.US_ASCII));

  private static final TupleType<Tuple> DATA = TupleType.parse("(bytes32,(address,int256)[])");

  /** Copies the list. */
  public Executed {
    flows = List.copyOf(flows);
  }

  /**
   * The change of one balance.
   *
   * @param token {@link Address#ZERO} for the native coin
   * @param delta after minus before, in base units
   */
  public record Measured(Address token, BigInteger delta) {}

  static Optional<Executed> of(EventLog log) {
    if (log.topics().size() != 4 || !log.topics().getFirst().equals(TOPIC)) {
      return Optional.empty();
    }
    BigInteger slot = new BigInteger(1, log.topics().get(2).toArray());
    try {
      Tuple data = DATA.decode(log.data().toArray());
      return Optional.of(
          new Executed(
              log.topics().get(1),
              slot.longValueExact(),
              log.topics().get(3),
              Bytes32.of((byte[]) data.get(0)),
              Arrays.stream((Tuple[]) data.get(1)).map(Executed::measured).toList()));
    } catch (IllegalArgumentException | ArithmeticException | BufferUnderflowException e) {
      return Optional.empty(); // Some other contract's event of the same signature.
    }
  }

  private static Measured measured(Tuple flow) {
    com.esaulpaugh.headlong.abi.Address token = flow.get(0);
    return new Measured(GateAbi.address(token), flow.get(1));
  }
}
