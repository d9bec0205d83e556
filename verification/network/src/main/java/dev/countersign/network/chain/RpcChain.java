package dev.countersign.network.chain;

import dev.countersign.network.chain.ChainUnavailable.Kind;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import java.math.BigInteger;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/**
 * A chain by the JSON-RPC URL of one of its nodes.
 *
 * <p>Guarantees: every method ends within the limits it was opened with, times the few exchanges it
 * needs; every value is checked for shape before it is used; a read at a block either is of exactly
 * that block, by hash, or fails with {@code BLOCK_UNKNOWN}. Thread-safe; keeps no state that a
 * reorganisation could make wrong.
 *
 * <p>Does not guarantee that the node tells the truth.
 */
public final class RpcChain implements ChainClient {
  private static final int FEE_BLOCKS = 5;

  private final JsonRpc rpc;
  private final long chainId;
  private final BlockSearch search = new BlockSearch(this::headers);
  private final LogReader logReader;
  private volatile boolean readsByHash = true;

  private RpcChain(JsonRpc rpc, long chainId) {
    this.rpc = rpc;
    this.chainId = chainId;
    this.logReader = new LogReader(rpc, this::headers);
  }

  /**
   * Connects and asks for the chain id.
   *
   * @param url {@code http} or {@code https}
   * @throws ChainUnavailable when there is no answer
   */
  public static RpcChain connect(URI url, RpcLimits limits) throws ChainUnavailable {
    JsonRpc rpc = JsonRpc.open(url, limits);
    try {
      return new RpcChain(rpc, RpcValues.smallQuantity(rpc.call("eth_chainId")));
    } catch (ChainRefused e) {
      rpc.close();
      throw translated(e);
    } catch (ChainUnavailable e) {
      rpc.close();
      throw e;
    }
  }

  /**
   * Connects to a node of a known chain.
   *
   * @throws ChainUnavailable with {@code WRONG_CHAIN} when the node serves another one
   */
  public static RpcChain connect(URI url, long chainId, RpcLimits limits) throws ChainUnavailable {
    RpcChain chain = connect(url, limits);
    if (chain.chainId != chainId) {
      chain.close();
      throw new ChainUnavailable(
          Kind.WRONG_CHAIN,
          chain.rpc.name() + " serves chain " + chain.chainId + ", not chain " + chainId);
    }
    return chain;
  }

  @Override
  public long chainId() {
    return chainId;
  }

  @Override
  public BlockRef head() throws ChainUnavailable {
    return RpcValues.block(ask("eth_getBlockByNumber", "latest", false));
  }

  @Override
  public BlockRef finalized() throws ChainUnavailable {
    JsonNode block = ask("eth_getBlockByNumber", "finalized", false);
    if (block.isNull()) {
      throw new ChainUnavailable(Kind.BLOCK_UNKNOWN, rpc.name() + " has no finalized block yet");
    }
    return RpcValues.block(block);
  }

  @Override
  public BlockRef block(long number) throws ChainUnavailable {
    return headers(List.of(number)).getFirst();
  }

  @Override
  public BlockRef blockAtOrBefore(long unixSeconds) throws ChainUnavailable {
    return search.atOrBefore(unixSeconds, head());
  }

  private List<BlockRef> headers(Collection<Long> numbers) throws ChainUnavailable {
    List<RpcCall> calls = new ArrayList<>(numbers.size());
    for (long number : numbers) {
      calls.add(RpcCall.of("eth_getBlockByNumber", hex(number), false));
    }
    List<RpcAnswer> answers = batch(calls);
    List<BlockRef> blocks = new ArrayList<>(numbers.size());
    int i = 0;
    for (long number : numbers) {
      blocks.add(header(number, result(answers.get(i++))));
    }
    return blocks;
  }

  private BlockRef header(long number, JsonNode block) throws ChainUnavailable {
    if (block.isNull()) {
      throw new ChainUnavailable(Kind.BLOCK_UNKNOWN, rpc.name() + " has no block " + number);
    }
    BlockRef read = RpcValues.block(block);
    if (read.number() != number) {
      throw new ChainUnavailable(
          Kind.MALFORMED,
          rpc.name() + " answered block " + read.number() + " when asked for block " + number);
    }
    return read;
  }

