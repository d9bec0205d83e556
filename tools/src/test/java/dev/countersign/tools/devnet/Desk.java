package dev.countersign.tools.devnet;

import dev.countersign.network.chain.CallRequest;
import dev.countersign.network.chain.MinedReceipt;
import dev.countersign.network.devnet.DevnetAddresses;
import dev.countersign.network.devnet.DevnetKey;
import dev.countersign.network.devnet.DevnetWorld;
import dev.countersign.network.gate.Gate;
import dev.countersign.network.gate.GateAgent;
import dev.countersign.network.gate.SafeTransaction;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.network.spi.Planner.Plan;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.CallsHash;
import dev.countersign.receipt.Certificate;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Profile;
import dev.countersign.receipt.Slot;
import dev.countersign.receipt.Verdict;
import dev.countersign.receipt.VerifierKey;
import dev.countersign.tools.wallet.SignedTransaction;
import dev.countersign.tools.wallet.TransactionSigner;
import dev.countersign.tools.wallet.UnsignedTransaction;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.JsonNodeFactory;

/** An agent on a local network, with everybody's keys. */
public final class Desk {
  private static final Address ALICE = new Address("0x00000000000000000000000000000000000a11ce");

  private final DevnetWorld world;
  private final DevnetAddresses at;

  public Desk(DevnetWorld world) {
    this.world = world;
    this.at = world.addresses();
  }

  public Address weth() {
    return at.tokens().weth();
  }

  public Address usdc() {
    return at.tokens().usdc();
  }

  /** A token that the agent knows and may not move. */
  public Address dai() {
    return at.tokens().dai();
  }

  /** Nobody whom the agent may pay. */
  public Address stranger() {
    return new Address("0x0000000000000000000000000000000000057a11");
  }

  public Address alice() {
    return ALICE;
  }

  public static BigInteger usdc(String whole) {
    return new BigDecimal(whole).movePointRight(6).toBigIntegerExact();
  }

  public static BigInteger ether(String whole) {
    return new BigDecimal(whole).movePointRight(18).toBigIntegerExact();
  }

  /** 5000 USDC, 2 WETH and 0.1 of the native coin per action, twice that a day. */
  public Manifest.Policy policy() {
    return new Manifest.Policy(
        List.of(
                new Manifest.Limit(Address.ZERO, ether("0.1"), ether("0.2")),
                new Manifest.Limit(usdc(), usdc("5000"), usdc("10000")),
                new Manifest.Limit(weth(), ether("2"), ether("4")))
            .stream()
            .sorted(Comparator.comparing(Manifest.Limit::token))
            .toList(),
        List.of(new Manifest.Recipient(ALICE, "alice")),
        50,
        100,
        ether("0.5"),
        ether("2"),
        new Manifest.PriceCheck(
            List.of("twap", "feed"),
            150,
            List.of(new Manifest.Feed(weth(), usdc(), at.feeds().wethUsdc(), 8, 3600))),
        new Manifest.Protections(0, 0, 0, 0, 0, 0));
  }

  public Manifest agent(String name) {
    return agent(name, policy());
  }

  public Manifest agent(String name, Manifest.Policy policy) {
    Address low = usdc().compareTo(weth()) < 0 ? usdc() : weth();
    Address high = low.equals(usdc()) ? weth() : usdc();
    return new Manifest(
        Manifest.VERSION,
        name,
        world.chain().chainId(),
        at.treasury().gate(),
        at.treasury().safe(),
        List.of(
                new Manifest.Token(Address.ZERO, "ETH", 18),
                new Manifest.Token(usdc(), "USDC", 6),
                new Manifest.Token(dai(), "DAI", 18),
                new Manifest.Token(weth(), "WETH", 18))
            .stream()
            .sorted(Comparator.comparing(Manifest.Token::address))
            .toList(),
        List.of(
            new Manifest.Venue(
                "uniswap-v3",
                "uniswap-v3",
                at.v3().router(),
                at.v3().quoter(),
                at.v3().wethUsdc(),
                at.v3().fee(),
                low,
                high),
            new Manifest.Venue(
                "uniswap-v2",
                "uniswap-v2",
                at.v2().router(),
                at.v2().router(),
                at.v2().wethUsdc(),
                3000,
                low,
                high)),
        new Manifest.Schedule("request", "", "UTC", 0),
        90,
        60,
        1,
        List.of(),
        new Manifest.Decide(
            "hold",
            Bytes32.ZERO,
            1,
            Manifest.ModelRef.NONE,
            Bytes32.ZERO,
            Bytes32.ZERO,
            JsonNodeFactory.instance.objectNode()),
        policy,
        new Manifest.Verify(Profile.EXACT, 2, 3),
        Bytes32.ZERO,
        List.of());
  }

