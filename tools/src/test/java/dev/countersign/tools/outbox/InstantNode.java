package dev.countersign.tools.outbox;

import com.esaulpaugh.headlong.abi.Tuple;
import com.esaulpaugh.headlong.abi.TupleType;
import dev.countersign.network.chain.CallRequest;
import dev.countersign.network.chain.ChainClient;
import dev.countersign.network.chain.EventLog;
import dev.countersign.network.chain.Fees;
import dev.countersign.network.chain.KnownTransaction;
import dev.countersign.network.chain.MinedReceipt;
import dev.countersign.network.gate.Gate;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A node that costs no time: a transaction is mined when it is sent, in a block of its own. Only
 * for measuring what the outbox itself costs; it checks nothing, and every transaction executes the
 * action that was announced for its calldata.
 */
final class InstantNode implements ChainClient {
  private static final TupleType<Tuple> STATE = TupleType.parse("(bytes32,uint64,bytes32,uint64)");
  private static final TupleType<Tuple> EXECUTED = TupleType.parse("(bytes32,(address,int256)[])");
  private static final BigInteger GWEI = BigInteger.valueOf(1_000_000_000);

  private final Address sender;
  private final Map<Bytes, PlannedAction> announced = new ConcurrentHashMap<>();
  private final Map<Bytes32, Long> lastSlots = new ConcurrentHashMap<>();
  private final Map<Bytes32, MinedReceipt> receipts = new ConcurrentHashMap<>();
  private final ConcurrentSkipListMap<Long, EventLog> logs = new ConcurrentSkipListMap<>();
  private final AtomicLong height = new AtomicLong(100);

  InstantNode(Address sender) {
    this.sender = sender;
  }

  /** What a call of the gate is for. */
  void announce(Bytes calldata, PlannedAction action) {
    announced.put(calldata, action);
  }

  @Override
  public Bytes32 sendRaw(Bytes signed) {
    Bytes32 hash = Bytes32.keccak256(signed.toArray());
    String hex = signed.hex();
    for (Map.Entry<Bytes, PlannedAction> each : announced.entrySet()) {
      if (hex.contains(each.getKey().hex().substring(2))) {
        mine(hash, each.getKey(), each.getValue());
      }
    }
    return hash;
  }

  private void mine(Bytes32 hash, Bytes calldata, PlannedAction action) {
    BlockRef block = at(height.incrementAndGet());
    EventLog log =
        new EventLog(
            action.gate(),
            List.of(
                Gate.EXECUTED_TOPIC,
                action.agentId(),
                Bytes32.of(padded(action.slot().value())),
                action.receiptId()),
            Bytes.of(EXECUTED.encode(Tuple.of(action.callsHash().toArray(), new Tuple[0])).array()),
            block,
            hash,
            0);
    logs.put(block.number(), log);
    receipts.put(
        hash,
        new MinedReceipt(
            hash,
            block,
            0,
            sender,
            Optional.of(action.gate()),
            Optional.empty(),
            true,
            200_000,
            GWEI,
            List.of(log)));
    lastSlots.put(action.agentId(), action.slot().value());
    announced.remove(calldata);
  }

  private static byte[] padded(long value) {
    byte[] padded = new byte[32];
    for (int i = 0; i < 8; i++) {
      padded[31 - i] = (byte) (value >>> (8 * i));
    }
    return padded;
  }

  @Override
  public Bytes call(Address to, Bytes data, BlockRef at) {
    Bytes32 agentId = Bytes32.of(java.util.Arrays.copyOfRange(data.toArray(), 4, 36));
    BigInteger lastSlot = BigInteger.valueOf(lastSlots.getOrDefault(agentId, 0L));
    byte[] zeros = new byte[32];
    return Bytes.of(STATE.encode(Tuple.of(zeros, lastSlot, zeros, BigInteger.ZERO)).array());
  }

  private static BlockRef at(long number) {
    return new BlockRef(number, Bytes32.of(padded(number)), 1_735_689_600);
  }

  @Override
  public BlockRef head() {
    return at(height.get());
  }

  @Override
  public BlockRef finalized() {
    return head();
  }

  @Override
  public BlockRef block(long number) {
    return at(number);
  }

  @Override
  public BlockRef blockAtOrBefore(long unixSeconds) {
    return head();
  }

  @Override
  public BigInteger balance(Address account, BlockRef at) {
    return BigInteger.TEN.pow(30);
  }

  @Override
  public List<EventLog> logs(Address emitter, Bytes32 topic0, long fromBlock, BlockRef to) {
    return List.copyOf(logs.subMap(fromBlock, true, to.number(), true).values());
  }

  @Override
  public long chainId() {
    return 31337;
  }

  /** It counts none, so that the order in which threads send does not matter. */
  @Override
  public long nonce(Address account) {
    return 0;
  }

  @Override
  public long pendingNonce(Address account) {
    return 0;
  }

  @Override
  public Fees fees() {
    return new Fees(GWEI, BigInteger.ONE);
  }

  @Override
  public long estimateGas(CallRequest request) {
    return 200_000;
  }

  @Override
  public Bytes simulate(CallRequest request, BlockRef at) {
    return Bytes.EMPTY;
  }

  @Override
  public Optional<MinedReceipt> receipt(Bytes32 transaction) {
    return Optional.ofNullable(receipts.get(transaction));
  }

  @Override
  public Optional<KnownTransaction> transaction(Bytes32 hash) {
    return receipt(hash)
        .map(
            mined ->
                new KnownTransaction(
                    hash,
                    sender,
                    mined.to(),
                    0,
                    BigInteger.ZERO,
                    Bytes.EMPTY,
                    OptionalLong.of(mined.block().number())));
  }

  @Override
  public void close() {
    // It is memory only.
  }
}
