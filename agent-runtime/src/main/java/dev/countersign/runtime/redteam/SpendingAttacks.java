package dev.countersign.runtime.redteam;

import dev.countersign.network.gate.GateError;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Slot;
import java.math.BigInteger;

/** The caps of a day, reached by permitted actions that a quorum signs one after the other. */
final class SpendingAttacks {
  private static final long DAY = 86_400;
  private static final long HOUR = 3_600;
  private static final int MOST_ACTIONS = 64;

  private SpendingAttacks() {}

  static void overDayCap(Scene scene) throws Exception {
    Manifest.Limit limit = spendable(scene);
    awayFromMidnight(scene);
    int next = spendADay(scene, limit, 0);
    scene.gate(order(scene, limit, more(limit), next), GateError.OVER_DAY_CAP);
  }

  static void acrossMidnight(Scene scene) throws Exception {
    Manifest.Limit limit = spendable(scene);
    awayFromMidnight(scene);
    int next = spendADay(scene, limit, 0);
    long midnight = (scene.ground().world().time() / DAY + 1) * DAY;
    scene.ground().world().tradeUntil(midnight + 1);
    next = spendADay(scene, limit, next);
    scene.gate(order(scene, limit, more(limit), next), GateError.OVER_DAY_CAP);
  }

  /** What is asked for beyond the cap: enough to be traded. */
  private static BigInteger more(Manifest.Limit limit) {
    return limit.maxPerAction().min(limit.maxPerDay()).shiftRight(7).max(BigInteger.ONE);
  }

  /** The token that takes the fewest actions; transfers, where there are recipients. */
  private static Manifest.Limit spendable(Scene scene) throws NotApplicable {
    Manifest.Limit limit = ParameterAttacks.limit(scene);
    if (actions(limit) > MOST_ACTIONS) {
      throw new NotApplicable(
          "it takes "
              + actions(limit)
              + " actions to reach a day's cap; at most "
              + MOST_ACTIONS
              + " are tried");
    }
    return limit;
  }

  private static long actions(Manifest.Limit limit) {
    BigInteger most = limit.maxPerAction().min(limit.maxPerDay());
    return most.signum() == 0
        ? 0
        : limit
            .maxPerDay()
            .add(most)
            .subtract(BigInteger.ONE)
            .divide(most)
            .min(BigInteger.valueOf(Integer.MAX_VALUE))
            .longValueExact();
  }

  private static void awayFromMidnight(Scene scene) throws Exception {
    long time = scene.ground().world().time();
    if (time % DAY > DAY - HOUR) {
      scene.ground().world().tradeUntil((time / DAY + 1) * DAY + 1);
    }
  }

  /** Spends what one day allows; the number of the next action. */
  private static int spendADay(Scene scene, Manifest.Limit limit, int first) throws Exception {
    BigInteger left = limit.maxPerDay();
    scene.fill(limit.token(), left.multiply(BigInteger.TWO));
    int number = first;
    while (left.signum() > 0) {
      BigInteger amount = left.min(limit.maxPerAction());
      scene.mustSucceed(order(scene, limit, amount, number++));
      left = left.subtract(amount);
    }
    return number;
  }

  private static Order order(Scene scene, Manifest.Limit limit, BigInteger amount, int number)
      throws Exception {
    Slot first = scene.arena().moment().slot();
    return scene
        .order(ParameterAttacks.outflow(scene, limit, amount).plan())
        .at(Slot.of(first.anchor() + number, 0));
  }
}
