package dev.countersign.network.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.network.chain.ChainException;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Call;
import dev.countersign.receipt.CallsHash;
import dev.countersign.receipt.Flow;
import dev.countersign.receipt.Verdict;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Check 6: a transfer, an approval or a route, to the last byte, and nothing else. */
final class CallShapesTest extends OnTreasury {
  @Test
  void theSafeTheGateAndTheGuardAreNeverATarget() throws ChainException {
    Map<String, Call> calls = new LinkedHashMap<>();
    Address safe = treasury.safe;
    calls.put("enableModule", call(safe, Abi.call("enableModule(address)", Treasury.MALLORY)));
    calls.put("setModuleGuard", call(safe, Abi.call("setModuleGuard(address)", Address.ZERO)));
    calls.put("setGuard", call(safe, Abi.call("setGuard(address)", Treasury.MALLORY)));
    calls.put(
        "setFallbackHandler", call(safe, Abi.call("setFallbackHandler(address)", treasury.usdc)));
    calls.put(
        "addOwner",
        call(
            safe,
            Abi.call("addOwnerWithThreshold(address,uint256)", Treasury.MALLORY, BigInteger.ONE)));
    calls.put("coins to itself", new Call(safe, BigInteger.ONE, Bytes.EMPTY));
    calls.put("register", call(treasury.gate, Gate.register(treasury.agentId, treasury.agent)));
    calls.put("addVerifier", call(treasury.gate, Gate.addVerifier(Treasury.MALLORY)));
    calls.put("unpause", call(treasury.gate, Gate.unpause()));
    calls.put("coins to the gate", new Call(treasury.gate, BigInteger.ONE, Bytes.EMPTY));
    calls.put(
        "the guard",
        call(treasury.guard, Abi.call("supportsInterface(bytes4)", new Bytes("0x58401ed8"))));
    calls.put("coins to the guard", new Call(treasury.guard, BigInteger.ONE, Bytes.EMPTY));
    for (Call call : calls.values()) {
      refused(action(List.of(call)), GateError.FORBIDDEN_TARGET);
    }
  }

  @Test
  void whatHasNoneOfTheShapesIsRefused() throws ChainException {
    for (Map.Entry<String, Call> entry : shapeless().entrySet()) {
      Action action = action(List.of(entry.getValue()));
      Chain.Outcome outcome = action.send();
      assertThat(outcome.reason()).as(entry.getKey()).isEqualTo(GateError.CALL_NOT_PERMITTED);
    }
  }

  @Test
  void aTargetIsAnAddressAndNothingMore() throws ChainException {
    // The verifiers signed exactly these bytes, in which the target has a bit too much.
    Action honest = pay(ONE_DOLLAR);
    String clean = "00".repeat(12) + treasury.usdc.hex().substring(2);
    String dirty = "01" + clean.substring(2);
    Bytes encoded = Bytes.of(CallsHash.abiEncode(honest.calls(), honest.flows()));
    byte[] changed = new Bytes(encoded.hex().replaceFirst(clean, dirty)).toArray();
    Action action = honest.withVerdict(v -> callsHash(v, Bytes32.keccak256(changed)));
    Bytes calldata = new Bytes(action.calldata().hex().replaceFirst(clean, dirty));
    Chain.Outcome outcome = treasury.chain.send(Treasury.HOT_KEY, treasury.gate, calldata);
    refused(outcome, GateError.CALL_NOT_PERMITTED);
    succeeds(honest.send());
  }

  private static Verdict callsHash(Verdict v, Bytes32 hash) {
    return new Verdict(
        v.receiptId(),
        v.agentId(),
        v.slot(),
        v.manifestHash(),
        v.modelDigest(),
        v.inputDigest(),
        v.outputDigest(),
        v.account(),
        hash,
        v.validAfter(),
        v.validUntil(),
        v.profile());
  }

  @Test
  void oneCallThatIsNotPermittedStopsThoseThatAre() throws ChainException {
    List<Call> calls = new ArrayList<>(swap().calls());
    calls.add(call(treasury.usdc, Abi.transfer(Treasury.MALLORY, ONE_DOLLAR)));
    refused(action(calls), GateError.CALL_NOT_PERMITTED);
  }

