package dev.countersign.receipt;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The place of one decision in an agent's life: unix seconds of the anchor x 256 + ordinal. One
 * slot has one receipt and at most one effect.
 *
 * @param value a uint64 below 2^53, so that JSON carries it exactly
 */
public record Slot(@JsonValue long value) implements Comparable<Slot> {
  /**
   * @throws IllegalArgumentException when the value is negative or 2^53 or more
   */
  @JsonCreator
  public Slot {
    if (value < 0 || value >= 1L << 53) {
      throw new IllegalArgumentException("a slot is between 0 and 2^53 - 1, not " + value);
    }
  }

  /**
   * The slot of an anchor in unix seconds and the ordinal (0 to 255) of a model turn inside the
   * run.
   */
  public static Slot of(long anchorSeconds, int ordinal) {
    if (ordinal < 0 || ordinal > 255) {
      throw new IllegalArgumentException("an ordinal is between 0 and 255, not " + ordinal);
    }
    return new Slot(Math.addExact(Math.multiplyExact(anchorSeconds, 256L), ordinal));
  }

  /** Unix seconds of the anchor. */
  public long anchor() {
    return value >>> 8;
  }

  /** The model turn inside the run. */
  public int ordinal() {
    return (int) (value & 0xff);
  }

  /**
   * {@code keccak256(abi.encode(uint256 chainId, address gate, address account, string name))}: the
   * name by which the gate knows an agent.
   */
  public static Bytes32 agentId(long chainId, Address gate, Address account, String name) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    int padded = (text.length + 31) / 32 * 32;
    ByteBuffer abi = ByteBuffer.allocate(5 * 32 + padded);
    abi.putLong(24, chainId);
    abi.position(32 + 12).put(gate.toArray());
    abi.position(64 + 12).put(account.toArray());
    abi.putLong(96 + 24, 128);
    abi.putLong(128 + 24, text.length);
    abi.position(160).put(text);
    return Bytes32.keccak256(abi.array());
  }

  /** {@code keccak256(abi.encode(bytes32 agentId, uint64 slot))}: the name of one run. */
  public Bytes32 runId(Bytes32 agentId) {
    ByteBuffer abi = ByteBuffer.allocate(64);
    abi.put(agentId.toArray());
    abi.putLong(56, value);
    return Bytes32.keccak256(abi.array());
  }

  @Override
  public int compareTo(Slot other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
