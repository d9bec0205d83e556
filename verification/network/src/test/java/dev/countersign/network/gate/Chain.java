package dev.countersign.network.gate;

import dev.countersign.network.chain.ChainException;
import dev.countersign.network.chain.JsonRpc;
import dev.countersign.network.chain.MinedReceipt;
import dev.countersign.network.chain.RpcChain;
import dev.countersign.network.chain.RpcLimits;
import dev.countersign.network.devnet.DevnetFailed;
import dev.countersign.network.devnet.TestNode;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real EVM node in the hands of a test: any sender, one transaction a block, time by hand. */
final class Chain implements AutoCloseable {
  /** 2026-01-01T12:00:00Z, so that a day has room on both sides. */
  static final long START = 1_767_268_800;

  static final long ID = 31_337;
  private static final long GAS = 15_000_000;

  /** The system property that names a folder of contracts that take the place of our own. */
  static final String CHANGED = "countersign.contracts";

  private final TestNode node;
  private final JsonRpc rpc;
  private final RpcChain chain;
  private long time;

  private Chain(TestNode node, JsonRpc rpc, RpcChain chain) {
    this.node = node;
    this.rpc = rpc;
    this.chain = chain;
    this.time = START;
  }

  static Chain start() throws DevnetFailed, IOException, ChainException {
    TestNode node = TestNode.start(START);
    RpcLimits limits = RpcLimits.DEFAULT.withCall(Duration.ofSeconds(60));
    JsonRpc rpc = JsonRpc.open(node.url(), limits);
    rpc.call("anvil_autoImpersonateAccount", true);
    return new Chain(node, rpc, RpcChain.connect(node.url(), limits));
  }

  /**
   * What became of a transaction.
   *
   * @param error what it returned when it reverted
   */
  record Outcome(MinedReceipt receipt, Bytes error) {
    boolean success() {
      return receipt.success();
    }

    long gas() {
      return receipt.gasUsed();
    }

    GateError reason() {
      return success() ? GateError.UNKNOWN : Gate.error(error);
    }
  }

  /** The time of the newest block. */
  long time() {
    return time;
  }

  /** The next block will have this time. */
  void travelTo(long unixSeconds) {
    if (unixSeconds <= time) {
      throw new AssertionError("time only goes forward: " + unixSeconds + " is over");
    }
    time = unixSeconds - 1;
  }

  Outcome send(Address from, Address to, Bytes data) throws ChainException {
    return send(from, to, BigInteger.ZERO, data, GAS);
  }

  Outcome send(Address from, Address to, BigInteger value, Bytes data, long gas)
      throws ChainException {
    Map<String, Object> transaction = transaction(from, value, data, gas);
    transaction.put("to", to.hex());
    return mine(transaction);
  }

  /** Sends what must succeed. */
  void done(Address from, Address to, Bytes data) throws ChainException {
    require(send(from, to, data));
  }

  Address deploy(Bytes creationCode, byte[] arguments) throws ChainException {
    Bytes code = new Bytes(creationCode.hex() + Bytes.of(arguments).hex().substring(2));
    Outcome outcome = mine(transaction(DEPLOYER, BigInteger.ZERO, code, GAS));
    require(outcome);
    return outcome.receipt().deployed().orElseThrow();
  }

  /** Deploys what may refuse. */
  Outcome tryDeploy(Bytes creationCode, byte[] arguments) throws ChainException {
    Bytes code = new Bytes(creationCode.hex() + Bytes.of(arguments).hex().substring(2));
    return mine(transaction(DEPLOYER, BigInteger.ZERO, code, GAS));
  }

  /** Someone with coins who owns nothing else. */
  static final Address DEPLOYER = new Address("0x" + "d0".repeat(20));

  private static Map<String, Object> transaction(
      Address from, BigInteger value, Bytes data, long gas) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("from", from.hex());
    json.put("value", "0x" + value.toString(16));
    json.put("data", data.hex());
    json.put("gas", "0x" + Long.toHexString(gas));
    return json;
  }

  private Outcome mine(Map<String, Object> transaction) throws ChainException {
    Bytes32 hash = Bytes32.ofPrefixed(rpc.call("eth_sendTransaction", transaction).asString());
    mine();
    MinedReceipt receipt = chain.receipt(hash).orElseThrow();
    return new Outcome(receipt, receipt.success() ? Bytes.EMPTY : revertData(hash));
  }

  /** Mines a block, one second later. */
  void mine() throws ChainException {
    time++;
    rpc.call("evm_mine", Map.of("timestamp", time));
  }

  private Bytes revertData(Bytes32 hash) throws ChainException {
    JsonNode trace =
        rpc.call(
            "debug_traceTransaction",
            hash.prefixed(),
            Map.of("tracer", "callTracer", "tracerConfig", Map.of("onlyTopCall", true)));
    return Bytes.ofPrefixed(trace.path("output").asString("0x"));
  }

  static void require(Outcome outcome) {
    if (!outcome.success()) {
      throw new AssertionError(
          "a transaction reverted: "
              + GateError.describe(outcome.error())
              + " ["
              + outcome.error()
              + "]");
    }
  }

  /** {@code eth_call} at the newest block. */
  Bytes call(Address to, Bytes data) throws ChainException {
    return chain.call(to, data, chain.head());
  }

  BigInteger number(Address to, Bytes data) throws ChainException {
    return new BigInteger(1, call(to, data).toArray());
  }

  PinnedChain head() throws ChainException {
    return new PinnedChain(chain, chain.head());
  }

  BigInteger balance(Address account) throws ChainException {
    return chain.balance(account, chain.head());
  }

  void setBalance(Address account, BigInteger wei) throws ChainException {
    rpc.call("anvil_setBalance", account.hex(), "0x" + wei.toString(16));
  }

  /** Puts code at an address of choice. */
  void place(Address account, Bytes code) throws ChainException {
    rpc.call("anvil_setCode", account.hex(), code.hex());
  }

  /** Writes a word of an account's storage. */
  void store(Address account, Bytes32 slot, Bytes32 word) throws ChainException {
    rpc.call("anvil_setStorageAt", account.hex(), slot.prefixed(), word.prefixed());
  }

  String snapshot() throws ChainException {
    return rpc.call("evm_snapshot").asString();
  }

  /** Back to a snapshot, which is used up, and to the time of its newest block. */
  void revert(String snapshot) throws ChainException {
    rpc.call("evm_revert", snapshot);
    time = chain.head().timestamp();
  }

  /** The creation bytecode of one of our own contracts. */
  static Bytes own(String contract) {
    return artefact(contract, "bytecode");
  }

  /** Of a contract; of a changed one, where {@link #CHANGED} names a folder that has it. */
  static Bytes artefact(String contract, String member) {
    String name = "/dev/countersign/network/contracts/" + contract + ".json";
    Path changed = Path.of(System.getProperty(CHANGED, ""), contract + ".json");
    try (InputStream in =
        System.getProperty(CHANGED) != null && Files.exists(changed)
            ? Files.newInputStream(changed)
            : Chain.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new AssertionError("this build lacks " + name);
      }
      return Bytes.ofPrefixed(JsonMapper.shared().readTree(in).path(member).asString());
    } catch (IOException e) {
      throw new AssertionError("cannot read " + name, e);
    }
  }

  @Override
  public void close() {
    rpc.close();
    chain.close();
    node.close();
  }
}