  @Test
  void anApprovalSoFarBackThatItWouldNotBeCheckedIsRefused() throws ChainException {
    Call nothing = Action.approve(treasury, BigInteger.ZERO);
    List<Call> calls = new ArrayList<>(Collections.nCopies(255, nothing));
    calls.add(Action.approve(treasury, BigInteger.ONE));
    refused(action(calls), GateError.ALLOWANCE_LEFT);
    calls.set(255, nothing);
    calls.add(Action.approve(treasury, BigInteger.ONE));
    refused(action(calls), GateError.CALL_NOT_PERMITTED);
  }

  @Test
  void aSwapSellsWhatWasApprovedForWhatIsListedAndPaysTheSafe() throws ChainException {
    Address router = testRouter();
    Address unlisted = treasury.token("Worthless", "NIL", 6);
    treasury.owner(treasury.usdc, Abi.approve(router, dollars(1000))); // Which nobody certified.
    treasury.owner(treasury.weth, Abi.approve(router, HALF_ETHER));
    Call swap = swapAt(router, treasury.weth, HALF_ETHER, treasury.usdc, BigInteger.ZERO);
    BigInteger more = HALF_ETHER.add(BigInteger.ONE);
    Map<String, Call> bent = new LinkedHashMap<>();
    bent.put(
        "another token", swapAt(router, treasury.usdc, ONE_DOLLAR, treasury.weth, BigInteger.ZERO));
    bent.put("more", swapAt(router, treasury.weth, more, treasury.usdc, BigInteger.ZERO));
    bent.put(
        "what nobody lists", swapAt(router, treasury.weth, HALF_ETHER, unlisted, BigInteger.ZERO));
    for (Address thief : List.of(Treasury.MALLORY, router, treasury.gate)) {
      bent.put(
          "to " + thief,
          swapTo(thief, router, treasury.weth, HALF_ETHER, treasury.usdc, BigInteger.ZERO));
    }
    for (Address stranger : List.of(Treasury.MALLORY, treasury.pair)) {
      bent.put(
          "on " + stranger,
          swapAt(stranger, treasury.weth, HALF_ETHER, treasury.usdc, BigInteger.ZERO));
    }
    bent.put("a path that lies elsewhere", word(swap, 2, BigInteger.valueOf(128)));
    bent.put("a recipient with bits too many", dirty(swap, 3));
    bent.put("a token with bits too many", dirty(swap, 7));
    Call approve = call(treasury.weth, Abi.approve(router, HALF_ETHER));
    Flow[] flows = {
      new Flow(treasury.weth, more.negate()), new Flow(treasury.usdc, ONE_DOLLAR.negate())
    };
    for (Map.Entry<String, Call> each : bent.entrySet()) {
      Chain.Outcome outcome = action(List.of(approve, each.getValue()), flows).send();
      assertThat(outcome.reason()).as(each.getKey()).isEqualTo(GateError.CALL_NOT_PERMITTED);
    }
    refused(action(List.of(swap), flows), GateError.CALL_NOT_PERMITTED);
    refused(action(List.of(approve, swap, swap), flows), GateError.CALL_NOT_PERMITTED);
    succeeds(action(List.of(approve, swap), flows).send());
  }

  @Test
  void aSwapOnV3IsReadInItsOwnOrder() throws ChainException {
    Address router = treasury.chain.deploy(Chain.own("TestRouter"), new byte[0]);
    treasury.register(
        Agents.of(treasury.agent)
            .routes(List.of(new GateAgent.Route(router, Swaps.V3_SELECTOR, Swaps.V3_LENGTH)))
            .agent());
    Address weth = treasury.weth;
    Call approve = call(weth, Abi.approve(router, HALF_ETHER));
    List<Call> bent =
        List.of(
            v3(router, treasury.usdc, weth, treasury.safe, HALF_ETHER),
            v3(router, weth, Treasury.MALLORY, treasury.safe, HALF_ETHER),
            v3(router, weth, treasury.usdc, Treasury.MALLORY, HALF_ETHER),
            v3(router, weth, treasury.usdc, treasury.safe, HALF_ETHER.add(BigInteger.ONE)));
    for (Call each : bent) {
      refused(action(List.of(approve, each)), GateError.CALL_NOT_PERMITTED);
    }
    // The gate lets it through; the router of our tests has no such function.
    Call straight = v3(router, weth, treasury.usdc, treasury.safe, HALF_ETHER);
    refused(action(List.of(approve, straight)), GateError.CALL_FAILED);
  }

