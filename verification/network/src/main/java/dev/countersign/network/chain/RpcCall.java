package dev.countersign.network.chain;

import java.util.List;

/**
 * One JSON-RPC request before it has an id.
 *
 * @param method such as {@code eth_call}
 * @param params strings, numbers, booleans, lists and maps of these
 */
public record RpcCall(String method, List<Object> params) {
  /** Copies the parameters. */
  public RpcCall {
    params = List.copyOf(params);
  }

  /** A request with its parameters in order. */
  public static RpcCall of(String method, Object... params) {
    return new RpcCall(method, List.of(params));
  }
}
