package dev.countersign.network.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.network.chain.ChainUnavailable.Kind;
import dev.countersign.network.devnet.TestNode;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Reading a chain, on a real node and on nodes that answer wrongly. */
class RpcChainTest {
  private static final long GENESIS = 1_700_000_000;
  private static final Address SOMEBODY = new Address("0x" + "11".repeat(20));
  private static final RpcLimits LIMITS = RpcLimits.DEFAULT;

  private static TestNode node;
  private static RpcChain chain;
  private static final List<Long> TIMES = new ArrayList<>(List.of(GENESIS));

  @BeforeAll
  static void mineBlocksAtIrregularTimes() throws Exception {
    node = TestNode.start(GENESIS);
    chain = RpcChain.connect(node.url(), 31337, LIMITS);
    long seed = 20_241_231;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    long time = GENESIS;
    for (int i = 0; i < 300; i++) {
      time += i % 50 < 25 ? 1 : 1 + random.nextInt(4000);
      node.mine(time);
      TIMES.add(time);
    }
  }

  @AfterAll
  static void stop() {
    chain.close();
    node.close();
  }

  @Test
  void theLastBlockAtOrBeforeATimeIsFoundForEveryTime() throws Exception {
    for (int number = 0; number < TIMES.size() - 1; number++) {
      for (long time : List.of(TIMES.get(number), TIMES.get(number + 1) - 1)) {
        BlockRef found = chain.blockAtOrBefore(time);
        assertThat(found.number()).as("time %s", time).isEqualTo(number);
        assertThat(found.timestamp()).isEqualTo(TIMES.get(number));
      }
    }
  }

  @Test
  void aTimeThatIsNotOverYetIsUnknown() {
    long head = TIMES.getLast();
    for (long time : List.of(head, head + 1, head + 1_000_000, GENESIS - 1, 0L)) {
      assertKind(Kind.BLOCK_UNKNOWN, () -> chain.blockAtOrBefore(time));
    }
  }

  @Test
  void readsAreOfExactlyTheBlockAskedFor() throws Exception {
    BlockRef block = chain.block(100);
    assertThat(chain.balance(SOMEBODY, block)).isZero();
    assertThat(chain.call(SOMEBODY, Bytes.EMPTY, block)).isEqualTo(Bytes.EMPTY);
    BlockRef forged = new BlockRef(100, Bytes32.ZERO, block.timestamp());
    assertKind(Kind.BLOCK_UNKNOWN, () -> chain.balance(SOMEBODY, forged));
    assertKind(Kind.BLOCK_UNKNOWN, () -> chain.call(SOMEBODY, Bytes.EMPTY, forged));
    assertKind(Kind.BLOCK_UNKNOWN, () -> chain.logs(SOMEBODY, Bytes32.ZERO, 0, forged));
    assertKind(Kind.BLOCK_UNKNOWN, () -> chain.block(100_000));
  }

  @Test
  void theFinalizedBlockIsBehindTheHead() throws Exception {
    assertThat(chain.finalized().number()).isEqualTo(chain.head().number() - 2);
  }

  @Test
  void anotherChainIsRefused() {
    assertKind(Kind.WRONG_CHAIN, () -> RpcChain.connect(node.url(), 1, LIMITS).close());
  }

  @Test
  void whatIsNotKnownIsEmptyAndFeesAreThere() throws Exception {
    assertThat(chain.receipt(Bytes32.ZERO)).isEmpty();
    assertThat(chain.transaction(Bytes32.ZERO)).isEmpty();
    assertThat(chain.nonce(SOMEBODY)).isZero();
    assertThat(chain.pendingNonce(SOMEBODY)).isZero();
    assertThat(chain.fees().baseFee()).isPositive();
    assertThat(chain.estimateGas(CallRequest.of(SOMEBODY, SOMEBODY, Bytes.EMPTY)))
        .isEqualTo(21_000);
  }

  @Test
  void garbageIsNotSent() {
    ChainRefused refusal =
        catchThrowableOfType(ChainRefused.class, () -> chain.sendRaw(new Bytes("0x02c0")));
    assertThat(refusal).isNotNull();
  }

  @Test
  void aNodeWithoutReadsByHashIsReadByNumberAndTheHashChecked() throws Exception {
    Bytes32 hash = Bytes32.sha256(new byte[] {1});
    try (FakeNode fake = FakeNode.rpc(request -> answerByNumber(request, hash));
        RpcChain old = RpcChain.connect(fake.url(), LIMITS)) {
      BlockRef block = old.block(5);
      assertThat(old.balance(SOMEBODY, block)).isEqualTo(7);
      BlockRef other = new BlockRef(5, Bytes32.ZERO, block.timestamp());
      assertKind(Kind.BLOCK_UNKNOWN, () -> old.balance(SOMEBODY, other));
    }
  }

  private static tools.jackson.databind.node.ObjectNode answerByNumber(
      JsonNode request, Bytes32 hash) {
    return switch (request.path("method").asString()) {
      case "eth_chainId" -> FakeNode.result("0x1");
      case "eth_getBlockByNumber" -> FakeNode.result(header(request, hash));
      case "eth_getBalance" ->
          request.path("params").path(1).isObject()
              ? FakeNode.error(-32602, "invalid argument 1: hex string")
              : FakeNode.result("0x7");
      default -> FakeNode.error(-32601, "the method does not exist");
    };
  }

