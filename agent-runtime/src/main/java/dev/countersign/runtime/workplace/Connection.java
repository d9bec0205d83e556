package dev.countersign.runtime.workplace;

import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.chain.RpcChain;
import dev.countersign.network.chain.RpcLimits;
import dev.countersign.network.devnet.DevnetAddresses;
import dev.countersign.network.devnet.DevnetOptions;
import dev.countersign.network.gate.SafeContracts;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.ReceiptKey;
import dev.countersign.receipt.VerifierKey;
import dev.countersign.runtime.agent.Agent;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.agent.Network;
import dev.countersign.runtime.agent.Resolver;
import dev.countersign.runtime.run.PlainTransaction;
import dev.countersign.runtime.run.RuntimeKeys;
import dev.countersign.tools.wallet.TransactionSigner;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A network that is connected, with the keys that this machine has for it. The devnet is started
 * when it does not run.
 */
public final class Connection implements AutoCloseable {
  private final Network network;
  private final RpcChain chain;
  private final RuntimeKeys keys;
  private final Workplace workplace;
  private final Devnets.@Nullable Running devnet;
  private final Map<String, ReceiptKey> textKeys = new HashMap<>();
  private @Nullable VerifierKey payer;

  private Connection(
      Network network,
      RpcChain chain,
      RuntimeKeys keys,
      Workplace workplace,
      Devnets.@Nullable Running devnet) {
    this.network = network;
    this.chain = chain;
    this.keys = keys;
    this.workplace = workplace;
    this.devnet = devnet;
  }

  /**
   * Connects.
   *
   * @param name of the network in the networks file
   */
  public static Connection open(String name, Workplace workplace) throws Failure {
    Devnets.Running devnet = null;
    Network network;
    if (workplace.networks().isDevnet(name)) {
      devnet = new Devnets(workplace).up(name, DevnetOptions.HOURS);
      network = devnet.network();
    } else {
      network = workplace.networks().network(name, workplace.variables());
    }
    try {
      RpcChain chain = RpcChain.connect(network.rpc(), network.chainId(), RpcLimits.DEFAULT);
      RuntimeKeys keys = new RuntimeKeys(workplace.home().keys());
      return new Connection(network, chain, keys, workplace, devnet);
    } catch (ChainUnavailable e) {
      throw new Failure(
          Exit.UNREACHABLE, "the network " + name + " cannot be reached: " + e.getMessage(), e);
    }
  }

  /**
   * Connects to a network that no file describes: it has an RPC URL and nothing else.
   *
   * @param rpc the EVM node
   */
  public static Connection open(URI rpc, Workplace workplace) throws Failure {
    try {
      RpcChain chain = RpcChain.connect(rpc, RpcLimits.DEFAULT);
      Network network =
          new Network(
              "chain " + chain.chainId(),
              false,
              chain.chainId(),
              rpc,
              "ETH",
              Map.of(),
              Map.of(),
              List.of(),
              List.of(),
              List.of());
      return new Connection(
          network, chain, new RuntimeKeys(workplace.home().keys()), workplace, null);
    } catch (ChainUnavailable e) {
      throw new Failure(Exit.UNREACHABLE, "the network cannot be reached: " + e.getMessage(), e);
    }
  }

  /** Where. */
  public Network network() {
    return network;
  }

  /** Its node. */
  public RpcChain chain() {
    return chain;
  }

  /** Whether the network was started for this connection. */
  public boolean startedDevnet() {
    return devnet != null && devnet.started();
  }

  /** The key that signs receipts. */
  public ReceiptKey receiptKey() throws Failure {
    return textKey(RuntimeKeys.RECEIPT);
  }

  /** The key that tells language models what to do. */
  public ReceiptKey instructorKey() throws Failure {
    return textKey(RuntimeKeys.INSTRUCTOR);
  }

  /** The public keys that the manifest of an agent needs from this home. */
  public Resolver.PublicKeys publicKeys(Agent agent) throws Failure {
    boolean instructed = agent.decide().prompted() && agent.instructors().isEmpty();
    return new Resolver.PublicKeys(
        receiptKey().publicKey(), instructed ? instructorKey().publicKey() : Bytes32.ZERO);
  }

  /** Its passphrase is asked for once. */
  private synchronized ReceiptKey textKey(String name) throws Failure {
    ReceiptKey known = textKeys.get(name);
    if (known == null) {
      known =
          network.disposable()
              ? keys.disposableTextKey(name, workplace.random())
              : keys.textKey(name, workplace.passphrases());
      textKeys.put(name, known);
    }
    return known;
  }

  /** The hot key that pays gas and owns nothing; its passphrase is asked for once. */
  public synchronized VerifierKey payer() throws Failure {
    VerifierKey known = payer;
    if (known == null) {
      known =
          devnet != null
              ? devnet.up().keys().payer().key()
              : keys.account(RuntimeKeys.PAYER, workplace.passphrases());
      payer = known;
    }
    return known;
  }

  /** What the payer's key sends besides actions: see {@link Paying}. */
  public Paying paying() throws Failure {
    TransactionSigner signer = payerSigner();
    Store store = Store.open(workplace);
    return new Paying(new PlainTransaction(chain, signer, store.nonces()), store);
  }

  /**
   * Transactions of the payer's key that are not actions. While it is open no other command works
   * in a home whose database is a file.
   *
   * @param sender sends them
   * @param store has the nonces of the key's actions
   */
  public record Paying(PlainTransaction sender, Store store) implements AutoCloseable {
    @Override
    public void close() {
      store.close();
    }
  }

  /** The same, ready to sign transactions of this network. */
  public TransactionSigner payerSigner() throws Failure {
    return new TransactionSigner(payer(), network.chainId());
  }

  /** The key that may pause the gate and nothing else. */
  public TransactionSigner guardian() throws Failure {
    VerifierKey key =
        devnet != null
            ? devnet.up().keys().guardian().key()
            : keys.account(RuntimeKeys.GUARDIAN, workplace.passphrases());
    return new TransactionSigner(key, network.chainId());
  }

  /** The contracts that Safes are made from here. */
  public SafeContracts safeContracts() {
    if (devnet == null) {
      return SafeContracts.CANONICAL;
    }
    DevnetAddresses.Treasury treasury = devnet.up().network().addresses().treasury();
    return new SafeContracts(
        treasury.safeSingleton(), treasury.safeFactory(), treasury.safeFallback());
  }

  /** The Safe owner's key, which is at hand on the devnet only. */
  public Optional<VerifierKey> owner() {
    return devnet == null ? Optional.empty() : Optional.of(devnet.up().keys().owner().key());
  }

  @Override
  public void close() {
    chain.close();
  }
}
