package dev.countersign.tools.devnet;

import dev.countersign.network.chain.JsonRpc;
import dev.countersign.network.chain.RpcLimits;
import dev.countersign.network.devnet.DevnetWorld;
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

  @Override
  public void close() {
    rpc.close();
  }
}