  @Override
  public Bytes call(Address to, Bytes data, BlockRef at) throws ChainUnavailable {
    return RpcValues.bytes(readAt("eth_call", Map.of("to", to.hex(), "data", data.hex()), at));
  }

  @Override
  public Bytes simulate(CallRequest request, BlockRef at) throws ChainUnavailable {
    return RpcValues.bytes(readAt("eth_call", request.toJson(), at));
  }

  @Override
  public BigInteger balance(Address account, BlockRef at) throws ChainUnavailable {
    return RpcValues.quantity(readAt("eth_getBalance", account.hex(), at));
  }

  /** The code of a contract at the newest block; empty where there is none. */
  public Bytes code(Address contract) throws ChainUnavailable {
    try {
      return Bytes.ofPrefixed(rpc.call("eth_getCode", contract.hex(), "latest").asString(""));
    } catch (ChainRefused e) {
      throw translated(e);
    } catch (IllegalArgumentException e) {
      throw new ChainUnavailable(
          ChainUnavailable.Kind.MALFORMED, "the node's answer to eth_getCode is no code", e);
    }
  }

  /** Reads by block hash (EIP-1898), or by number and the hash checked where a node cannot. */
  private JsonNode readAt(String method, Object subject, BlockRef at) throws ChainUnavailable {
    if (readsByHash) {
      Map<String, Object> byHash =
          Map.of("blockHash", at.hash().prefixed(), "requireCanonical", true);
      try {
        return rpc.call(method, subject, byHash);
      } catch (ChainRefused e) {
        if (e.reason() != ChainRefused.Reason.UNSUPPORTED) {
          throw translated(e);
        }
        readsByHash = false;
      }
    }
    List<RpcAnswer> answers =
        batch(
            List.of(
                RpcCall.of(method, subject, hex(at.number())),
                RpcCall.of("eth_getBlockByNumber", hex(at.number()), false)));
    requireSame(at, header(at.number(), result(answers.get(1))));
    return result(answers.get(0));
  }

  private static void requireSame(BlockRef wanted, BlockRef found) throws ChainUnavailable {
    if (!found.hash().equals(wanted.hash())) {
      throw new ChainUnavailable(
          Kind.BLOCK_UNKNOWN,
          "block " + wanted.number() + " is now " + found.hash() + ", no longer " + wanted.hash());
    }
  }

  @Override
  public List<EventLog> logs(Address emitter, Bytes32 topic0, long fromBlock, BlockRef to)
      throws ChainUnavailable {
    return logReader.read(emitter, topic0, fromBlock, to);
  }

  @Override
  public long nonce(Address account) throws ChainUnavailable {
    return RpcValues.smallQuantity(ask("eth_getTransactionCount", account.hex(), "latest"));
  }

  @Override
  public long pendingNonce(Address account) throws ChainUnavailable {
    return RpcValues.smallQuantity(ask("eth_getTransactionCount", account.hex(), "pending"));
  }

  @Override
  public Fees fees() throws ChainUnavailable {
    JsonNode history = ask("eth_feeHistory", hex(FEE_BLOCKS), "latest", List.of(50));
    JsonNode base = history.path("baseFeePerGas");
    if (!base.isArray() || base.isEmpty()) {
      throw new ChainUnavailable(Kind.MALFORMED, rpc.name() + " answered no base fees");
    }
    List<BigInteger> tips = new ArrayList<>();
    for (JsonNode block : history.path("reward")) {
      tips.add(RpcValues.quantity(block.path(0)));
    }
    tips.sort(null);
    return new Fees(
        RpcValues.quantity(base.get(base.size() - 1)),
        tips.isEmpty() ? BigInteger.ZERO : tips.get(tips.size() / 2));
  }

  @Override
  public long estimateGas(CallRequest request) throws ChainUnavailable {
    return RpcValues.smallQuantity(ask("eth_estimateGas", request.toJson()));
  }

  @Override
  public Bytes32 sendRaw(Bytes signed) throws ChainRefused, ChainUnavailable {
    Bytes32 hash = Bytes32.keccak256(signed.toArray());
    Bytes32 answered = RpcValues.bytes32(rpc.call("eth_sendRawTransaction", signed.hex()));
    if (!answered.equals(hash)) {
      throw new ChainUnavailable(
          Kind.MALFORMED, rpc.name() + " answered another hash than that of what was sent");
    }
    return hash;
  }

