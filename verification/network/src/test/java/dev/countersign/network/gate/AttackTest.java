package dev.countersign.network.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.network.chain.ChainException;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Call;
import dev.countersign.receipt.Flow;
import dev.countersign.receipt.VerifierKey;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What someone can do who has the hot key, the machine and a malicious token: nothing. */
final class AttackTest extends OnTreasury {
  private static final String FROM_MODULE =
      "execTransactionFromModule(address,uint256,bytes,uint8)";
  private static final String SAFE_EXECUTE =
      "execTransaction(address,uint256,bytes,uint8,uint256,uint256,uint256,address,address,bytes)";
  private static final VerifierKey HOT = Treasury.key(3);
  private static final BigInteger BASE_GAS = BigInteger.valueOf(1_000);

  // The Safe, past the gate.

  @Test
  void theHotKeyIsNoModuleOfTheSafe() throws ChainException {
    Bytes steal = Abi.transfer(Treasury.MALLORY, ONE_DOLLAR);
    for (int operation = 0; operation < 2; operation++) {
      Bytes data = Abi.call(FROM_MODULE, treasury.usdc, BigInteger.ZERO, steal, operation);
      fails(treasury.chain.send(Treasury.HOT_KEY, treasury.safe, data), "GS104");
    }
  }

  @Test
  void theHotKeyIsNoOwnerOfTheSafe() throws ChainException {
    fails(steal(), "GS026");
    makeTheHotKeyAnOwner();
    succeeds(steal());
  }

  private Chain.Outcome steal() throws ChainException {
    SafeTransaction steal =
        SafeTransaction.of(
            treasury.usdc,
            Abi.transfer(Treasury.MALLORY, ONE_DOLLAR),
            SafeTransaction.nextNonce(treasury.chain.head(), treasury.safe));
    Bytes signed = steal.signed(Chain.ID, treasury.safe, List.of(HOT));
    return treasury.chain.send(Treasury.HOT_KEY, treasury.safe, signed);
  }

  @Test
  void aRefundCannotDrainTheSafe() throws ChainException {
    fails(drain(HOT, Treasury.ALICE, Bytes.EMPTY), "GS026");
    // What the owner signed cannot be given a refund afterwards.
    BigInteger nonce = SafeTransaction.nextNonce(treasury.chain.head(), treasury.safe);
    SafeTransaction honest = SafeTransaction.of(treasury.gate, Gate.unpause(), nonce);
    Bytes signature = Treasury.OWNER.sign(honest.signingHash(Chain.ID, treasury.safe));
    fails(drain(signature, treasury.gate, Gate.unpause()), "GS026");
    makeTheHotKeyAnOwner();
    BigInteger before = held(treasury.usdc);
    succeeds(drain(HOT, Treasury.ALICE, Bytes.EMPTY));
    assertThat(held(treasury.usdc)).isLessThan(before);
  }

  private Chain.Outcome drain(VerifierKey signer, Address to, Bytes data) throws ChainException {
    Bytes hash =
        treasury.chain.call(
            treasury.safe,
            Abi.call(
                "getTransactionHash(address,uint256,bytes,uint8,uint256,uint256,uint256,address,"
                    + "address,uint256)",
                to,
                BigInteger.ZERO,
                data,
                0,
                BigInteger.ZERO,
                BASE_GAS,
                ONE_DOLLAR,
                treasury.usdc,
                Treasury.HOT_KEY,
                SafeTransaction.nextNonce(treasury.chain.head(), treasury.safe)));
    return drain(signer.sign(Bytes32.ofPrefixed(hash.hex())), to, data);
  }

  /** A refund in dollars to the hot key, at an absurd gas price. */
  private Chain.Outcome drain(Bytes signature, Address to, Bytes data) throws ChainException {
    Bytes drain =
        Abi.call(
            SAFE_EXECUTE,
            to,
            BigInteger.ZERO,
            data,
            0,
            BigInteger.ZERO,
            BASE_GAS,
            ONE_DOLLAR,
            treasury.usdc,
            Treasury.HOT_KEY,
            signature);
    return treasury.chain.send(Treasury.HOT_KEY, treasury.safe, drain);
  }

