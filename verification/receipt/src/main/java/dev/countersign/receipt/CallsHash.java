package dev.countersign.receipt;

import java.util.List;

/**
 * What a verdict binds: {@code keccak256(abi.encode(calls, flows))} with {@code
 * Call(address,uint256,bytes)[]} and {@code Flow(address,int256)[]}, as the gate recomputes it.
 */
public final class CallsHash {
  private CallsHash() {}

  /** The hash. */
  public static Bytes32 of(List<Call> calls, List<Flow> flows) {
    return Bytes32.keccak256(abiEncode(calls, flows));
  }

  /** {@code abi.encode(calls, flows)}. */
  public static byte[] abiEncode(List<Call> calls, List<Flow> flows) {
    AbiWords abi = new AbiWords();
    long callsSize = 32;
    for (Call call : calls) {
      callsSize += 32 + size(call);
    }
    abi.word(64).word(64 + callsSize).word(calls.size());
    long offset = 32L * calls.size();
    for (Call call : calls) {
      abi.word(offset);
      offset += size(call);
    }
    for (Call call : calls) {
      abi.word(call.target()).word(call.value()).word(96).word(call.data().length());
      abi.padded(call.data().toArray());
    }
    abi.word(flows.size());
    for (Flow flow : flows) {
      abi.word(flow.token()).word(flow.least());
    }
    return abi.toArray();
  }

  private static long size(Call call) {
    return 4 * 32 + (call.data().length() + 31L) / 32 * 32;
  }
}
