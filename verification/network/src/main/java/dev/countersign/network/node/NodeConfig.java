package dev.countersign.network.node;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.VerifierKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * What a verifier node needs to know.
 *
 * @param chain the JSON-RPC URL of the verifier's own node
 * @param chainId the chain that must be
 * @param gate the gate whose agents it judges
 * @param key what it signs with
 * @param listen where it serves; port 0 is any free one
 * @param store the file of its answers, without the ending that the database adds
 * @param models folders of model bundles
 * @param limits what strangers may take
 * @param behindProxy whether strangers come through a proxy on this machine that says who they are,
 *     as the last address of {@code X-Forwarded-For}; without that they all count as one
 */
public record NodeConfig(
    URI chain,
    long chainId,
    Address gate,
    VerifierKey key,
    InetSocketAddress listen,
    Path store,
    List<Path> models,
    Limits limits,
    boolean behindProxy) {
  /** Copies the list. */
  public NodeConfig {
    models = List.copyOf(models);
  }

  /** A node that everybody connects to directly. */
  public NodeConfig(
      URI chain,
      long chainId,
      Address gate,
      VerifierKey key,
      InetSocketAddress listen,
      Path store,
      List<Path> models,
      Limits limits) {
    this(chain, chainId, gate, key, listen, store, models, limits, false);
  }

  /** A node that only this machine reaches, with the default limits. */
  public static NodeConfig local(
      URI chain,
      long chainId,
      Address gate,
      VerifierKey key,
      int port,
      Path store,
      List<Path> models) {
    return new NodeConfig(
        chain,
        chainId,
        gate,
        key,
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        store,
        models,
        Limits.DEFAULT);
  }

  /** The same with other limits. */
  public NodeConfig withLimits(Limits other) {
    return new NodeConfig(chain, chainId, gate, key, listen, store, models, other, behindProxy);
  }

  /** The same behind a proxy, or not. */
  public NodeConfig withProxy(boolean proxy) {
    return new NodeConfig(chain, chainId, gate, key, listen, store, models, limits, proxy);
  }
}
