package dev.countersign.tools.policy;

import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Reason;
import dev.countersign.tools.WholeTokens;
import java.math.BigInteger;
import java.util.Optional;

/**
 * What the key that pays may burn on gas. The outbox asks before it signs: nobody else can, since
 * fees are not known when an action is decided.
 */
public final class GasLimit {
  private static final int NATIVE_DECIMALS = 18;

  private GasLimit() {}

  /**
   * Judges a transaction before it is signed.
   *
   * @param worst wei it costs at most: gas limit x highest fee
   * @param today wei that this agent's other transactions of the UTC day cost or may still cost
   */
  public static Optional<Denial> judge(Manifest.Policy policy, BigInteger worst, BigInteger today) {
    if (worst.compareTo(policy.maxGasPerAction()) > 0) {
      return deny(
          "the gas may cost "
              + coin(worst)
              + "; the limit of one action is "
              + coin(policy.maxGasPerAction()));
    }
    if (today.add(worst).compareTo(policy.maxGasPerDay()) > 0) {
      return deny(
          "the gas may cost "
              + coin(worst)
              + " after "
              + coin(today)
              + " today; the limit of a day is "
              + coin(policy.maxGasPerDay()));
    }
    return Optional.empty();
  }

  private static Optional<Denial> deny(String sentence) {
    return Optional.of(new Denial(Reason.OVER_GAS_CAP, sentence));
  }

  private static String coin(BigInteger wei) {
    return WholeTokens.plain(wei, NATIVE_DECIMALS) + " of the native coin";
  }
}
