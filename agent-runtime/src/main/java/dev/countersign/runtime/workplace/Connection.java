package dev.countersign.runtime.cli;

import dev.countersign.network.chain.ChainClient;
import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.chain.RpcChain;
import dev.countersign.network.chain.RpcLimits;
import dev.countersign.network.devnet.DevnetKey;
import dev.countersign.network.devnet.DevnetOptions;
import dev.countersign.receipt.ReceiptKey;
import dev.countersign.receipt.VerifierKey;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.agent.Network;
import dev.countersign.runtime.run.RuntimeKeys;
import java.math.BigInteger;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A network that is connected, with the keys that this machine has for it. The devnet is started
 * when it does not run.
 */
final class Connection implements AutoCloseable {
  private final Network network;
  private final ChainClient chain;
  private final RuntimeKeys keys;
  private final Surroundings surroundings;
  private final PasswordOption password;
  private final Devnets.@Nullable Running devnet;

  private Connection(
      Network network,
      ChainClient chain,
      RuntimeKeys keys,
      Surroundings surroundings,
      PasswordOption password,
      Devnets.@Nullable Running devnet) {
    this.network = network;
    this.chain = chain;
    this.keys = keys;
    this.surroundings = surroundings;
    this.password = password;
    this.devnet = devnet;
  }

  static Connection open(
      String name, Surroundings surroundings, Workplace workplace, PasswordOption password)
      throws Failure {
    Devnets.Running devnet = null;
    Network network;
    if (workplace.networks().isDevnet(name)) {
      devnet = new Devnets(surroundings, workplace).up(name, DevnetOptions.HOURS);
      network = devnet.network();
    } else {
      network = workplace.networks().network(name, surroundings::variable);
    }
    try {
      ChainClient chain = RpcChain.connect(network.rpc(), network.chainId(), RpcLimits.DEFAULT);
      RuntimeKeys keys = new RuntimeKeys(workplace.home().keys());
      return new Connection(network, chain, keys, surroundings, password, devnet);
    } catch (ChainUnavailable e) {
      throw new Failure(
          Exit.UNREACHABLE, "the network " + name + " cannot be reached: " + e.getMessage(), e);
    }
  }

  Network network() {
    return network;
  }

  ChainClient chain() {
    return chain;
  }

  /** Whether this command started the devnet. */
  boolean startedDevnet() {
    return devnet != null && devnet.started();
  }

  boolean isDevnet() {
    return devnet != null;
  }

  ReceiptKey receiptKey() throws Failure {
    return network.disposable()
        ? keys.disposableReceiptKey(surroundings.random())
        : keys.receiptKey(key -> password.passphrase(key, false));
  }

  /** The hot key that pays gas and owns nothing. */
  VerifierKey payer() throws Failure {
    return devnet != null
        ? account(devnet.up().keys().payer())
        : keys.account(RuntimeKeys.PAYER, key -> password.passphrase(key, false));
  }

  /** The Safe owner's key, which is at hand on the devnet only. */
  Optional<VerifierKey> owner() {
    return devnet == null ? Optional.empty() : Optional.of(account(devnet.up().keys().owner()));
  }

  private static VerifierKey account(DevnetKey key) {
    return VerifierKey.of(new BigInteger(1, key.secret().toArray()));
  }

  @Override
  public void close() {
    chain.close();
  }
}
