package dev.countersign.runtime.redteam;

import dev.countersign.network.gate.Gate;
import dev.countersign.network.gate.GateError;
import dev.countersign.network.gate.SafeTransaction;
import dev.countersign.network.spi.Planner;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Call;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.VerifierKey;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.tools.contracts.Erc20;
import dev.countersign.tools.wallet.TransactionSigner;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Past the gate: what somebody can do who has the hot key and the chain to himself. */
final class ChainAttacks {
  private static final String FROM_MODULE =
      "execTransactionFromModule(address,uint256,bytes,uint8)";
  private static final String SAFE_EXECUTE =
      "execTransaction(address,uint256,bytes,uint8,uint256,uint256,uint256,address,address,bytes)";
  private static final BigInteger NONE = BigInteger.ZERO;
  private static final int CALL = 0;
  private static final int DELEGATECALL = 1;
  private static final long GAS_STEP = 40_000;
  private static final int GAS_STEPS = 6;

  private ChainAttacks() {}

  static List<Attack> list() {
    return List.of(
        attack(
            "hot-key-as-module",
            "calls the Safe with the hot key as if it were a module",
            ChainAttacks::asModule),
        attack(
            "hot-key-as-owner",
            "calls the Safe with the hot key as if it were an owner",
            ChainAttacks::asOwner),
        attack(
            "refund-drain",
            "has the Safe refund gas at an absurd price",
            ChainAttacks::refundDrain),
        attack(
            "erc-1271",
            "dresses a permit as a message that the Safe has signed",
            ChainAttacks::erc1271),
        attack("second-module", "talks the owner into a second module", ChainAttacks::secondModule),
        attack("call-safe", "has the gate call the Safe itself", ChainAttacks::callSafe),
        attack("call-gate", "has the gate call itself or its guard", ChainAttacks::callGate),
        attack(
            "take-over-gate",
            "registers, adds verifiers and unpauses with the hot key",
            ChainAttacks::takeOverGate),
        attack("paused", "goes on after the guardian paused", ChainAttacks::paused, Need.ACTION),
        attack(
            "front-run",
            "sends somebody else's certificate first, which changes nothing",
            ChainAttacks::frontRun,
            Need.ACTION),
        attack(
            "gas-griefing",
            "gives a certified action too little gas",
            ChainAttacks::gasGriefing,
            Need.ACTION),
        attack(
            "brick-the-safe", "uses the guard to lock the owner out", ChainAttacks::brickTheSafe));
  }

  private static Attack attack(String id, String does, Attack.Plot plot, Need... needs) {
    return Attack.of(id, Family.ON_CHAIN, does, plot, needs);
  }

  /** The first token, or the only coin there is. */
  private static Address token(Scene scene) {
    return scene.ground().at().tokens().usdc();
  }

  private static Bytes theft() {
    return Erc20.transfer(Scene.THIEF.address(), BigInteger.ONE);
  }

  private static VerifierKey hotKey(Scene scene) {
    return scene.ground().world().keys().payer().key();
  }

  private static void asModule(Scene scene) throws Exception {
    for (int operation : new int[] {CALL, DELEGATECALL}) {
      scene.safe(fromModule(scene, operation), "GS104");
    }
  }

  private static Bytes fromModule(Scene scene, int operation) {
    return Abi.call(FROM_MODULE, token(scene), NONE, theft(), operation);
  }

  private static void asOwner(Scene scene) throws Exception {
    Address safe = scene.agent().account();
    BigInteger nonce = SafeTransaction.nextNonce(scene.ground().head(), safe);
    SafeTransaction steal = SafeTransaction.of(token(scene), theft(), nonce);
    scene.safe(steal.signed(scene.agent().chainId(), safe, List.of(hotKey(scene))), "GS026");
  }

  private static void refundDrain(Scene scene) throws Exception {
    BigInteger price = BigInteger.TEN.pow(12);
    scene.safe(
        Abi.call(
            SAFE_EXECUTE,
            Scene.THIEF.address(),
            NONE,
            Bytes.EMPTY,
            CALL,
            NONE,
            BigInteger.valueOf(1_000_000),
            price,
            token(scene),
            hotKey(scene).address(),
            hotKey(scene).sign(Bytes32.ZERO)),
        "GS026");
  }

  private static void erc1271(Scene scene) throws Exception {
    Bytes32 permit = Bytes32.sha256(new byte[] {7});
    scene.safe(
        Abi.call("isValidSignature(bytes32,bytes)", permit, hotKey(scene).sign(permit)), "GS026");
  }

  /** The owner is talked into it; the module guard is what is left. */
  private static void secondModule(Scene scene) throws Exception {
    Ground ground = scene.ground();
    Address safe = scene.agent().account();
    ground.ownerCalls(
        List.of(new Call(safe, NONE, Abi.call("enableModule(address)", hotKey(scene).address()))));
    for (int operation : new int[] {CALL, DELEGATECALL}) {
      scene.safe(fromModule(scene, operation), GateError.ONLY_THE_GATE.name());
    }
  }

  private static void callSafe(Scene scene) throws Exception {
    Address safe = scene.agent().account();
    for (Bytes data :
        List.of(
            Abi.call("enableModule(address)", Scene.THIEF.address()),
            Abi.call("setModuleGuard(address)", Address.ZERO),
            Bytes.EMPTY)) {
      forbidden(scene, safe, data);
    }
  }

