package dev.countersign.tools;

import dev.countersign.network.chain.ChainReader;
import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.chain.ChainUnavailable.Kind;
import dev.countersign.network.chain.EventLog;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A chain that was written down: blocks, logs, and what contracts answer. */
public final class RecordedChain implements ChainReader {
  private final List<BlockRef> blocks = new ArrayList<>();
  private final List<EventLog> logs = new ArrayList<>();
  private final Map<String, Bytes> answers = new HashMap<>();
  private final Map<Address, BigInteger> balances = new HashMap<>();
  private String fork = "";

  /** How many questions were asked. */
  public int reads;

  /** How many questions for logs were asked, and since which block the last one. */
  public long logsFrom = -1;

  public RecordedChain(long genesis) {
    mine(genesis);
  }

  /** A block on the branch that grows. */
  public BlockRef mine(long time) {
    long number = blocks.size();
    Bytes32 hash = Bytes32.keccak256((fork + number + "@" + time).getBytes(StandardCharsets.UTF_8));
    BlockRef block = new BlockRef(number, hash, time);
    blocks.add(block);
    return block;
  }

  /** Drops a block and all after it; what is mined from now on is another branch. */
  public void reorganise(long number, String name) {
    while (blocks.size() > number) {
      BlockRef gone = blocks.removeLast();
      logs.removeIf(log -> log.block().equals(gone));
    }
    fork = name;
  }

  /** An event in the newest block. */
  public void emit(Address emitter, Bytes32 topic, String words) {
    logs.add(
        new EventLog(
            emitter, List.of(topic), new Bytes("0x" + words), head(), Bytes32.ZERO, logs.size()));
  }

  public void answers(Address to, Bytes data, String words) {
    answers.put(to + " " + data, new Bytes("0x" + words));
  }

  public void holds(Address account, BigInteger wei) {
    balances.put(account, wei);
  }

  public PinnedChain pinned() {
    return new PinnedChain(this, head());
  }

  /** A 32-byte word. */
  public static String word(BigInteger value) {
    BigInteger unsigned = value.signum() < 0 ? value.add(BigInteger.ONE.shiftLeft(256)) : value;
    return "%064x".formatted(unsigned);
  }

  public static String word(long value) {
    return word(BigInteger.valueOf(value));
  }

  @Override
  public long chainId() {
    return 31337;
  }

  @Override
  public BlockRef head() {
    return blocks.getLast();
  }

  @Override
  public BlockRef finalized() {
    return head();
  }

  @Override
  public BlockRef block(long number) throws ChainUnavailable {
    reads++;
    if (number >= blocks.size()) {
      throw new ChainUnavailable(Kind.BLOCK_UNKNOWN, "there is no block " + number);
    }
    return blocks.get((int) number);
  }

  @Override
  public BlockRef blockAtOrBefore(long unixSeconds) throws ChainUnavailable {
    reads++;
    if (head().timestamp() <= unixSeconds || blocks.getFirst().timestamp() > unixSeconds) {
      throw new ChainUnavailable(Kind.BLOCK_UNKNOWN, "not settled");
    }
    return blocks.stream()
        .filter(block -> block.timestamp() <= unixSeconds)
        .reduce((earlier, later) -> later)
        .orElseThrow();
  }

  @Override
  public Bytes call(Address to, Bytes data, BlockRef at) throws ChainUnavailable {
    reads++;
    Bytes answer = answers.get(to + " " + data);
    if (answer == null) {
      throw new ChainUnavailable(Kind.REVERTED, to + " reverts");
    }
    return answer;
  }

  @Override
  public BigInteger balance(Address account, BlockRef at) {
    reads++;
    return balances.getOrDefault(account, BigInteger.ZERO);
  }

  @Override
  public List<EventLog> logs(Address emitter, Bytes32 topic0, long fromBlock, BlockRef to)
      throws ChainUnavailable {
    reads++;
    logsFrom = fromBlock;
    if (!blocks.contains(to)) {
      throw new ChainUnavailable(Kind.BLOCK_UNKNOWN, "no longer " + to);
    }
    return logs.stream()
        .filter(log -> log.emitter().equals(emitter) && log.topics().getFirst().equals(topic0))
        .filter(log -> log.block().number() >= fromBlock)
        .filter(log -> log.block().number() <= to.number())
        .toList();
  }
}
