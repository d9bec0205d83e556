package dev.countersign.network.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.network.chain.ChainException;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Call;
import dev.countersign.receipt.Flow;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

/** THREATS.md, on chain: the Safe, its modules and the gate's own registry. */
final class ChainAttacksTest extends SwitchedOff {
  private static final String FROM_MODULE =
      "execTransactionFromModule(address,uint256,bytes,uint8)";
  private static final String ENABLE = "enableModule(address)";

  @Override
  List<Row> attacks() {
    return List.of(
        row("a second module", "guard-module", GateError.ONLY_THE_GATE, this::secondModule),
        row("delegatecall", "guard-delegate", GateError.ONLY_PLAIN_CALLS, this::delegates),
        row(
            "the gate told to call the Safe",
            "target-safe",
            GateError.FORBIDDEN_TARGET,
            () -> told(treasury.safe, ENABLE)),
        row(
            "the gate told to call itself, the guard",
            "target-gate",
            GateError.FORBIDDEN_TARGET,
            () -> told(treasury.gate, "setGuardian(address)")),
        row(
            "an agent with the Safe for a router",
            "rule-route-target",
            GateError.FORBIDDEN_TARGET,
            () ->
                treasury.asSafe(
                    Gate.register(treasury.agentId, withRoute(treasury.safe, ENABLE, 36)))),
        row("gas griefing (63/64)", "call-failed", GateError.CALL_FAILED, this::starved),
        row(
            "the hot key registers an agent",
            "only-safe-register",
            GateError.ONLY_THE_SAFE,
            () -> hot(Gate.register(treasury.agentId, treasury.rebalancer(2)))),
        row(
            "the guardian unpauses",
            "only-safe-unpause",
            GateError.ONLY_THE_SAFE,
            () -> treasury.chain.send(Treasury.GUARDIAN, treasury.gate, Gate.unpause())),
        row(
            "the hot key pauses",
            "only-guardian",
            GateError.ONLY_THE_GUARDIAN,
            () -> hot(Gate.pause())),
        row(
            "a loosening dressed as a tightening",
            "tighten-tighter",
            GateError.NOT_TIGHTER,
            () ->
                treasury.asSafe(
                    Gate.tighten(
                        treasury.agentId,
                        treasury.agent,
                        Agents.of(treasury.agent).recipients(List.of(Treasury.MALLORY)).agent()))),
        row(
            "a removed verifier comes back",
            "verifier-known",
            GateError.VERIFIER_KNOWN,
            this::comesBack));
  }

  private Chain.Outcome secondModule() throws ChainException {
    treasury.owner(treasury.safe, Abi.call(ENABLE, Treasury.MALLORY));
    Bytes steal = Abi.transfer(Treasury.MALLORY, ONE_DOLLAR);
    return treasury.chain.send(
        Treasury.MALLORY,
        treasury.safe,
        Abi.call(FROM_MODULE, treasury.usdc, BigInteger.ZERO, steal, 0));
  }

  private Chain.Outcome delegates() throws ChainException {
    treasury.chain.setBalance(treasury.gate, Treasury.ETHER); // To pay as a sender.
    return treasury.chain.send(
        treasury.gate,
        treasury.safe,
        Abi.call(FROM_MODULE, treasury.usdc, BigInteger.ZERO, Bytes.EMPTY, 1));
  }

  /** The owner was made to register it; what the attacker wants is one word about himself. */
  private Chain.Outcome told(Address target, String function) throws ChainException {
    registerAgainst("rule-route-target", withRoute(target, function, 36));
    return action(List.of(Action.call(target, Abi.call(function, Treasury.MALLORY)))).send();
  }

  /** As much gas as leaves the gate enough to finish, but not the work. */
  private Chain.Outcome starved() throws ChainException {
    Address router = router();
    Call work =
        Action.call(
            router,
            Abi.call(
                "burnThenGive(uint256,address,uint256)",
                BigInteger.valueOf(400),
                treasury.usdc,
                BigInteger.ZERO));
    Action action = action(List.of(work));
    return treasury.chain.send(
        Treasury.HOT_KEY, treasury.gate, BigInteger.ZERO, action.calldata(), 8_000_000);
  }

  private Chain.Outcome comesBack() throws ChainException {
    Address verifier = Treasury.VERIFIERS.get(2).address();
    treasury.owner(treasury.gate, Gate.removeVerifier(verifier));
    return treasury.asSafe(Gate.addVerifier(verifier));
  }

  private Chain.Outcome hot(Bytes data) throws ChainException {
    return treasury.chain.send(Treasury.HOT_KEY, treasury.gate, data);
  }

  // Attacks whose last transaction succeeds either way.

  @Test
  void aReentrantTokenGetsInOnlyWithTheCheckOff() throws ChainException {
    Address token = listed("ReentrantToken");
    Action outer = payment(token, slot());
    Action inner = payment(token, slot() + 1);
    treasury.chain.done(
        Treasury.MALLORY, token, Abi.call("arm(address,bytes)", treasury.gate, inner.calldata()));
    String before = treasury.chain.snapshot();
    switchOff("reentrancy");
    succeeds(outer.send());
    assertThat(treasury.chain.number(token, Abi.call("succeeded()"))).isOne();
    treasury.chain.revert(before);
    succeeds(outer.send());
    assertThat(treasury.chain.number(token, Abi.call("reached()"))).isOne();
    assertThat(treasury.chain.number(token, Abi.call("succeeded()"))).isZero();
    assertThat(treasury.chain.call(token, Abi.call("answer()")).hex())
        .contains(
            com.esaulpaugh.headlong.abi.Function.parse(GateError.REENTERED.canonicalSignature())
                .selectorHex());
  }

  @Test
  void whoeverSendsACertifiedActionDoesWhatWasCertified() throws ChainException {
    Action action = pay(ONE_DOLLAR);
    succeeds(action.send(Treasury.MALLORY));
    refused(action, GateError.SLOT_NOT_RISING);
    assertThat(treasury.chain.number(treasury.usdc, Abi.balanceOf(Treasury.ALICE)))
        .isEqualTo(ONE_DOLLAR);
    assertThat(treasury.chain.number(treasury.usdc, Abi.balanceOf(Treasury.MALLORY))).isZero();
  }

  private Action payment(Address token, long slot) {
    return Action.of(
        treasury,
        slot,
        List.of(Action.call(token, Abi.transfer(Treasury.ALICE, BigInteger.TEN))),
        Action.flows(new Flow(token, BigInteger.TEN.negate().shiftLeft(1)))); // Room for both.
  }
}
