package dev.countersign.network.chain;

import dev.countersign.network.chain.ChainUnavailable.Kind;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bytes32;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * Reads logs over any range of blocks: in one exchange where the node gives them at once, in halves
 * where it says that they are too many.
 */
final class LogReader {
  private static final int MAX_EXCHANGES = 2048;
  private static final int HEADERS_AT_ONCE = 100;

  private final JsonRpc rpc;
  private final BlockSearch.Headers headers;

  LogReader(JsonRpc rpc, BlockSearch.Headers headers) {
    this.rpc = rpc;
    this.headers = headers;
  }

  /** The question that every exchange of one reading asks. */
  private record Question(Address emitter, Bytes32 topic0) {}

  /**
   * Logs in chain order, all of them in blocks that {@code to} descends from as far as the node
   * tells, or {@code BLOCK_UNKNOWN} when {@code to} is not in its chain.
   */
  List<EventLog> read(Address emitter, Bytes32 topic0, long from, BlockRef to)
      throws ChainUnavailable {
    if (from > to.number()) {
      return List.of();
    }
    List<JsonNode> found = new ArrayList<>();
    int[] exchanges = {0};
    read(new Question(emitter, topic0), Math.max(0, from), to.number(), to, found, exchanges);
    List<EventLog> logs = withBlocks(found, to);
    requireAnswered(logs, emitter, topic0, from, to);
    return logs;
  }

  private void read(
      Question question, long from, long last, BlockRef to, List<JsonNode> found, int[] exchanges)
      throws ChainUnavailable {
    if (++exchanges[0] > MAX_EXCHANGES) {
      throw new ChainUnavailable(
          Kind.REJECTED, rpc.name() + " gives logs in too small parts to read them all");
    }
    Map<String, Object> filter =
        Map.of(
            "address", question.emitter().hex(),
            "topics", List.of(question.topic0().prefixed()),
            "fromBlock", RpcChain.hex(from),
            "toBlock", RpcChain.hex(last));
    try {
      List<RpcAnswer> answers =
          rpc.batch(
              List.of(
                  RpcCall.of("eth_getLogs", filter),
                  RpcCall.of("eth_getBlockByNumber", RpcChain.hex(to.number()), false)));
      requireCanonical(answers.get(1).orThrow(), to);
      JsonNode logs = answers.get(0).orThrow();
      if (!logs.isArray()) {
        throw new ChainUnavailable(Kind.MALFORMED, rpc.name() + " answered no list of logs");
      }
      logs.forEach(found::add);
    } catch (ChainRefused e) {
      if (e.reason() != ChainRefused.Reason.TOO_MANY_RESULTS || from == last) {
        throw RpcChain.translated(e);
      }
      long middle = from + (last - from) / 2;
      read(question, from, middle, to, found, exchanges);
      read(question, middle + 1, last, to, found, exchanges);
    }
  }

  private static void requireCanonical(JsonNode block, BlockRef to) throws ChainUnavailable {
    if (block.isNull() || !RpcValues.block(block).equals(to)) {
      throw new ChainUnavailable(
          Kind.BLOCK_UNKNOWN, "block " + to.number() + " is not (or no longer) " + to.hash());
    }
  }

  private List<EventLog> withBlocks(List<JsonNode> found, BlockRef to) throws ChainUnavailable {
    Map<Long, BlockRef> known = new HashMap<>();
    known.put(to.number(), to);
    TreeSet<Long> missing = new TreeSet<>();
    for (JsonNode log : found) {
      if (!log.hasNonNull("blockTimestamp")) {
        missing.add(RpcValues.smallQuantity(log, "blockNumber"));
      }
    }
    missing.remove(to.number());
    List<Long> numbers = new ArrayList<>(missing);
    for (int i = 0; i < numbers.size(); i += HEADERS_AT_ONCE) {
      List<Long> part = numbers.subList(i, Math.min(numbers.size(), i + HEADERS_AT_ONCE));
      for (BlockRef block : headers.of(part)) {
        known.put(block.number(), block);
      }
    }
    List<EventLog> logs = new ArrayList<>(found.size());
    for (JsonNode log : found) {
      long number = RpcValues.smallQuantity(log, "blockNumber");
      BlockRef block = known.get(number);
      if (block == null) {
        Bytes32 hash = RpcValues.bytes32(log.path("blockHash"));
        block = new BlockRef(number, hash, RpcValues.smallQuantity(log, "blockTimestamp"));
        known.put(number, block);
      }
      logs.add(log(log, block));
    }
    return logs;
  }

  /** A log in a block that is already known. */
  static EventLog log(JsonNode log, BlockRef block) throws ChainUnavailable {
    if (log.path("removed").asBoolean(false)
        || RpcValues.smallQuantity(log, "blockNumber") != block.number()
        || !RpcValues.bytes32(log.path("blockHash")).equals(block.hash())) {
      throw new ChainUnavailable(
          Kind.BLOCK_UNKNOWN, "the chain was reorganised while its logs were read");
    }
    List<Bytes32> topics = new ArrayList<>();
    for (JsonNode topic : log.path("topics")) {
      topics.add(RpcValues.bytes32(topic));
    }
    return new EventLog(
        RpcValues.address(log.path("address")),
        topics,
        RpcValues.bytes(log.path("data")),
        block,
        RpcValues.bytes32(log.path("transactionHash")),
        (int) RpcValues.smallQuantity(log, "logIndex"));
  }

  private void requireAnswered(
      List<EventLog> logs, Address emitter, Bytes32 topic0, long from, BlockRef to)
      throws ChainUnavailable {
    long block = -1;
    int index = -1;
    for (EventLog log : logs) {
      long number = log.block().number();
      boolean rising = number > block || (number == block && log.index() > index);
      boolean asked =
          log.emitter().equals(emitter)
              && !log.topics().isEmpty()
              && log.topics().getFirst().equals(topic0)
              && number >= from
              && number <= to.number();
      if (!rising || !asked) {
        throw new ChainUnavailable(
            Kind.MALFORMED, rpc.name() + " answered logs that were not asked for, or out of order");
      }
      block = number;
      index = log.index();
    }
  }
}