  @Test
  void theHotKeyCannotSignAsTheSafe() throws ChainException {
    fails(permit(), "GS026");
    makeTheHotKeyAnOwner();
    succeeds(permit());
  }

  /** Asks as a token with permits would: ERC-1271, of the Safe's own form of the message. */
  private Chain.Outcome permit() throws ChainException {
    Bytes32 permit = Bytes32.keccak256("a permit".getBytes(StandardCharsets.US_ASCII));
    Bytes asked = Bytes.of(permit.toArray());
    Bytes hash =
        treasury.chain.call(
            treasury.safe, Abi.call("getMessageHashForSafe(address,bytes)", treasury.safe, asked));
    Bytes signature = HOT.sign(Bytes32.ofPrefixed(hash.hex()));
    Bytes ask = Abi.call("isValidSignature(bytes32,bytes)", permit, signature);
    return treasury.chain.send(Treasury.HOT_KEY, treasury.safe, ask);
  }

  /** So that what was refused was refused for want of that, and nothing else. */
  private void makeTheHotKeyAnOwner() throws ChainException {
    treasury.owner(
        treasury.safe,
        Abi.call("addOwnerWithThreshold(address,uint256)", HOT.address(), BigInteger.ONE));
  }

  @Test
  void theGateCannotBeMadeToBlockTheOwners() throws ChainException {
    Bytes guard = Abi.call("setGuard(address)", treasury.gate);
    assertThat(treasury.tryOwner(treasury.safe, guard).success()).isFalse(); // It is none.
    treasury.chain.done(Treasury.GUARDIAN, treasury.gate, Gate.pause());
    treasury.owner(treasury.usdc, Abi.transfer(Treasury.ALICE, ONE_DOLLAR));
  }

  // A second module.

  @Test
  void aSecondModuleCannotPassTheGuard() throws ChainException {
    treasury.owner(treasury.safe, Abi.call("enableModule(address)", Treasury.MALLORY));
    Bytes steal = Abi.transfer(Treasury.MALLORY, ONE_DOLLAR);
    for (int operation = 0; operation < 2; operation++) {
      Bytes data = Abi.call(FROM_MODULE, treasury.usdc, BigInteger.ZERO, steal, operation);
      refused(treasury.chain.send(Treasury.MALLORY, treasury.safe, data), GateError.ONLY_THE_GATE);
    }
    assertThat(treasury.chain.number(treasury.usdc, Abi.balanceOf(Treasury.MALLORY))).isZero();
    treasury.owner(treasury.safe, Abi.call("setModuleGuard(address)", Address.ZERO));
    Bytes data = Abi.call(FROM_MODULE, treasury.usdc, BigInteger.ZERO, steal, 0);
    succeeds(treasury.chain.send(Treasury.MALLORY, treasury.safe, data)); // Without the guard.
  }

  @Test
  void notEvenTheGateMayDelegate() throws ChainException {
    treasury.chain.setBalance(treasury.gate, Treasury.ETHER); // To pay as a sender.
    Bytes data = Abi.call(FROM_MODULE, treasury.usdc, BigInteger.ZERO, Bytes.EMPTY, 1);
    refused(treasury.chain.send(treasury.gate, treasury.safe, data), GateError.ONLY_PLAIN_CALLS);
  }

  @Test
  void theGuardNeverBlocksTheOwner() throws ChainException {
    treasury.owner(treasury.usdc, Abi.transfer(Treasury.ALICE, ONE_DOLLAR));
    treasury.owner(treasury.safe, Abi.call("setModuleGuard(address)", Address.ZERO));
    treasury.owner(
        treasury.safe,
        Abi.call(
            "disableModule(address,address)",
            new Address("0x" + "00".repeat(19) + "01"),
            treasury.gate));
    fails(swap().send(), "GS104");
  }

