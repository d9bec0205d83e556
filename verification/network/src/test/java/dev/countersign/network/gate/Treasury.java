package dev.countersign.network.gate;

import dev.countersign.network.chain.ChainException;
import dev.countersign.network.devnet.DevnetFailed;
import dev.countersign.network.devnet.PublishedCode;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Slot;
import dev.countersign.receipt.VerifierKey;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A Safe 1.5 with a gate and its guard, three verifiers, WETH and a USDC of six decimals, a Uniswap
 * V2 pair of both, and an agent that may swap and pay.
 */
final class Treasury implements AutoCloseable {
  static final BigInteger ETHER = BigInteger.TEN.pow(18);
  static final BigInteger DOLLAR = BigInteger.TEN.pow(6);
  static final BigInteger ACTION_WETH = ETHER;
  static final BigInteger DAY_WETH = ETHER.multiply(BigInteger.valueOf(3));
  static final BigInteger ACTION_USDC = DOLLAR.multiply(BigInteger.valueOf(3000));
  static final BigInteger DAY_USDC = DOLLAR.multiply(BigInteger.valueOf(9000));
  static final BigInteger ACTION_NATIVE = ETHER;
  static final BigInteger DAY_NATIVE = ETHER.multiply(BigInteger.TWO);

  static final VerifierKey OWNER = key(1);
  static final Address GUARDIAN = key(2).address();
  static final Address HOT_KEY = key(3).address();
  static final Address ALICE = key(4).address();
  static final Address MALLORY = key(5).address();

  /** Ascending by address. */
  static final List<VerifierKey> VERIFIERS =
      IntStream.range(101, 110)
          .mapToObj(Treasury::key)
          .sorted(Comparator.comparing(VerifierKey::address))
          .toList();

  final Chain chain;
  Address safe;
  Address gate;
  Address guard;
  Address weth;
  Address usdc;
  Address router;
  Address pair;
  Bytes32 agentId;
  GateAgent agent;

  @SuppressWarnings("NullAway.Init")
  private Treasury(Chain chain) {
    this.chain = chain;
  }

  static VerifierKey key(int seed) {
    return VerifierKey.of(
        new BigInteger(1, Bytes32.keccak256(new byte[] {(byte) seed}).toArray()).shiftRight(1));
  }

  /** With a gate without delay, three verifiers and a threshold of two. */
  static Treasury open() throws DevnetFailed, IOException, ChainException {
    return open(0);
  }

  static Treasury open(long delay) throws DevnetFailed, IOException, ChainException {
    return open(delay, "ReceiptGate");
  }

  /**
   * @param contract the gate, or one made of it for tests
   */
  static Treasury open(long delay, String contract)
      throws DevnetFailed, IOException, ChainException {
    Treasury treasury = new Treasury(Chain.start());
    treasury.fund();
    treasury.deployMarket();
    treasury.deploySafe();
    treasury.deployGate(delay, contract);
    treasury.agent = treasury.defaultAgent(2);
    if (delay == 0) {
      treasury.addVerifiers(3);
      treasury.register(treasury.agent);
    }
    return treasury;
  }

  private void fund() throws ChainException {
    for (Address account : List.of(Chain.DEPLOYER, GUARDIAN, HOT_KEY, ALICE, MALLORY)) {
      chain.setBalance(account, ETHER.multiply(BigInteger.valueOf(1_000_000)));
    }
  }

  private void deployMarket() throws DevnetFailed, ChainException {
    weth = chain.deploy(PublishedCode.of("WETH9"), new byte[0]);
    usdc = token("USD Coin", "USDC", 6);
    Address factory =
        chain.deploy(PublishedCode.of("V2_FACTORY"), Abi.arguments("(address)", Chain.DEPLOYER));
    router =
        chain.deploy(
            PublishedCode.of("V2_ROUTER"), Abi.arguments("(address,address)", factory, weth));
    BigInteger wethDepth = ETHER.multiply(BigInteger.valueOf(1000));
    BigInteger usdcDepth = DOLLAR.multiply(BigInteger.valueOf(2_000_000));
    wrap(Chain.DEPLOYER, wethDepth);
    mint(usdc, Chain.DEPLOYER, usdcDepth);
    chain.done(Chain.DEPLOYER, weth, Abi.approve(router, wethDepth));
    chain.done(Chain.DEPLOYER, usdc, Abi.approve(router, usdcDepth));
    chain.done(
        Chain.DEPLOYER,
        router,
        Abi.call(
            "addLiquidity(address,address,uint256,uint256,uint256,uint256,address,uint256)",
            weth,
            usdc,
            wethDepth,
            usdcDepth,
            BigInteger.ZERO,
            BigInteger.ZERO,
            Chain.DEPLOYER,
            chain.time() + 1000));
    pair =
        Address.of(
            java.util.Arrays.copyOfRange(
                chain.call(factory, Abi.call("getPair(address,address)", weth, usdc)).toArray(),
                12,
                32));
  }