  private static Call v3(
      Address router, Address sold, Address bought, Address to, BigInteger amount) {
    StringBuilder data = new StringBuilder(Swaps.V3_SELECTOR.hex());
    for (Address each : List.of(sold, bought, Address.ZERO, to, Address.ZERO)) {
      data.append("00".repeat(12)).append(each.hex().substring(2));
    }
    for (BigInteger each : List.of(amount, BigInteger.ZERO, BigInteger.ZERO)) {
      data.append(String.format(java.util.Locale.ROOT, "%064x", each));
    }
    return call(router, new Bytes(data.toString()));
  }

  private Address testRouter() throws ChainException {
    Address router = treasury.chain.deploy(Chain.own("TestRouter"), new byte[0]);
    treasury.register(
        Agents.of(treasury.agent)
            .routes(TestRoutes.addSwap(treasury.agent.routes(), router))
            .agent());
    return router;
  }

  /** The same call with another word among its arguments. */
  private static Call word(Call call, int index, BigInteger value) {
    int at = 10 + 64 * index;
    String hex = call.data().hex();
    String word = String.format(java.util.Locale.ROOT, "%064x", value);
    return call(call.target(), new Bytes(hex.substring(0, at) + word + hex.substring(at + 64)));
  }

  private static Call dirty(Call call, int index) {
    int at = 10 + 64 * index;
    BigInteger word = new BigInteger(call.data().hex().substring(at, at + 64), 16);
    return word(call, index, word.setBit(160));
  }

  @Test
  void whatIsCalledApproveOrTransferIsNeverARoute() throws ChainException {
    Address unlisted = treasury.token("Lookalike", "USDC", 6);
    treasury.mint(unlisted, treasury.safe, dollars(1));
    Bytes transfer = Abi.transfer(Treasury.MALLORY, ONE_DOLLAR);
    treasury.register(
        Agents.of(treasury.agent)
            .routes(
                List.of(
                    new GateAgent.Route(unlisted, new Bytes(transfer.hex().substring(0, 10)), 68)))
            .agent());
    refused(action(List.of(call(unlisted, transfer))), GateError.CALL_NOT_PERMITTED);
  }

  private Map<String, Call> shapeless() throws ChainException {
    Map<String, Call> calls = new LinkedHashMap<>();
    addTransfers(calls);
    addApprovals(calls);
    addRoutes(calls);
    addNative(calls);
    return calls;
  }

  private void addTransfers(Map<String, Call> calls) throws ChainException {
    Address usdc = treasury.usdc;
    Bytes transfer = Abi.transfer(Treasury.ALICE, ONE_DOLLAR);
    String hex = transfer.hex();
    Address unlisted = treasury.token("Lookalike", "USDC", 6);
    calls.put("transfer to a stranger", call(usdc, Abi.transfer(Treasury.MALLORY, ONE_DOLLAR)));
    calls.put("transfer to the hot key", call(usdc, Abi.transfer(Treasury.HOT_KEY, ONE_DOLLAR)));
    calls.put("transfer to a router", call(usdc, Abi.transfer(treasury.router, ONE_DOLLAR)));
    calls.put("transfer to the Safe", call(usdc, Abi.transfer(treasury.safe, ONE_DOLLAR)));
    calls.put("transfer of an unlisted token", call(unlisted, transfer));
    calls.put("one byte more", call(usdc, new Bytes(hex + "00")));
    calls.put("one word more", call(usdc, new Bytes(hex + "00".repeat(32))));
    calls.put("one byte less", call(usdc, new Bytes(hex.substring(0, hex.length() - 2))));
    calls.put("a selector alone", call(usdc, new Bytes(hex.substring(0, 10))));
    calls.put("three bytes", call(usdc, new Bytes(hex.substring(0, 8))));
    calls.put(
        "dirty bits above the recipient",
        call(usdc, new Bytes(hex.substring(0, 10) + "01" + hex.substring(12))));
    calls.put("coins with a transfer", new Call(usdc, BigInteger.ONE, transfer));
    calls.put(
        "transferFrom",
        call(
            usdc,
            Abi.call(
                "transferFrom(address,address,uint256)",
                treasury.safe,
                Treasury.ALICE,
                ONE_DOLLAR)));
    calls.put("mint", call(usdc, Abi.mint(Treasury.ALICE, ONE_DOLLAR)));
  }

