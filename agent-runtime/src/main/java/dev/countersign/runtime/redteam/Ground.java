package dev.countersign.runtime.redteam;

import dev.countersign.network.chain.ChainException;
import dev.countersign.network.chain.JsonRpc;
import dev.countersign.network.chain.MinedReceipt;
import dev.countersign.network.chain.RpcChain;
import dev.countersign.network.chain.RpcLimits;
import dev.countersign.network.devnet.DevnetAddresses;
import dev.countersign.network.devnet.DevnetFailed;
import dev.countersign.network.devnet.DevnetOptions;
import dev.countersign.network.devnet.DevnetWorld;
import dev.countersign.network.gate.SafeTransaction;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Call;
import dev.countersign.receipt.VerifierKey;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.tools.wallet.SignedTransaction;
import dev.countersign.tools.wallet.TransactionSigner;
import dev.countersign.tools.wallet.UnsignedTransaction;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The local chain that attacks take place on, with everybody's keys. Time is stepped by hand. */
final class Ground implements AutoCloseable {
  static final long MUCH_GAS = 3_000_000;

  private static final long OWNERS_GAS = 1_500_000;
  private static final int OWNERS_CALLS_IN_A_BLOCK = 30;
  private static final BigInteger GWEI = BigInteger.TEN.pow(9);
  private static final BigInteger MAX_FEE = GWEI.multiply(BigInteger.valueOf(100));

  private final DevnetWorld world;
  private final JsonRpc node;

  private Ground(DevnetWorld world, JsonRpc node) {
    this.world = world;
    this.node = node;
  }

  static Ground make(DevnetOptions options, Path folder) throws DevnetFailed, ChainException {
    DevnetWorld world = DevnetWorld.start(options, folder);
    boolean made = false;
    try {
      Ground ground = new Ground(world, JsonRpc.open(world.network().rpc(), RpcLimits.DEFAULT));
      made = true;
      return ground;
    } finally {
      if (!made) {
        world.close();
      }
    }
  }

  DevnetWorld world() {
    return world;
  }

  JsonRpc node() {
    return node;
  }

  RpcChain chain() {
    return world.chain();
  }

  DevnetAddresses at() {
    return world.addresses();
  }

  /** The chain at its newest block. */
  PinnedChain head() throws ChainException {
    return new PinnedChain(chain(), chain().head());
  }

  /** The runtime's hot key, which the attacker has. */
  TransactionSigner hotKey() {
    return signer(world.keys().payer().key());
  }

  TransactionSigner signer(VerifierKey key) {
    return new TransactionSigner(key, chain().chainId());
  }

  /**
   * What became of a transaction.
   *
   * @param mined its receipt
   * @param answer what the reverted call returned; empty where it succeeded
   */
  record Sent(MinedReceipt mined, Bytes answer) {
    boolean success() {
      return mined.success();
    }
  }

  /** Sends a transaction and mines it. */
  Sent send(TransactionSigner sender, Address to, Bytes data) throws ChainException, DevnetFailed {
    return send(sender, to, data, MUCH_GAS);
  }

  Sent send(TransactionSigner sender, Address to, Bytes data, long gas)
      throws ChainException, DevnetFailed {
    Bytes32 hash = offer(sender, chain().nonce(sender.address()), to, data, gas);
    world.mine();
    return sent(hash);
  }

  /** Hands over a transaction, which then waits in the pool. */
  Bytes32 offer(TransactionSigner sender, long nonce, Address to, Bytes data, long gas)
      throws ChainException {
    SignedTransaction signed =
        sender.sign(
            new UnsignedTransaction(
                chain().chainId(), nonce, to, BigInteger.ZERO, data, gas, MAX_FEE, GWEI));
    return chain().sendRaw(signed.raw());
  }

  /** What became of a transaction that was mined. */
  Sent sent(Bytes32 hash) throws ChainException {
    MinedReceipt mined =
        chain()
            .receipt(hash)
            .orElseThrow(() -> new IllegalStateException("a transaction was not mined: " + hash));
    if (mined.success()) {
      return new Sent(mined, Bytes.EMPTY);
    }
    Map<String, Object> top =
        Map.of("tracer", "callTracer", "tracerConfig", Map.of("onlyTopCall", true));
    String output =
        node.call("debug_traceTransaction", hash.prefixed(), top).path("output").asString("0x");
    return new Sent(mined, Bytes.ofPrefixed(output));
  }

  /** Calls that the Safe makes because its owner signed for them. */
  void ownerCalls(List<Call> calls) throws ChainException, DevnetFailed, Failure {
    Address safe = at().treasury().safe();
    for (int from = 0; from < calls.size(); from += OWNERS_CALLS_IN_A_BLOCK) {
      int to = Math.min(calls.size(), from + OWNERS_CALLS_IN_A_BLOCK);
      BigInteger safeNonce = SafeTransaction.nextNonce(head(), safe);
      long nonce = chain().nonce(hotKey().address());
      List<Bytes32> sent = new ArrayList<>();
      for (Call call : calls.subList(from, to)) {
        Bytes signed =
            new SafeTransaction(call.target(), call.value(), call.data(), safeNonce)
                .signed(chain().chainId(), safe, List.of(world.keys().owner().key()));
        sent.add(offer(hotKey(), nonce++, safe, signed, OWNERS_GAS));
        safeNonce = safeNonce.add(BigInteger.ONE);
      }
      world.mine();
      for (Bytes32 hash : sent) {
        requireSuccess(sent(hash));
      }
    }
  }

  private static void requireSuccess(Sent sent) throws Failure {
    if (!sent.success()) {
      throw new Failure(
          Exit.UNEXPECTED,
          "the local account refused its owner: "
              + dev.countersign.network.gate.GateError.describe(sent.answer()));
    }
  }

  /** Sends from the node's own account, which minted the tokens and has endless coins. */
  void faucet(Address to, BigInteger value, Bytes data) throws ChainException, DevnetFailed {
    Map<String, Object> transaction =
        Map.of(
            "from", at().market().account().hex(),
            "to", to.hex(),
            "value", "0x" + value.toString(16),
            "data", data.hex(),
            "gas", "0x" + Long.toHexString(MUCH_GAS));
    Bytes32 hash = Bytes32.ofPrefixed(node.call("eth_sendTransaction", transaction).asString());
    world.mine();
    if (!sent(hash).success()) {
      throw new IllegalStateException("the faucet's transaction reverted");
    }
  }

  /** Gives an account some of a token of the local network, or of the native coin. */
  void give(Address to, Address token, BigInteger amount) throws ChainException, DevnetFailed {
    if (token.equals(Address.ZERO)) {
      world.fund(to, amount);
      world.mine();
    } else if (token.equals(at().tokens().weth())) {
      faucet(token, amount, Abi.call("deposit()"));
      faucet(token, BigInteger.ZERO, Abi.call("transfer(address,uint256)", to, amount));
    } else {
      faucet(token, BigInteger.ZERO, Abi.call("mint(address,uint256)", to, amount));
    }
  }

  @Override
  public void close() {
    node.close();
    world.close();
  }
}
