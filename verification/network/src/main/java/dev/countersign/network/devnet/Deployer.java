package dev.countersign.network.devnet;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.web3j.crypto.ContractUtils;

/**
 * Collects transactions of the node's own account and mines them in as few blocks as their gas
 * allows. The address of a new contract is known before it is mined: it follows from the nonce.
 */
final class Deployer {
  private static final long BLOCK_GAS = 60_000_000;
  private static final long DEPLOYMENT_GAS = 8_000_000;
  private static final long CALL_GAS = 1_500_000;

  private final LocalNode node;
  private final List<Transaction> waiting = new ArrayList<>();
  private long nonce;
  private long time;

  /**
   * @param time of the block before the first that this one mines
   */
  Deployer(LocalNode node, long time) throws DevnetFailed {
    this.node = node;
    this.time = time;
    this.nonce = node.nonce();
  }

  Address account() {
    return node.account();
  }

  LocalNode node() {
    return node;
  }

  /** The time of the newest block that was mined here. */
  long time() {
    return time;
  }

  /** Adds a deployment and returns where it will be. */
  Address deploy(String what, Bytes creationCode, byte[] arguments) {
    String code = creationCode.hex() + Bytes.of(arguments).hex().substring(2);
    Address address =
        new Address(
            ContractUtils.generateContractAddress(node.account().hex(), BigInteger.valueOf(nonce)));
    add(Optional.empty(), BigInteger.ZERO, new Bytes(code), DEPLOYMENT_GAS, "deploying " + what);
    return address;
  }

  /** Adds a call. */
  void call(String what, Address to, Bytes data) {
    add(Optional.of(to), BigInteger.ZERO, data, CALL_GAS, what);
  }

  /** Adds a call with coins. */
  void pay(String what, Address to, BigInteger value, Bytes data) {
    add(Optional.of(to), value, data, CALL_GAS, what);
  }

  /** Adds a call that needs more gas than usual. */
  void bigCall(String what, Address to, Bytes data) {
    add(Optional.of(to), BigInteger.ZERO, data, DEPLOYMENT_GAS, what);
  }

  private void add(Optional<Address> to, BigInteger value, Bytes data, long gas, String what) {
    waiting.add(new Transaction(node.account(), to, value, data, gas, what));
    nonce++;
  }

  /** Mines what was added; afterwards all of it has succeeded. */
  void flush() throws DevnetFailed {
    List<LocalNode.Block> blocks = new ArrayList<>();
    List<Transaction> block = new ArrayList<>();
    long gas = 0;
    for (Transaction transaction : waiting) {
      if (gas + transaction.gas() > BLOCK_GAS) {
        blocks.add(new LocalNode.Block(++time, block));
        block = new ArrayList<>();
        gas = 0;
      }
      block.add(transaction);
      gas += transaction.gas();
    }
    if (!block.isEmpty()) {
      blocks.add(new LocalNode.Block(++time, block));
    }
    waiting.clear();
    node.mine(blocks);
  }

  /** Mines what was added, and then asks. */
  Bytes ask(Address to, Bytes data) throws DevnetFailed {
    flush();
    return node.call(to, data);
  }
}
