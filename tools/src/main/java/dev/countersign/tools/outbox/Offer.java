package dev.countersign.tools.outbox;

import dev.countersign.network.chain.Fees;
import java.math.BigInteger;
import java.util.Optional;

/**
 * What is offered for a unit of gas (EIP-1559), in wei.
 *
 * @param maxFee at most, tip included
 * @param tip of it for who makes the block
 */
record Offer(BigInteger maxFee, BigInteger tip) {
  /**
   * The fees of a first transaction: twice the base fee and the usual tip, or as much as the limit
   * leaves.
   *
   * @param limit wei that the transaction may cost
   * @return empty when the limit does not even reach for the base fee and the tip
   */
  static Optional<Offer> first(Fees market, OutboxTerms terms, long gasLimit, BigInteger limit) {
    BigInteger tip = market.priorityFee().max(terms.leastTip());
    BigInteger wanted = market.baseFee().shiftLeft(1).add(tip);
    BigInteger affordable = limit.divide(BigInteger.valueOf(gasLimit));
    BigInteger maxFee = wanted.min(affordable);
    return maxFee.compareTo(market.baseFee().add(tip)) < 0
        ? Optional.empty()
        : Optional.of(new Offer(maxFee, tip));
  }

  /**
   * The fees of a replacement: both raised by an eighth, which every node takes, and to what the
   * market asks where that is more and the limit leaves it.
   *
   * @return empty when the limit does not leave an eighth more
   */
  static Optional<Offer> raised(
      Attempt before, Fees market, OutboxTerms terms, long gasLimit, BigInteger limit) {
    BigInteger leastFee = eighthMore(before.maxFee());
    BigInteger leastTip = eighthMore(before.tip());
    BigInteger affordable = limit.divide(BigInteger.valueOf(gasLimit));
    if (leastFee.compareTo(affordable) > 0) {
      return Optional.empty();
    }
    BigInteger tip = leastTip.max(market.priorityFee()).max(terms.leastTip());
    BigInteger maxFee = leastFee.max(market.baseFee().shiftLeft(1).add(tip)).min(affordable);
    return Optional.of(new Offer(maxFee, tip.min(maxFee)));
  }

  private static BigInteger eighthMore(BigInteger fee) {
    return fee.add(fee.shiftRight(3)).add(BigInteger.ONE);
  }
}