  @Test
  void theGuardSaysWhatItIs() throws ChainException {
    assertThat(supports("58401ed8")).isTrue(); // IModuleGuard of Safe 1.5
    assertThat(supports("01ffc9a7")).isTrue(); // ERC-165
    assertThat(supports("ffffffff")).isFalse();
    assertThat(supports("e6d7a83a")).isFalse(); // ITransactionGuard: owners are not its business
  }

  private boolean supports(String interfaceId) throws ChainException {
    Bytes ask = Abi.call("supportsInterface(bytes4)", new Bytes("0x" + interfaceId));
    return treasury.chain.number(treasury.guard, ask).testBit(0);
  }

  // A token that calls back.

  @Test
  void aTokenCannotEnterTheGateAgain() throws ChainException {
    Address token = reentrant();
    Action outer = transfer(token, slot());
    Action inner = transfer(token, slot() + 1);
    arm(token, treasury.gate, inner.calldata());
    succeeds(outer.send());
    assertThat(innerAnswer(token)).isEqualTo(GateError.REENTERED);
    assertThat(lastSlot()).isEqualTo(outer.verdict().slot().value());
    succeeds(inner.send());
  }

  @Test
  void aTokenCannotReplayTheActionItIsPartOf() throws ChainException {
    Address token = reentrant();
    Action action = transfer(token, slot());
    arm(token, treasury.gate, action.calldata());
    succeeds(action.send());
    assertThat(innerAnswer(token)).isEqualTo(GateError.REENTERED);
    assertThat(spent(token)).isEqualTo(BigInteger.valueOf(1000));
  }

  @Test
  void aTokenCannotUseAnAllowanceOfTheSameAction() throws ChainException {
    // Between approval and swap the token takes the WETH through the router that may.
    Address token = reentrant();
    Address router = treasury.chain.deploy(Chain.own("TestRouter"), new byte[0]);
    treasury.register(
        with(treasury.agent.tokens(), TestRoutes.add(treasury.agent.routes(), router)));
    arm(
        token,
        router,
        Abi.call("take(address,address,uint256)", treasury.weth, treasury.safe, HALF_ETHER));
    List<Call> calls =
        List.of(Action.call(treasury.weth, Abi.approve(router, HALF_ETHER)), transferCall(token));
    refused(
        action(calls, new Flow(token, BigInteger.valueOf(-1000))), GateError.UNEXPECTED_OUTFLOW);
  }

  // Gas.

  @Test
  void tooLittleGasMeansNothingHappensWhereverItEnds() throws ChainException {
    Action swap = swap();
    long gas = 30_000 + swap.calldata().length() * 16L;
    int failed = 0;
    Chain.Outcome outcome = tried(swap, gas);
    while (!outcome.success()) {
      assertThat(outcome.receipt().logs()).isEmpty();
      failed++;
      gas += 3_000;
      outcome = tried(swap, gas);
    }
    assertThat(failed).isGreaterThan(40);
    assertThat(outcome.receipt().logs()).isNotEmpty();
    assertThat(lastSlot()).isZero();
    succeeds(send(swap, gas));
    assertThat(spent(treasury.weth)).isEqualTo(HALF_ETHER);
  }

  @Test
  void aRouterThatQuietlyFailsForWantOfGasIsCaughtByTheFlow() throws ChainException {
    Address router = treasury.chain.deploy(Chain.own("TestRouter"), new byte[0]);
    treasury.mint(treasury.usdc, router, dollars(1000));
    treasury.register(
        with(treasury.agent.tokens(), TestRoutes.add(treasury.agent.routes(), router)));
    Call give =
        Action.call(
            router,
            Abi.call(
                "tryGive(uint256,address,uint256)",
                BigInteger.valueOf(40),
                treasury.usdc,
                ONE_DOLLAR));
    Action action = action(List.of(give), new Flow(treasury.usdc, ONE_DOLLAR));
    boolean quiet = false;
    long gas = 200_000;
    Chain.Outcome outcome = tried(action, gas);
    while (!outcome.success()) {
      quiet = quiet || outcome.reason() == GateError.FLOW_TOO_SMALL;
      gas += 10_000;
      outcome = tried(action, gas);
    }
    assertThat(quiet).as("the router failed quietly at least once").isTrue();
    succeeds(send(action, gas));
    assertThat(treasury.chain.number(treasury.usdc, Abi.balanceOf(router))).isEqualTo(dollars(999));
  }

