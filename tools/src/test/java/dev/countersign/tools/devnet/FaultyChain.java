package dev.countersign.tools.devnet;

import dev.countersign.network.chain.CallRequest;
import dev.countersign.network.chain.ChainClient;
import dev.countersign.network.chain.ChainRefused;
import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.chain.ChainUnavailable.Kind;
import dev.countersign.network.chain.EventLog;
import dev.countersign.network.chain.Fees;
import dev.countersign.network.chain.KnownTransaction;
import dev.countersign.network.chain.MinedReceipt;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A real node behind a bad connection, or asked by a process that ends. */
final class FaultyChain implements ChainClient {
  /** The process ends here. */
  static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** How transactions fare on their way. */
  enum Sending {
    /** They arrive, and the answer does not. */
    ARRIVES_UNANSWERED,
    /** The first one does not arrive. */
    LOST_ONCE,
    /** They arrive twice. */
    ARRIVES_TWICE
  }

  private final ChainClient node;
  private int questions;
  private int crashAt = Integer.MAX_VALUE;
  private Optional<Sending> sending = Optional.empty();
  private boolean lost;
  private int nonces;
  private int nonceLies = Integer.MAX_VALUE;
  private UnaryOperator<MinedReceipt> shown = UnaryOperator.identity();

  FaultyChain(ChainClient node) {
    this.node = node;
  }

  FaultyChain crashingAt(int question) {
    crashAt = question;
    return this;
  }

  /** The node counts nonces otherwise than they are. */
  FaultyChain countingNonces(int more) {
    nonces = more;
    return this;
  }

  /** The same, the first few times. */
  FaultyChain countingNonces(int more, int times) {
    nonceLies = times;
    return countingNonces(more);
  }

  /** The node's receipts are not those of the chain. */
  FaultyChain showing(UnaryOperator<MinedReceipt> receipts) {
    shown = receipts;
    return this;
  }

  FaultyChain sending(Sending how) {
    sending = Optional.of(how);
    return this;
  }

  private ChainClient asked() {
    if (++questions == crashAt) {
      throw new Crash();
    }
    return node;
  }

  @Override
  public Bytes32 sendRaw(Bytes signed) throws ChainRefused, ChainUnavailable {
    if (sending.isEmpty()) {
      Bytes32 hash = asked().sendRaw(signed);
      asked(); // It may also end when the node has the transaction.
      return hash;
    }
    switch (sending.get()) {
      case ARRIVES_UNANSWERED -> node.sendRaw(signed);
      case LOST_ONCE -> {
        if (lost) {
          return node.sendRaw(signed);
        }
        lost = true;
      }
      case ARRIVES_TWICE -> {
        node.sendRaw(signed);
        return node.sendRaw(signed);
      }
    }
    throw new ChainUnavailable(Kind.UNREACHABLE, "no answer in time");
  }

  @Override
  public long chainId() {
    return node.chainId();
  }

  @Override
  public BlockRef head() throws ChainUnavailable {
    return asked().head();
  }

  @Override
  public BlockRef finalized() throws ChainUnavailable {
    return asked().finalized();
  }

  @Override
  public BlockRef block(long number) throws ChainUnavailable {
    return asked().block(number);
  }

  @Override
  public BlockRef blockAtOrBefore(long unixSeconds) throws ChainUnavailable {
    return asked().blockAtOrBefore(unixSeconds);
  }

  @Override
  public Bytes call(Address to, Bytes data, BlockRef at) throws ChainUnavailable {
    return asked().call(to, data, at);
  }

  @Override
  public BigInteger balance(Address account, BlockRef at) throws ChainUnavailable {
    return asked().balance(account, at);
  }

  @Override
  public List<EventLog> logs(Address emitter, Bytes32 topic0, long fromBlock, BlockRef to)
      throws ChainUnavailable {
    return asked().logs(emitter, topic0, fromBlock, to);
  }

  @Override
  public long nonce(Address account) throws ChainUnavailable {
    return Math.max(0, asked().nonce(account) + (nonceLies-- > 0 ? nonces : 0));
  }

  @Override
  public long pendingNonce(Address account) throws ChainUnavailable {
    return asked().pendingNonce(account);
  }

  @Override
  public Fees fees() throws ChainUnavailable {
    return asked().fees();
  }

  @Override
  public long estimateGas(CallRequest request) throws ChainUnavailable {
    return asked().estimateGas(request);
  }

  @Override
  public Bytes simulate(CallRequest request, BlockRef at) throws ChainUnavailable {
    return asked().simulate(request, at);
  }

  @Override
  public Optional<MinedReceipt> receipt(Bytes32 transaction) throws ChainUnavailable {
    return asked().receipt(transaction).map(shown);
  }

  @Override
  public Optional<KnownTransaction> transaction(Bytes32 hash) throws ChainUnavailable {
    return asked().transaction(hash);
  }

  @Override
  public void close() {
    // The node is the test's.
  }
}
