package dev.countersign.tools.devnet;

import dev.countersign.network.chain.JsonRpc;
import dev.countersign.network.chain.RpcLimits;
import dev.countersign.network.devnet.DevnetWorld;
import java.math.BigInteger;
import java.util.List;

/** What only a local node can be told: to forget transactions and blocks. */
final class Pool implements AutoCloseable {
  private final JsonRpc rpc;

  Pool(DevnetWorld world) throws Exception {
    rpc = JsonRpc.open(world.network().rpc(), RpcLimits.DEFAULT);
  }

  /** Forgets every transaction that waits. */
  void dropAll() throws Exception {
    rpc.call("anvil_dropAllTransactions");
  }

  /** Replaces the newest blocks by empty ones. */
  void reorganise(int depth) throws Exception {
    rpc.call("anvil_reorg", depth, List.of());
  }

  /** Sets what the next block charges for a unit of gas. */
  void baseFee(BigInteger wei) throws Exception {
    rpc.call("anvil_setNextBlockBaseFeePerGas", "0x" + wei.toString(16));
  }

  @Override
  public void close() {
    rpc.close();
  }
}