  @Test
  void aFloodOfAnswersCostsItsSenderOnly() throws ChainException {
    Address router = treasury.chain.deploy(Chain.own("TestRouter"), new byte[0]);
    treasury.register(
        with(treasury.agent.tokens(), TestRoutes.add(treasury.agent.routes(), router)));
    Call flood = Action.call(router, Abi.call("flood(uint256)", BigInteger.valueOf(100_000)));
    succeeds(action(List.of(flood)).send());
    Call endless = Action.call(router, Abi.call("flood(uint256)", BigInteger.valueOf(100_000_000)));
    assertThat(action(List.of(endless)).send().success()).isFalse();
    succeeds(swap().send());
  }

  private Chain.Outcome send(Action action, long gas) throws ChainException {
    return treasury.chain.send(
        Treasury.HOT_KEY, treasury.gate, BigInteger.ZERO, action.calldata(), gas);
  }

  /** What would become of it; then back to before, so that the verdict stays in time. */
  private Chain.Outcome tried(Action action, long gas) throws ChainException {
    String before = treasury.chain.snapshot();
    Chain.Outcome outcome = send(action, gas);
    treasury.chain.revert(before);
    return outcome;
  }

  private Address reentrant() throws ChainException {
    Address token = treasury.chain.deploy(Chain.own("ReentrantToken"), new byte[0]);
    BigInteger cap = BigInteger.valueOf(100_000);
    treasury.chain.done(Treasury.MALLORY, token, Abi.mint(treasury.safe, cap));
    treasury.register(
        with(
            Stream.concat(
                    treasury.agent.tokens().stream(),
                    Stream.of(new GateAgent.TokenLimit(token, cap, cap)))
                .sorted(Comparator.comparing(GateAgent.TokenLimit::token))
                .toList(),
            treasury.agent.routes()));
    return token;
  }

  private void arm(Address token, Address target, Bytes data) throws ChainException {
    treasury.chain.done(Treasury.MALLORY, token, Abi.call("arm(address,bytes)", target, data));
  }

  private GateError innerAnswer(Address token) throws ChainException {
    assertThat(treasury.chain.number(token, Abi.call("reached()"))).isEqualTo(BigInteger.ONE);
    assertThat(treasury.chain.number(token, Abi.call("succeeded()"))).isZero();
    String answer = treasury.chain.call(token, Abi.call("answer()")).hex();
    return Gate.error(new Bytes("0x" + answer.substring(2 + 128, 2 + 128 + 8)));
  }

  private Action transfer(Address token, long slot) {
    return Action.of(
        treasury,
        slot,
        List.of(transferCall(token)),
        Action.flows(new Flow(token, BigInteger.valueOf(-1000))));
  }

  private static Call transferCall(Address token) {
    return Action.call(token, Abi.transfer(Treasury.ALICE, BigInteger.valueOf(1000)));
  }

  private GateAgent with(List<GateAgent.TokenLimit> tokens, List<GateAgent.Route> routes) {
    GateAgent agent = treasury.agent;
    return new GateAgent(
        agent.manifestHash(),
        agent.profile(),
        agent.threshold(),
        tokens,
        agent.recipients(),
        routes,
        agent.prices());
  }

  /** Reverted with one of the Safe's own codes. */
  private static void fails(Chain.Outcome outcome, String code) {
    assertThat(outcome.success()).isFalse();
    String hex = java.util.HexFormat.of().formatHex(code.getBytes(StandardCharsets.US_ASCII));
    assertThat(outcome.error().hex()).contains(hex);
  }
}
