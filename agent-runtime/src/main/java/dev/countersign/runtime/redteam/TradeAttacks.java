package dev.countersign.runtime.redteam;

import dev.countersign.network.gate.GateError;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Manifest;
import dev.countersign.tools.contracts.Erc20;
import dev.countersign.tools.contracts.Trade;
import java.math.BigInteger;

/**
 * What can be wrong with a swap that has the right shape. Verifiers derive its calldata again; the
 * gate does not read it and compares what came in with the feeds, where the file has feeds.
 */
final class TradeAttacks {
  private TradeAttacks() {}

  /** A limit of a token that the agent may sell. */
  private static Manifest.Limit sold(Scene scene) {
    return Outflow.sellable(scene.agent()).orElseThrow();
  }

  private static BigInteger amount(Manifest.Limit limit) {
    return limit.maxPerAction().min(limit.maxPerDay());
  }

  /** A swap of a hundredth of what an action may sell. */
  static Outflow small(Scene scene) throws Exception {
    Manifest.Limit limit = sold(scene);
    BigInteger little = amount(limit).divide(BigInteger.valueOf(100)).max(BigInteger.ONE);
    scene.fill(limit.token(), little);
    return Outflow.swap(
            scene.agent(), limit.token(), little, scene.agent().account(), scene.deadline())
        .orElseThrow();
  }

  private static boolean priced(Scene scene) {
    return !scene.limits().prices().isEmpty();
  }

  static void proceedsToThief(Scene scene) throws Exception {
    Manifest.Limit limit = sold(scene);
    scene.fill(limit.token(), amount(limit).shiftLeft(1));
    Outflow swap = swap(scene, limit, Scene.THIEF.address(), scene.deadline());
    scene.verifiers(swap);
    scene.gate(scene.order(swap.plan()), GateError.CALL_NOT_PERMITTED);
  }

  private static Outflow swap(Scene scene, Manifest.Limit limit, Address to, long deadline) {
    return Outflow.swap(scene.agent(), limit.token(), amount(limit), to, deadline).orElseThrow();
  }

  static void fullSlippage(Scene scene) throws Exception {
    Manifest.Limit limit = sold(scene);
    scene.fill(limit.token(), amount(limit).shiftLeft(1));
    crash(scene, limit.token());
    Outflow swap = swap(scene, limit, scene.agent().account(), scene.deadline());
    scene.verifiers(swap);
    if (priced(scene)) {
      scene.gate(scene.order(swap.plan()), GateError.PRICE_DEVIATION, GateError.NO_PRICE);
    }
  }

  /** Sells so much of the token into the venue that it is worth next to nothing there. */
  private static void crash(Scene scene, Address token) throws Exception {
    Ground ground = scene.ground();
    Address rich = ground.at().market().account();
    Manifest.Venue venue = Outflow.venue(scene.agent(), token).orElseThrow();
    BigInteger much =
        scene
            .arena()
            .network()
            .token(scene.arena().network().symbol(token))
            .map(known -> BigInteger.TEN.pow(known.decimals() + 8))
            .orElseThrow();
    ground.give(rich, token, much);
    ground.faucet(token, BigInteger.ZERO, Erc20.approve(venue.router(), much));
    Trade trade =
        new Trade(token, much, Outflow.other(venue, token), BigInteger.ONE, rich, scene.deadline());
    Bytes data = Outflow.calldata(venue, trade);
    ground.faucet(venue.router(), BigInteger.ZERO, data);
  }

  static void noDeadline(Scene scene) throws Exception {
    Manifest.Limit limit = sold(scene);
    Outflow patient = swap(scene, limit, scene.agent().account(), Long.MAX_VALUE);
    scene.verifiers(patient);
    Order order = scene.order(patient.plan());
    scene.ground().world().mineAt(order.validUntil() + 1);
    scene.gate(order, GateError.EXPIRED);
  }
}