  /** The account's owner registers an agent. */
  public void register(Manifest agent) throws Exception {
    Bytes data = Gate.register(agent.agentId(), GateAgent.of(agent));
    ownerCalls(agent.gate(), data);
    if (!Gate.state(head(), agent.gate(), agent.agentId()).registered()) {
      world.mineAt(world.time() + Gate.delay(head(), agent.gate()) + 1);
      MinedReceipt receipt =
          send(agent.gate(), Gate.activate(agent.agentId(), GateAgent.of(agent)));
      if (!receipt.success()) {
        throw new IllegalStateException("the agent is not active");
      }
    }
  }

  /** A call that the Safe makes because its owner signed for it. */
  public void ownerCalls(Address to, Bytes data) throws Exception {
    if (!send(at.treasury().safe(), ownerSigned(to, data)).success()) {
      throw new IllegalStateException("the Safe refused its owner");
    }
  }

  /** The same, carried by another key; it waits in the pool. */
  public void ownerCallsAs(DevnetKey carrier, Address to, Bytes data) throws Exception {
    sendAs(carrier, at.treasury().safe(), ownerSigned(to, data));
  }

  private Bytes ownerSigned(Address to, Bytes data) throws Exception {
    Address safe = at.treasury().safe();
    return SafeTransaction.of(to, data, SafeTransaction.nextNonce(head(), safe))
        .signed(world.chain().chainId(), safe, List.of(key(world.keys().owner())));
  }

  /** The chain at its newest block. */
  public PinnedChain head() throws Exception {
    return new PinnedChain(world.chain(), world.chain().head());
  }

  /** The verdict about some plan, as verifiers would give it. */
  public Verdict verdict(Manifest agent, Plan plan, Slot slot, long from, long until) {
    return new Verdict(
        Bytes32.sha256(("receipt " + slot).getBytes(java.nio.charset.StandardCharsets.UTF_8)),
        agent.agentId(),
        slot,
        agent.digest(),
        Bytes32.ZERO,
        Bytes32.ZERO,
        Bytes32.ZERO,
        agent.account(),
        CallsHash.of(plan.calls(), plan.flows()),
        from,
        until,
        Profile.EXACT);
  }

  /** The call of the gate that executes a plan, certified by two of the three verifiers. */
  public Bytes certified(Manifest agent, Plan plan, Verdict verdict) {
    Bytes32 hash = verdict.signingHash(agent.chainId(), agent.gate());
    Map<Address, Bytes> signatures = new HashMap<>();
    for (DevnetKey verifier : world.keys().verifiers()) {
      signatures.put(verifier.address(), key(verifier).sign(hash));
    }
    Certificate certificate = Certificate.assemble(verdict, signatures, 2);
    return Gate.execute(
        plan.calls(), plan.flows(), verdict, certificate.signatures(), GateAgent.of(agent));
  }

  /** The hot key. */
  public TransactionSigner payer() {
    return new TransactionSigner(key(world.keys().payer()), world.chain().chainId());
  }

  /** Sends a transaction of the hot key and mines it. */
  public MinedReceipt send(Address to, Bytes data) throws Exception {
    SignedTransaction signed = signed(payer(), to, data);
    world.chain().sendRaw(signed.raw());
    world.mine();
    return world.chain().receipt(signed.hash()).orElseThrow();
  }

  /**
   * Sends a transaction of another key, which can pay, with a high tip; it then waits in the pool.
   */
  public void sendAs(DevnetKey sender, Address to, Bytes data) throws Exception {
    TransactionSigner signer = new TransactionSigner(key(sender), world.chain().chainId());
    world.chain().sendRaw(signed(signer, to, data).raw());
  }

  private SignedTransaction signed(TransactionSigner signer, Address to, Bytes data)
      throws Exception {
    return signer.sign(
        new UnsignedTransaction(
            world.chain().chainId(),
            world.chain().nonce(signer.address()),
            to,
            BigInteger.ZERO,
            data,
            3_000_000,
            BigInteger.valueOf(100_000_000_000L),
            BigInteger.valueOf(50_000_000_000L)));
  }

  /** What a transaction of the hot key would do now; a revert is an exception. */
  public void simulate(Address to, Bytes data) throws Exception {
    world.chain().simulate(CallRequest.of(payer().address(), to, data), world.chain().head());
  }

  public static VerifierKey key(DevnetKey key) {
    return VerifierKey.of(new BigInteger(1, key.secret().toArray()));
  }
}