  private void addApprovals(Map<String, Call> calls) {
    Address usdc = treasury.usdc;
    BigInteger most = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);
    Bytes approve = Abi.approve(treasury.router, ONE_DOLLAR);
    calls.put("approve of a stranger", call(usdc, Abi.approve(Treasury.MALLORY, ONE_DOLLAR)));
    calls.put("approve of a recipient", call(usdc, Abi.approve(Treasury.ALICE, ONE_DOLLAR)));
    calls.put("approve of everything", call(usdc, Abi.approve(Treasury.MALLORY, most)));
    calls.put("approve, one word more", call(usdc, new Bytes(approve.hex() + "00".repeat(32))));
    calls.put("coins with an approval", new Call(usdc, BigInteger.ONE, approve));
    calls.put(
        "increaseAllowance",
        call(usdc, Abi.call("increaseAllowance(address,uint256)", treasury.router, ONE_DOLLAR)));
    calls.put(
        "permit",
        call(
            usdc,
            Abi.call(
                "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)",
                treasury.safe,
                treasury.router,
                ONE_DOLLAR,
                1_800_000_000L,
                27,
                Bytes32.ZERO,
                Bytes32.ZERO)));
  }

  private void addRoutes(Map<String, Call> calls) {
    Call swap = swap().calls().get(1);
    calls.put("a stranger as router", call(Treasury.MALLORY, swap.data()));
    calls.put("the pair instead of the router", call(treasury.pair, swap.data()));
    calls.put("a longer route", call(treasury.router, new Bytes(swap.data().hex() + "00")));
    calls.put(
        "a path of three",
        call(
            treasury.router,
            Abi.call(
                "swapExactTokensForTokens(uint256,uint256,address[],address,uint256)",
                HALF_ETHER,
                LEAST,
                List.of(treasury.weth, treasury.pair, treasury.usdc),
                treasury.safe,
                treasury.chain.time() + 90)));
    calls.put(
        "another function of the router",
        call(
            treasury.router,
            Abi.call(
                "swapExactTokensForETH(uint256,uint256,address[],address,uint256)",
                HALF_ETHER,
                LEAST,
                List.of(treasury.usdc, treasury.weth),
                treasury.safe,
                treasury.chain.time() + 90)));
    calls.put(
        "multicall", call(treasury.router, Abi.call("multicall(uint256,bytes)", 1L, swap.data())));
    calls.put("a router without data", call(treasury.router, Bytes.EMPTY));
  }

  private void addNative(Map<String, Call> calls) {
    calls.put("coins to a stranger", new Call(Treasury.MALLORY, BigInteger.ONE, Bytes.EMPTY));
    calls.put("coins to nobody", new Call(Address.ZERO, BigInteger.ONE, Bytes.EMPTY));
    calls.put("coins to a token", new Call(treasury.weth, BigInteger.ONE, Bytes.EMPTY));
    calls.put(
        "coins to a recipient, with data",
        new Call(Treasury.ALICE, BigInteger.ONE, new Bytes("0x00000000")));
  }

  private static Call call(Address target, Bytes data) {
    return Action.call(target, data);
  }
}