  private static void callGate(Scene scene) throws Exception {
    for (Bytes data :
        List.of(Gate.addVerifier(Scene.THIEF.address()), Gate.unpause(), Bytes.EMPTY)) {
      forbidden(scene, scene.agent().gate(), data);
    }
    forbidden(scene, scene.ground().at().treasury().moduleGuard(), Bytes.EMPTY);
  }

  private static void forbidden(Scene scene, Address target, Bytes data) throws Exception {
    Planner.Plan plan = new Planner.Plan(List.of(new Call(target, NONE, data)), List.of());
    scene.gate(scene.order(plan), GateError.FORBIDDEN_TARGET);
  }

  private static void takeOverGate(Scene scene) throws Exception {
    Manifest agent = scene.agent();
    Bytes32 id = agent.agentId();
    var wider = dev.countersign.network.gate.GateAgent.of(Altered.generous(agent));
    for (Bytes data :
        List.of(
            Gate.register(id, wider),
            Gate.revoke(id),
            Gate.addVerifier(Scene.THIEF.address()),
            Gate.removeVerifier(scene.arena().signers().getFirst().address()),
            Gate.setGuardian(Scene.THIEF.address()),
            Gate.unpause())) {
      scene.gate(data, GateError.ONLY_THE_SAFE);
    }
    scene.gate(Gate.pause(), GateError.ONLY_THE_GUARDIAN);
    scene.gate(Gate.activate(id, wider), GateError.NOTHING_QUEUED);
    scene.gate(Gate.activateVerifier(Scene.THIEF.address()), GateError.NOTHING_QUEUED);
  }

  private static void paused(Scene scene) throws Exception {
    Ground ground = scene.ground();
    TransactionSigner guardian = ground.signer(ground.world().keys().guardian().key());
    Order order = scene.order();
    ground.send(guardian, scene.agent().gate(), Gate.pause());
    scene.gate(order, GateError.PAUSED);
    scene.attempt(
        Stopper.GATE,
        Scene.names(GateError.ONLY_THE_SAFE),
        () -> Scene.sent(ground.send(guardian, scene.agent().gate(), Gate.unpause())));
  }

  /** Whoever sends it: the same happens, and it happens once. */
  private static void frontRun(Scene scene) throws Exception {
    Ground ground = scene.ground();
    Bytes certified = scene.order().signedBy(scene.arena().signers());
    TransactionSigner somebody = ground.signer(ground.world().keys().guardian().key());
    String before = ground.world().snapshot();
    requireSuccess(ground.send(ground.hotKey(), scene.agent().gate(), certified));
    Map<String, String> own = scene.books();
    ground.world().revert(before);
    requireSuccess(ground.send(somebody, scene.agent().gate(), certified));
    List<String> differences = Books.differences(own, scene.books());
    scene.attempt(
        Stopper.GATE,
        Set.of("SAME_EFFECT"),
        () ->
            differences.isEmpty()
                ? Scene.Result.refused("SAME_EFFECT", "what was certified happened, as it would")
                : Scene.Result.allowed(String.join("; ", differences)));
    scene.gate(certified, GateError.SLOT_NOT_RISING);
  }

  private static void requireSuccess(Ground.Sent sent) {
    if (!sent.success()) {
      throw new IllegalStateException(
          "the way to the attack was refused: " + GateError.describe(sent.answer()));
    }
  }

  private static void gasGriefing(Scene scene) throws Exception {
    Ground ground = scene.ground();
    Bytes certified = scene.order().signedBy(scene.arena().signers());
    String before = ground.world().snapshot();
    Ground.Sent whole = ground.send(ground.hotKey(), scene.agent().gate(), certified);
    requireSuccess(whole);
    ground.world().revert(before);
    long needed = whole.mined().gasUsed();
    for (int i = 1; i <= GAS_STEPS; i++) {
      long gas = needed - needed * i / (2 * GAS_STEPS) - GAS_STEP / GAS_STEPS;
      scene.attempt(
          Stopper.GATE,
          Set.of(),
          () -> Scene.sent(ground.send(ground.hotKey(), scene.agent().gate(), certified, gas)));
    }
  }

  /** The owner must be able to act, also against the gate, whatever the gate does. */
  private static void brickTheSafe(Scene scene) throws Exception {
    Ground ground = scene.ground();
    Address safe = scene.agent().account();
    TransactionSigner guardian = ground.signer(ground.world().keys().guardian().key());
    ground.send(guardian, scene.agent().gate(), Gate.pause());
    List<Call> liberation =
        List.of(
            new Call(safe, NONE, Abi.call("setModuleGuard(address)", Address.ZERO)),
            new Call(
                safe,
                NONE,
                Abi.call(
                    "disableModule(address,address)",
                    new Address("0x" + "0".repeat(39) + "1"),
                    scene.agent().gate())));
    scene.attempt(
        Stopper.SAFE,
        Set.of("OWNER_ACTS"),
        () -> {
          String before = ground.world().snapshot();
          try {
            ground.ownerCalls(liberation);
            return Scene.Result.refused("OWNER_ACTS", "the owner took gate and guard off the Safe");
          } catch (Failure e) {
            return Scene.Result.allowed("the owner is locked out: " + e.getMessage());
          } finally {
            ground.world().revert(before);
          }
        });
  }
}