  private void deploySafe() throws DevnetFailed, ChainException {
    Address singleton = chain.deploy(PublishedCode.of("SAFE"), new byte[0]);
    Address factory = chain.deploy(PublishedCode.of("SAFE_FACTORY"), new byte[0]);
    Address fallback = chain.deploy(PublishedCode.of("SAFE_FALLBACK"), new byte[0]);
    Bytes setup =
        Abi.call(
            "setup(address[],uint256,address,bytes,address,address,uint256,address)",
            List.of(OWNER.address()),
            BigInteger.ONE,
            Address.ZERO,
            Bytes.EMPTY,
            fallback,
            Address.ZERO,
            BigInteger.ZERO,
            Address.ZERO);
    Bytes create =
        Abi.call("createProxyWithNonce(address,bytes,uint256)", singleton, setup, BigInteger.ZERO);
    safe = Address.of(java.util.Arrays.copyOfRange(chain.call(factory, create).toArray(), 12, 32));
    chain.done(Chain.DEPLOYER, factory, create);
    wrap(Chain.DEPLOYER, ETHER.multiply(BigInteger.valueOf(100)));
    chain.done(Chain.DEPLOYER, weth, Abi.transfer(safe, ETHER.multiply(BigInteger.valueOf(100))));
    mint(usdc, safe, DOLLAR.multiply(BigInteger.valueOf(100_000)));
    chain.setBalance(safe, ETHER.multiply(BigInteger.TEN));
  }

  private void deployGate(long delay, String contract) throws ChainException {
    gate =
        chain.deploy(
            Chain.own(contract), Abi.arguments("(address,address,uint64)", safe, GUARDIAN, delay));
    guard = Gate.guard(chain.head(), gate);
    agentId = Slot.agentId(Chain.ID, gate, safe, "rebalancer");
    owner(safe, Abi.call("enableModule(address)", gate));
    owner(safe, Abi.call("setModuleGuard(address)", guard));
  }

  /** An agent that may swap on the pair, pay Alice, and send her native coin. */
  GateAgent defaultAgent(int threshold) {
    List<GateAgent.TokenLimit> tokens =
        java.util.stream.Stream.of(
                new GateAgent.TokenLimit(Address.ZERO, ACTION_NATIVE, DAY_NATIVE),
                new GateAgent.TokenLimit(weth, ACTION_WETH, DAY_WETH),
                new GateAgent.TokenLimit(usdc, ACTION_USDC, DAY_USDC))
            .sorted(Comparator.comparing(GateAgent.TokenLimit::token))
            .toList();
    return new GateAgent(
        Bytes32.keccak256(new byte[] {1}),
        1,
        threshold,
        tokens,
        List.of(ALICE),
        List.of(new GateAgent.Route(router, Swaps.V2_SELECTOR, Swaps.V2_LENGTH)),
        List.of());
  }

  /** An agent that may only swap, as the rebalancer of the examples: two tokens, one venue. */
  GateAgent rebalancer(int threshold) {
    GateAgent whole = defaultAgent(threshold);
    return new GateAgent(
        whole.manifestHash(),
        whole.profile(),
        threshold,
        whole.tokens().stream().filter(limit -> !limit.token().equals(Address.ZERO)).toList(),
        List.of(),
        whole.routes(),
        List.of());
  }

  void addVerifiers(int count) throws ChainException {
    for (int i = 0; i < count; i++) {
      owner(gate, Gate.addVerifier(VERIFIERS.get(i).address()));
    }
  }

  void register(GateAgent registered) throws ChainException {
    owner(gate, Gate.register(agentId, registered));
    agent = registered;
  }

  /** A call of the Safe that its cold owner signed, and that must succeed. */
  void owner(Address to, Bytes data) throws ChainException {
    Chain.require(tryOwner(to, data));
  }

  Chain.Outcome tryOwner(Address to, Bytes data) throws ChainException {
    SafeTransaction transaction =
        SafeTransaction.of(to, data, SafeTransaction.nextNonce(chain.head(), safe));
    return chain.send(Chain.DEPLOYER, safe, transaction.signed(Chain.ID, safe, List.of(OWNER)));
  }

  /** What the gate says when it is called by the Safe itself, without the Safe's own wrapping. */
  Chain.Outcome asSafe(Bytes data) throws ChainException {
    return chain.send(safe, gate, data);
  }

  Address token(String name, String symbol, int decimals) throws ChainException {
    return chain.deploy(
        Chain.own("DevnetToken"),
        Abi.arguments("(string,string,uint8,address)", name, symbol, decimals, Chain.DEPLOYER));
  }

  void mint(Address token, Address to, BigInteger amount) throws ChainException {
    chain.done(Chain.DEPLOYER, token, Abi.mint(to, amount));
  }

  void wrap(Address who, BigInteger wei) throws ChainException {
    Chain.require(chain.send(who, weth, wei, Abi.call("deposit()"), 100_000));
  }

  BigInteger held(Address token) throws ChainException {
    return token.equals(Address.ZERO)
        ? chain.balance(safe)
        : chain.number(token, Abi.balanceOf(safe));
  }

  @Override
  public void close() {
    chain.close();
  }
}