  private static Map<String, String> header(JsonNode request, Bytes32 hash) {
    String number = request.path("params").path(0).asString();
    return Map.of("number", number, "hash", hash.prefixed(), "timestamp", number + "00");
  }

  @Test
  void rangesWithTooManyLogsAreReadInParts() throws Exception {
    Bytes32 hash = Bytes32.sha256(new byte[] {2});
    try (FakeNode fake = FakeNode.rpc(request -> limitedLogs(request, hash));
        RpcChain limited = RpcChain.connect(fake.url(), LIMITS)) {
      List<EventLog> logs = limited.logs(SOMEBODY, Bytes32.ZERO, 10, limited.block(1000));
      assertThat(logs).hasSize(991);
      assertThat(logs).extracting(log -> log.block().number()).isSorted().startsWith(10L);
      assertThat(logs.getLast().block().timestamp()).isEqualTo(1000 * 256);
    }
  }

  private static tools.jackson.databind.node.ObjectNode limitedLogs(
      JsonNode request, Bytes32 hash) {
    return switch (request.path("method").asString()) {
      case "eth_chainId" -> FakeNode.result("0x1");
      case "eth_getBlockByNumber" -> FakeNode.result(header(request, hash));
      case "eth_getLogs" -> {
        JsonNode filter = request.path("params").path(0);
        long from = Long.decode(filter.path("fromBlock").asString());
        long to = Long.decode(filter.path("toBlock").asString());
        if (to - from > 100) {
          yield FakeNode.error(-32005, "query returned more than 100 results");
        }
        List<Map<String, Object>> logs = new ArrayList<>();
        for (long number = from; number <= to; number++) {
          logs.add(oneLog(number, hash, SOMEBODY));
        }
        yield FakeNode.result(logs);
      }
      default -> FakeNode.error(-32601, "the method does not exist");
    };
  }

  private static Map<String, Object> oneLog(long number, Bytes32 hash, Address emitter) {
    return Map.of(
        "address", emitter.hex(),
        "topics", List.of(Bytes32.ZERO.prefixed()),
        "data", "0x",
        "blockNumber", "0x" + Long.toHexString(number),
        "blockHash", hash.prefixed(),
        "transactionHash", Bytes32.ZERO.prefixed(),
        "logIndex", "0x0");
  }

  @Test
  void logsNobodyAskedForAreMalformed() throws Exception {
    Bytes32 hash = Bytes32.sha256(new byte[] {3});
    Address other = new Address("0x" + "22".repeat(20));
    List<List<Map<String, Object>>> lies =
        List.of(
            List.of(oneLog(5, hash, other)),
            List.of(oneLog(11, hash, SOMEBODY)),
            List.of(oneLog(6, hash, SOMEBODY), oneLog(5, hash, SOMEBODY)),
            List.of(oneLog(5, hash, SOMEBODY), oneLog(5, hash, SOMEBODY)));
    for (List<Map<String, Object>> lie : lies) {
      try (FakeNode fake =
              FakeNode.rpc(
                  request ->
                      request.path("method").asString().equals("eth_getLogs")
                          ? FakeNode.result(lie)
                          : limitedLogs(request, hash));
          RpcChain lying = RpcChain.connect(fake.url(), LIMITS)) {
        BlockRef to = lying.block(10);
        assertKind(Kind.MALFORMED, () -> lying.logs(SOMEBODY, Bytes32.ZERO, 5, to));
      }
    }
  }

  @Test
  void malformedValuesAreMalformed() throws Exception {
    for (Object value : List.of("0x", "1", "0xzz", "0x" + "f".repeat(65), 1, List.of(), "")) {
      try (FakeNode fake = FakeNode.rpc(request -> FakeNode.result(value))) {
        assertKind(Kind.MALFORMED, () -> RpcChain.connect(fake.url(), LIMITS).close());
      }
    }
  }

  @Test
  void timesThatFallEndTheSearch() throws Exception {
    Bytes32 hash = Bytes32.sha256(new byte[] {4});
    try (FakeNode fake =
            FakeNode.rpc(
                request ->
                    request.path("method").asString().equals("eth_chainId")
                        ? FakeNode.result("0x1")
                        : FakeNode.result(strange(request, hash)));
        RpcChain lying = RpcChain.connect(fake.url(), LIMITS)) {
      for (long time = 0; time < 4000; time += 97) {
        long asked = time;
        try {
          lying.blockAtOrBefore(asked);
        } catch (ChainUnavailable e) {
          assertThat(e.kind()).isIn(Kind.MALFORMED, Kind.BLOCK_UNKNOWN);
        }
      }
    }
  }

  private static Map<String, String> strange(JsonNode request, Bytes32 hash) {
    String asked = request.path("params").path(0).asString();
    long number = asked.equals("latest") ? 1_000_000 : Long.decode(asked);
    return Map.of(
        "number", "0x" + Long.toHexString(number),
        "hash", hash.prefixed(),
        "timestamp", "0x" + Long.toHexString(number * 7919 % 5000));
  }

  private static void assertKind(
      Kind kind, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    ChainUnavailable error = catchThrowableOfType(ChainUnavailable.class, call);
    assertThat(error).isNotNull();
    assertThat(error.kind()).isEqualTo(kind);
  }
}
