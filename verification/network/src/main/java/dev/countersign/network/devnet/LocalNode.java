package dev.countersign.network.devnet;

import dev.countersign.network.chain.ChainException;
import dev.countersign.network.chain.ChainRefused;
import dev.countersign.network.chain.JsonRpc;
import dev.countersign.network.chain.RpcAnswer;
import dev.countersign.network.chain.RpcCall;
import dev.countersign.network.devnet.DevnetFailed.Reason;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What only a local node can do: mine at a given time, sign for its own accounts, give coins. Every
 * transaction that is sent here is mined here, and one that reverts is an error.
 */
final class LocalNode {
  private final JsonRpc rpc;
  private final Address account;
  private final Address faucet;

  private LocalNode(JsonRpc rpc, Address account, Address faucet) {
    this.rpc = rpc;
    this.account = account;
    this.faucet = faucet;
  }

  static LocalNode of(JsonRpc rpc) throws DevnetFailed {
    try {
      JsonNode accounts = rpc.call("eth_accounts");
      return new LocalNode(
          rpc,
          Address.parse(accounts.path(0).asString()),
          Address.parse(accounts.path(1).asString()));
    } catch (ChainException | IllegalArgumentException e) {
      throw failed("it has no account of its own", e);
    }
  }

  /** The node's own account that deploys and trades. */
  Address account() {
    return account;
  }

  /** A transaction from the node's own account. */
  Transaction to(Address contract, Bytes data, long gas, String what) {
    return new Transaction(account, Optional.of(contract), BigInteger.ZERO, data, gas, what);
  }

  /** A deployment from the node's own account. */
  Transaction deployment(Bytes creationCode, String what) {
    return new Transaction(
        account, Optional.empty(), BigInteger.ZERO, creationCode, 12_000_000, what);
  }

  /** The time of the newest block. */
  long headTime() throws DevnetFailed {
    JsonNode head = ask("eth_getBlockByNumber", "latest", false);
    return Long.decode(head.path("timestamp").asString("0x0"));
  }

  /** The number of the newest block. */
  long headNumber() throws DevnetFailed {
    return Long.decode(ask("eth_blockNumber").asString("0x0"));
  }

  /** The next nonce of the node's own account. */
  long nonce() throws DevnetFailed {
    return Long.decode(ask("eth_getTransactionCount", account.hex(), "pending").asString("0x0"));
  }

  /** Sets a native balance. */
  void setBalance(Address owner, BigInteger wei) throws DevnetFailed {
    ask("anvil_setBalance", owner.hex(), "0x" + wei.toString(16));
  }

  /** Sends coins from an account that does nothing else; they arrive with the next block. */
  Bytes32 give(Address to, BigInteger wei) throws DevnetFailed {
    Map<String, Object> gift =
        Map.of(
            "from",
            faucet.hex(),
            "to",
            to.hex(),
            "value",
            "0x" + wei.toString(16),
            "gas",
            "0xc350");
    return Bytes32.ofPrefixed(ask("eth_sendTransaction", gift).asString());
  }

  /** Whether the node mines each transaction at once. */
  void automine(boolean on) throws DevnetFailed {
    ask("evm_setAutomine", on);
  }

  /** Remembers the chain as it is. */
  String snapshot() throws DevnetFailed {
    return ask("evm_snapshot").asString();
  }

  /** Goes back to a snapshot, which is used up by it. */
  void revert(String snapshot) throws DevnetFailed {
    if (!ask("evm_revert", snapshot).asBoolean()) {
      throw new DevnetFailed(Reason.DEPLOYMENT_FAILED, "there is no snapshot " + snapshot);
    }
  }

  /** {@code eth_call} at the newest block. */
  Bytes call(Address to, Bytes data) throws DevnetFailed {
    JsonNode answer =
        ask(
            "eth_call",
            Map.of("from", account.hex(), "to", to.hex(), "data", data.hex()),
            "latest");
    return Bytes.ofPrefixed(answer.asString());
  }

  /** Sets what the next block charges for a unit of gas. */
  void baseFee(BigInteger wei) throws DevnetFailed {
    ask("anvil_setNextBlockBaseFeePerGas", "0x" + wei.toString(16));
  }

  /** Mines an empty or filled block at a time, which must be later than the head's. */
  void mine(long time) throws DevnetFailed {
    ask("evm_mine", Map.of("timestamp", time));
  }

  /** A block to be: its time and what the node's own account does in it. */
  record Block(long time, List<Transaction> transactions) {}

  /**
   * Mines blocks, one after the other. (Not in one batch: anvil works on the requests of a batch at
   * the same time.)
   *
   * @throws DevnetFailed with {@link Reason#DEPLOYMENT_FAILED} naming the first transaction that
   *     was refused or reverted
   */
  void mine(List<Block> blocks) throws DevnetFailed {
    long nonce = nonce();
    List<Transaction> sent = new ArrayList<>();
    List<Bytes32> hashes = new ArrayList<>();
    for (Block block : blocks) {
      List<RpcCall> calls = new ArrayList<>();
      for (Transaction transaction : block.transactions()) {
        calls.add(transaction.toCall(nonce++));
      }
      for (RpcAnswer answer : batch(calls)) {
        Transaction transaction = block.transactions().get(hashes.size() - sent.size());
        hashes.add(Bytes32.ofPrefixed(result(answer, transaction.what()).asString()));
      }
      sent.addAll(block.transactions());
      mine(block.time());
    }
    requireSuccess(sent, hashes);
  }

  private void requireSuccess(List<Transaction> sent, List<Bytes32> hashes) throws DevnetFailed {
    List<RpcCall> calls = new ArrayList<>();
    for (Bytes32 hash : hashes) {
      calls.add(RpcCall.of("eth_getTransactionReceipt", hash.prefixed()));
    }
    int i = 0;
    for (RpcAnswer answer : batch(calls)) {
      Transaction transaction = sent.get(i++);
      JsonNode receipt = result(answer, transaction.what());
      if (!receipt.path("status").asString("").equals("0x1")) {
        throw new DevnetFailed(
            Reason.DEPLOYMENT_FAILED,
            transaction.what()
                + (receipt.isNull() ? " was not mined" : " reverted")
                + " on the local network");
      }
    }
  }

  private List<RpcAnswer> batch(List<RpcCall> calls) throws DevnetFailed {
    try {
      return rpc.batch(calls);
    } catch (ChainException e) {
      throw failed("it gave no answer", e);
    }
  }

  private static JsonNode result(RpcAnswer answer, String what) throws DevnetFailed {
    try {
      return answer.orThrow();
    } catch (ChainRefused e) {
      throw failed(what, e);
    }
  }

  private JsonNode ask(String method, Object... params) throws DevnetFailed {
    try {
      return rpc.call(method, params);
    } catch (ChainException e) {
      throw failed(method, e);
    }
  }

  private static DevnetFailed failed(String what, Exception cause) {
    return new DevnetFailed(
        Reason.DEPLOYMENT_FAILED,
        "the local EVM node failed at: " + what + ": " + cause.getMessage(),
        cause);
  }
}