  @Override
  public Optional<MinedReceipt> receipt(Bytes32 transaction) throws ChainUnavailable {
    JsonNode receipt = ask("eth_getTransactionReceipt", transaction.prefixed());
    if (receipt.isNull()) {
      return Optional.empty();
    }
    if (!RpcValues.bytes32(receipt.path("transactionHash")).equals(transaction)) {
      throw new ChainUnavailable(Kind.MALFORMED, rpc.name() + " answered another receipt");
    }
    BlockRef block = block(RpcValues.smallQuantity(receipt, "blockNumber"));
    if (!block.hash().equals(RpcValues.bytes32(receipt.path("blockHash")))) {
      return Optional.empty(); // Its block was replaced between the two reads.
    }
    List<EventLog> logs = new ArrayList<>();
    for (JsonNode log : receipt.path("logs")) {
      logs.add(LogReader.log(log, block));
    }
    return Optional.of(
        new MinedReceipt(
            transaction,
            block,
            (int) RpcValues.smallQuantity(receipt, "transactionIndex"),
            RpcValues.address(receipt.path("from")),
            RpcValues.optionalAddress(receipt.path("to")),
            RpcValues.optionalAddress(receipt.path("contractAddress")),
            RpcValues.smallQuantity(receipt, "status") == 1,
            RpcValues.smallQuantity(receipt, "gasUsed"),
            RpcValues.quantity(receipt, "effectiveGasPrice"),
            logs));
  }

  @Override
  public Optional<KnownTransaction> transaction(Bytes32 hash) throws ChainUnavailable {
    JsonNode transaction = ask("eth_getTransactionByHash", hash.prefixed());
    if (transaction.isNull()) {
      return Optional.empty();
    }
    if (!RpcValues.bytes32(transaction.path("hash")).equals(hash)) {
      throw new ChainUnavailable(Kind.MALFORMED, rpc.name() + " answered another transaction");
    }
    JsonNode block = transaction.path("blockNumber");
    boolean mined = !block.isNull() && !block.isMissingNode();
    return Optional.of(
        new KnownTransaction(
            hash,
            RpcValues.address(transaction.path("from")),
            RpcValues.optionalAddress(transaction.path("to")),
            RpcValues.smallQuantity(transaction, "nonce"),
            RpcValues.quantity(transaction, "value"),
            RpcValues.bytes(transaction.path("input")),
            mined ? OptionalLong.of(RpcValues.smallQuantity(block)) : OptionalLong.empty()));
  }

  /** Closes idle connections. */
  @Override
  public void close() {
    rpc.close();
  }

  private JsonNode ask(String method, Object... params) throws ChainUnavailable {
    try {
      return rpc.call(method, params);
    } catch (ChainRefused e) {
      throw translated(e);
    }
  }

  private List<RpcAnswer> batch(List<RpcCall> calls) throws ChainUnavailable {
    try {
      return rpc.batch(calls);
    } catch (ChainRefused e) {
      throw translated(e);
    }
  }

  private static JsonNode result(RpcAnswer answer) throws ChainUnavailable {
    try {
      return answer.orThrow();
    } catch (ChainRefused e) {
      throw translated(e);
    }
  }

  /** A reader's error for a refusal. */
  static ChainUnavailable translated(ChainRefused refusal) {
    return switch (refusal.reason()) {
      case REVERTED -> new ChainUnavailable(Kind.REVERTED, text(refusal), refusal.data());
      case UNKNOWN_BLOCK -> new ChainUnavailable(Kind.BLOCK_UNKNOWN, text(refusal), refusal);
      case NONCE_TOO_LOW,
          ALREADY_KNOWN,
          UNDERPRICED,
          INSUFFICIENT_FUNDS,
          TOO_MANY_RESULTS,
          STATE_PRUNED,
          UNSUPPORTED,
          OTHER ->
          new ChainUnavailable(Kind.REJECTED, text(refusal), refusal);
    };
  }

  private static String text(ChainRefused refusal) {
    String message = refusal.getMessage();
    return message == null ? refusal.reason().name() : message;
  }

  static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }
}
