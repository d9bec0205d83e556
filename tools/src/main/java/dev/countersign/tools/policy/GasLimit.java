package dev.countersign.tools.policy;

import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Reason;
import dev.countersign.tools.WholeTokens;
import java.math.BigInteger;
import java.util.Optional;

/**
 * What the key that pays may burn on gas. The outbox asks before it signs: nobody else can, since
 * fees are not known when an action is decided.
 *
 * @param perAction wei of one action, however often its fees are raised
 * @param perDay wei of all actions of an agent on one UTC day
 */
public record GasLimit(BigInteger perAction, BigInteger perDay) {
  private static final int NATIVE_DECIMALS = 18;

  /** The limit of a policy. */
  public static GasLimit of(Manifest.Policy policy) {
    return new GasLimit(policy.maxGasPerAction(), policy.maxGasPerDay());
  }

  /**
   * Judges a transaction before it is signed.
   *
   * @param worst wei it costs at most: gas limit x highest fee
   * @param today wei that this agent's other actions of the UTC day cost or may still cost
   */
  public Optional<Denial> judge(BigInteger worst, BigInteger today) {
    if (worst.compareTo(perAction) > 0) {
      return deny(
          "the gas may cost " + coin(worst) + "; the limit of one action is " + coin(perAction));
    }
    if (today.add(worst).compareTo(perDay) > 0) {
      return deny(
          "the gas may cost "
              + coin(worst)
              + " after "
              + coin(today)
              + " today; the limit of a day is "
              + coin(perDay));
    }
    return Optional.empty();
  }

  /** Wei that the next transaction may cost, given what was spent or may be spent today. */
  public BigInteger left(BigInteger today) {
    return perAction.min(perDay.subtract(today)).max(BigInteger.ZERO);
  }

  private static Optional<Denial> deny(String sentence) {
    return Optional.of(new Denial(Reason.OVER_GAS_CAP, sentence));
  }

  private static String coin(BigInteger wei) {
    return WholeTokens.plain(wei, NATIVE_DECIMALS) + " of the native coin";
  }
}
