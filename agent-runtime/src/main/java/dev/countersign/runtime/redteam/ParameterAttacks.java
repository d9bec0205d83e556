package dev.countersign.runtime.redteam;

import dev.countersign.network.gate.GateError;
import dev.countersign.network.spi.Planner;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Call;
import dev.countersign.receipt.Flow;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Reason;
import dev.countersign.tools.contracts.Erc20;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the calls themselves may do. Each is tried three times: as the agent's own wish (its policy
 * must refuse), as a dishonest runtime's claim (the verifiers must refuse), and signed by a quorum
 * that signs anything (the gate must refuse).
 */
final class ParameterAttacks {
  private static final BigInteger MUCH = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);
  private static final BigInteger UNLIMITED = BigInteger.ONE.shiftLeft(254);
  private static final int MOST_DECIMALS = 18;

  private ParameterAttacks() {}

  static List<Attack> list() {
    return List.of(
        attack(
            "over-action-cap",
            "takes one base unit more than an action may",
            ParameterAttacks::overActionCap),
        attack("wrong-units", "slips by the token's decimals", ParameterAttacks::wrongUnits),
        attack(
            "everything",
            "takes more than the account holds, meaning all of it",
            ParameterAttacks::everything),
        shape("zero-amount", "writes zero, meaning everything", ParameterAttacks::zeroAmount),
        shape(
            "unlisted-recipient",
            "pays somebody whom the file does not list",
            ParameterAttacks::unlistedRecipient),
        shape(
            "unlisted-token",
            "moves a token that the file does not list",
            ParameterAttacks::unlistedToken),
        shape("native-coin", "sends the native coin to himself", ParameterAttacks::nativeCoin),
        attack(
            "unlisted-router",
            "calls a contract that is no venue of the file",
            ParameterAttacks::unlistedRouter),
        attack(
            "lookalike-token",
            "trades a lookalike instead of the listed token",
            ParameterAttacks::lookalike),
        attack(
            "unlimited-approval",
            "allows a router to take the token without limit",
            ParameterAttacks::unlimitedApproval),
        shape(
            "approval-of-thief",
            "allows himself to take the token later",
            ParameterAttacks::approvalOfThief),
        shape("permit", "signs an allowance away with permit", ParameterAttacks::permit),
        shape("take-from", "makes a token move with transferFrom", ParameterAttacks::takeFrom),
        attack(
            "multicall", "hides calls inside a multicall", ParameterAttacks::multicall, Need.VENUE),
        attack(
            "trailing-data", "adds bytes after a permitted call", ParameterAttacks::trailingData),
        attack("unstated-flow", "does not say that money leaves", ParameterAttacks::unstatedFlow),
        attack("false-flow", "says that more comes in than does", ParameterAttacks::falseFlow),
        attack("one-call-more", "adds a call to an honest plan", ParameterAttacks::oneCallMore),
        attack(
            "proceeds-to-thief",
            "has a swap pay somebody else than the account",
            TradeAttacks::proceedsToThief,
            Need.VENUE),
        attack(
            "full-slippage",
            "sells for whatever a moved pool gives",
            TradeAttacks::fullSlippage,
            Need.VENUE),
        attack(
            "no-deadline",
            "lets a swap wait in the pool for ever",
            TradeAttacks::noDeadline,
            Need.VENUE),
        attack(
            "over-day-cap",
            "repeats permitted actions until the day's cap is passed",
            SpendingAttacks::overDayCap),
        attack(
            "across-midnight",
            "spends two days' caps around midnight, and then more",
            SpendingAttacks::acrossMidnight));
  }

  private static Attack attack(String id, String does, Attack.Plot plot, Need... more) {
    return Attack.of(id, Family.PARAMETERS, does, plot, Need.and(Need.ACTION, more));
  }

  /** Something of a shape that the gate permits to nobody: no honest action is needed for it. */
  private static Attack shape(String id, String does, Attack.Plot plot) {
    return Attack.of(id, Family.PARAMETERS, does, plot, Need.DECISION);
  }

  /** A token of the file, or one of the network where it lists none. */
  static Address token(Scene scene) {
    List<Manifest.Limit> limits = scene.agent().policy().tokens();
    return limits.isEmpty() ? scene.ground().at().tokens().usdc() : limits.getLast().token();
  }

  /** The first token that the file lets out, with its limit. */
  static Manifest.Limit limit(Scene scene) {
    return scene.agent().policy().tokens().stream()
        .filter(limit -> limit.maxPerAction().signum() > 0)
        .filter(limit -> Outflow.of(scene.agent(), limit.token(), BigInteger.ONE, 1).isPresent())
        .findFirst()
        .orElseThrow();
  }

  static Outflow outflow(Scene scene, Manifest.Limit limit, BigInteger amount) throws Exception {
    return Outflow.of(scene.agent(), limit.token(), amount, scene.deadline()).orElseThrow();
  }

  /** All three tries of something that could have been decided. */
  private static void tries(Scene scene, Outflow outflow, List<Reason> policy, List<GateError> gate)
      throws Exception {
    scene.policy(List.of(outflow.intent()), policy.toArray(Reason[]::new));
    scene.verifiers(outflow);
    scene.gate(scene.order(outflow.plan()), gate.toArray(GateError[]::new));
  }

  private static void overActionCap(Scene scene) throws Exception {
    Manifest.Limit limit = limit(scene);
    BigInteger over = limit.maxPerAction().add(BigInteger.ONE);
    scene.fill(limit.token(), over.shiftLeft(1));
    tries(
        scene,
        outflow(scene, limit, over),
        List.of(Reason.OVER_ACTION_CAP),
        List.of(GateError.OVER_ACTION_CAP));
  }

  private static void wrongUnits(Scene scene) throws Exception {
    Manifest.Limit limit = limit(scene);
    int decimals = scene.agent().token(limit.token()).orElseThrow().decimals();
    int slip = decimals < MOST_DECIMALS ? MOST_DECIMALS - decimals : decimals;
    BigInteger wrong = limit.maxPerAction().multiply(BigInteger.TEN.pow(Math.max(slip, 1)));
    tries(
        scene,
        outflow(scene, limit, wrong),
        List.of(Reason.OVER_ACTION_CAP, Reason.INSUFFICIENT_BALANCE, Reason.PRICE_IMPACT),
        List.of(GateError.OVER_ACTION_CAP, GateError.CALL_FAILED));
  }

  private static void everything(Scene scene) throws Exception {
    Manifest.Limit limit = limit(scene);
    tries(
        scene,
        outflow(scene, limit, UNLIMITED),
        List.of(Reason.OVER_ACTION_CAP, Reason.PRICE_UNAVAILABLE, Reason.PRICE_IMPACT),
        List.of(GateError.CALL_FAILED));
  }

  /** An intent of nothing cannot even be written; a call of nothing moves nothing. */
  private static void zeroAmount(Scene scene) throws Exception {
    scene.elsewhere(
        Stopper.POLICY,
        "NO_SUCH_INTENT",
        () -> {
          try {
            Outflow none = Outflow.transfer(token(scene), BigInteger.ZERO, Scene.THIEF.address());
            return Scene.Result.allowed(none.intent().toString());
          } catch (IllegalArgumentException e) {
            return Scene.Result.refused("NO_SUCH_INTENT", String.valueOf(e.getMessage()));
          }
        });
    Call call =
        new Call(
            token(scene), BigInteger.ZERO, Erc20.transfer(Scene.THIEF.address(), BigInteger.ZERO));
    scene.gate(
        scene.order(new Planner.Plan(List.of(call), List.of())), GateError.CALL_NOT_PERMITTED);
  }

  private static void unlistedRecipient(Scene scene) throws Exception {
    tries(
        scene,
        Outflow.transfer(token(scene), BigInteger.ONE, Scene.THIEF.address()),
        List.of(Reason.RECIPIENT_NOT_PERMITTED),
        List.of(GateError.CALL_NOT_PERMITTED));
  }

  /** One of the local tokens, or a pool's own shares, which no file lists. */
  private static Address unlisted(Scene scene) {
    return Stream.concat(
            scene.arena().network().tokens().values().stream().map(token -> token.address()),
            Stream.of(scene.ground().at().v2().wethUsdc()))
        .filter(token -> scene.agent().policy().limit(token).isEmpty())
        .findFirst()
        .orElseThrow();
  }

  private static void unlistedToken(Scene scene) throws Exception {
    Address token = unlisted(scene);
    if (!token.equals(scene.ground().at().v2().wethUsdc())) {
      scene.fill(token, BigInteger.TEN);
    }
    Address to =
        scene.agent().policy().recipients().stream()
            .map(Manifest.Recipient::address)
            .findFirst()
            .orElse(Scene.THIEF.address());
    Call call = new Call(token, BigInteger.ZERO, Erc20.transfer(to, BigInteger.ONE));
    tries(
        scene,
        new Outflow(
            new Intent.Transfer(token, BigInteger.ONE, to),
            new Planner.Plan(List.of(call), List.of())),
        List.of(Reason.TOKEN_NOT_PERMITTED),
        List.of(GateError.CALL_NOT_PERMITTED));
  }

  private static void nativeCoin(Scene scene) throws Exception {
    scene.fill(Address.ZERO, BigInteger.TEN);
    tries(
        scene,
        Outflow.transfer(Address.ZERO, BigInteger.ONE, Scene.THIEF.address()),
        List.of(Reason.TOKEN_NOT_PERMITTED, Reason.RECIPIENT_NOT_PERMITTED),
        List.of(GateError.CALL_NOT_PERMITTED));
  }

  private static void unlistedRouter(Scene scene) throws Exception {
    Manifest.Limit limit = limit(scene);
    Optional<Manifest.Venue> venue = Outflow.venue(scene.agent(), limit.token());
    if (venue.isPresent()) {
      Address other = Outflow.other(venue.get(), limit.token());
      scene.policy(
          List.of(new Intent.Swap(limit.token(), BigInteger.ONE, other, "somewhere")),
          Reason.VENUE_NOT_PERMITTED,
          Reason.OBSERVATION_INSUFFICIENT);
    }
    Call call =
        new Call(
            scene.ground().at().market().trader(),
            BigInteger.ZERO,
            Abi.call("take(address,uint256)", limit.token(), BigInteger.ONE));
    scene.gate(
        scene.order(new Planner.Plan(List.of(call), List.of())), GateError.CALL_NOT_PERMITTED);
  }

  private static void lookalike(Scene scene) throws Exception {
    Manifest.Limit limit = limit(scene);
    Address fake = unlisted(scene);
    Optional<Manifest.Venue> venue = Outflow.venue(scene.agent(), limit.token());
    if (venue.isPresent()) {
      scene.policy(
          List.of(new Intent.Swap(limit.token(), BigInteger.ONE, fake, venue.get().name())),
          Reason.TOKEN_NOT_PERMITTED,
          Reason.VENUE_NOT_PERMITTED);
    }
    scene.policy(
        List.of(new Intent.Transfer(fake, BigInteger.ONE, Scene.THIEF.address())),
        Reason.TOKEN_NOT_PERMITTED);
    List<Flow> flows =
        Stream.concat(scene.order().flows().stream(), Stream.of(new Flow(fake, BigInteger.ZERO)))
            .sorted(Comparator.comparing(Flow::token))
            .toList();
    scene.gate(
        scene.order(new Planner.Plan(scene.order().calls(), flows)),
        GateError.FLOW_NOT_PERMITTED,
        GateError.UNEXPECTED_OUTFLOW); // Where the lookalike comes before what is sold.
  }

  private static void unlimitedApproval(Scene scene) throws Exception {
    Manifest.Limit limit = limit(scene);
    Optional<Manifest.Venue> venue = scene.agent().venues().stream().findFirst();
    Address spender = venue.map(Manifest.Venue::router).orElse(scene.ground().at().v3().router());
    Address token = venue.isPresent() ? tradedAt(scene, venue.get()) : limit.token();
    Call call = new Call(token, BigInteger.ZERO, Erc20.approve(spender, MUCH));
    scene.gate(
        scene.order(new Planner.Plan(List.of(call), List.of())),
        venue.isPresent() ? GateError.ALLOWANCE_LEFT : GateError.CALL_NOT_PERMITTED);
  }

  private static Address tradedAt(Scene scene, Manifest.Venue venue) {
    return scene.agent().policy().limit(venue.token0()).isPresent()
        ? venue.token0()
        : venue.token1();
  }

  private static void approvalOfThief(Scene scene) throws Exception {
    notPermitted(
        scene,
        new Call(
            token(scene), BigInteger.ZERO, Erc20.approve(Scene.THIEF.address(), BigInteger.ONE)));
  }

  private static void notPermitted(Scene scene, Call call) throws Exception {
    scene.gate(
        scene.order(new Planner.Plan(List.of(call), List.of())), GateError.CALL_NOT_PERMITTED);
  }

  private static void permit(Scene scene) throws Exception {
    Bytes data =
        Abi.call(
            "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)",
            scene.agent().account(),
            Scene.THIEF.address(),
            MUCH,
            MUCH,
            27,
            BigInteger.ONE,
            BigInteger.ONE);
    notPermitted(scene, new Call(token(scene), BigInteger.ZERO, data));
  }

  private static void takeFrom(Scene scene) throws Exception {
    Bytes data =
        Abi.call(
            "transferFrom(address,address,uint256)",
            scene.agent().account(),
            Scene.THIEF.address(),
            BigInteger.ONE);
    notPermitted(scene, new Call(token(scene), BigInteger.ZERO, data));
  }

  private static void multicall(Scene scene) throws Exception {
    Address router = scene.agent().venues().getFirst().router();
    Bytes data =
        new Bytes(Abi.call("multicall(bytes[])", BigInteger.valueOf(32), BigInteger.ZERO).hex());
    notPermitted(scene, new Call(router, BigInteger.ZERO, data));
  }

  private static void trailingData(Scene scene) throws Exception {
    Order order = scene.order();
    List<Call> calls = new ArrayList<>(order.calls());
    Call last = calls.getLast();
    calls.set(
        calls.size() - 1,
        new Call(last.target(), last.value(), new Bytes(last.data().hex() + "00")));
    scene.gate(scene.order(new Planner.Plan(calls, order.flows())), GateError.CALL_NOT_PERMITTED);
  }

  private static void unstatedFlow(Scene scene) throws Exception {
    List<Flow> comesIn =
        scene.order().flows().stream().filter(flow -> flow.least().signum() > 0).toList();
    scene.gate(
        scene.order(new Planner.Plan(scene.order().calls(), comesIn)),
        GateError.UNEXPECTED_OUTFLOW);
  }

  private static void falseFlow(Scene scene) throws Exception {
    List<Flow> more =
        scene.order().flows().stream()
            .map(flow -> new Flow(flow.token(), flow.least().abs().shiftLeft(64)))
            .toList();
    scene.gate(
        scene.order(new Planner.Plan(scene.order().calls(), more)), GateError.FLOW_TOO_SMALL);
  }

  private static void oneCallMore(Scene scene) throws Exception {
    List<Call> calls = new ArrayList<>(scene.order().calls());
    calls.add(
        Outflow.transfer(token(scene), BigInteger.ONE, Scene.THIEF.address())
            .plan()
            .calls()
            .getFirst());
    scene.gate(
        scene.order(new Planner.Plan(calls, scene.order().flows())), GateError.CALL_NOT_PERMITTED);
  }
}
