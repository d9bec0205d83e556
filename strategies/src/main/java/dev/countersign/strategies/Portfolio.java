package dev.countersign.strategies;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Manifest;
import dev.countersign.tools.WholeTokens;
import dev.countersign.tools.observe.AccountState;
import java.math.BigInteger;
import java.util.Optional;

/**
 * Two balances and a price, all integers. Values are base units of the quote token, rounded down.
 *
 * @param terms what rebalance is told
 * @param account what was spent today
 * @param price whole quote tokens for a whole base token x 10^18
 * @param held base units of the base token
 * @param cash base units of the quote token
 */
record Portfolio(
    RebalanceTerms terms,
    AccountState account,
    BigInteger price,
    BigInteger held,
    BigInteger cash) {
  private static final int PRICE_DECIMALS = 18;
  private static final BigInteger WHOLE = BigInteger.valueOf(10_000);

  static Portfolio of(RebalanceTerms terms, AccountState account, BigInteger price) {
    return new Portfolio(
        terms,
        account,
        price,
        account.balance(terms.base().address()),
        account.balance(terms.quote().address()));
  }

  /**
   * A sale.
   *
   * @param amountIn zero when nothing can be sold
   * @param limit the code of what limits it, "too-small" when nothing does
   * @param why a clause that says so
   * @param shown the amount for a person, with what limits it
   */
  record Trade(
      Address tokenIn,
      BigInteger amountIn,
      Address tokenOut,
      String limit,
      String why,
      String shown) {}

  /** What the base token held is worth. */
  BigInteger heldValue() {
    return held.multiply(price)
        .multiply(BigInteger.TEN.pow(terms.quote().decimals()))
        .divide(BigInteger.TEN.pow(terms.base().decimals() + PRICE_DECIMALS));
  }

  /** What both are worth. */
  BigInteger value() {
    return heldValue().add(cash);
  }

  /** The base token's share of the value, rounded down. */
  long baseBps() {
    return heldValue().multiply(WHOLE).divide(value()).longValueExact();
  }

  /** The sale that leads to a share of the base token, as far as the caps allow. */
  Trade tradeTo(int targetBps) {
    BigInteger change =
        value().multiply(BigInteger.valueOf(targetBps)).divide(WHOLE).subtract(heldValue());
    return change.signum() > 0
        ? sale(terms.quote(), terms.base(), change.min(cash))
        : sale(terms.base(), terms.quote(), inBase(change.negate()).min(held));
  }

  private BigInteger inBase(BigInteger value) {
    return value
        .multiply(BigInteger.TEN.pow(terms.base().decimals() + PRICE_DECIMALS))
        .divide(price.multiply(BigInteger.TEN.pow(terms.quote().decimals())));
  }

  private Trade sale(Manifest.Token in, Manifest.Token out, BigInteger wanted) {
    BigInteger perAction = limit(in).map(Manifest.Limit::maxPerAction).orElse(BigInteger.ZERO);
    BigInteger left =
        limit(in)
            .map(Manifest.Limit::maxPerDay)
            .orElse(BigInteger.ZERO)
            .subtract(account.spentToday(in.address()))
            .max(BigInteger.ZERO);
    BigInteger amount = wanted.min(perAction).min(left);
    String limit = "too-small";
    String why = "the difference is too small to trade";
    if (amount.compareTo(wanted) < 0) {
      boolean day = left.compareTo(perAction) < 0;
      limit = day ? "day-cap" : "action-cap";
      why =
          day
              ? "the policy lets no more than " + shown(in, left) + " go today"
              : "the policy lets no more than " + shown(in, perAction) + " go at once";
    }
    String clause = amount.compareTo(wanted) < 0 ? " of " + shown(in, wanted) + ": " + why : "";
    return new Trade(in.address(), amount, out.address(), limit, why, shown(in, amount) + clause);
  }

  private Optional<Manifest.Limit> limit(Manifest.Token token) {
    return terms.manifest().policy().limit(token.address());
  }

  private String shown(Manifest.Token token, BigInteger amount) {
    return WholeTokens.of(terms.manifest(), token.address(), amount);
  }

  /** For example: WETH is 63.12 % of 12345.67 USDC at 3300.5 USDC. */
  String shown() {
    String quote = WholeTokens.name(terms.manifest(), terms.quote().address());
    return WholeTokens.name(terms.manifest(), terms.base().address())
        + " is "
        + RebalanceTerms.percent(baseBps())
        + " of "
        + WholeTokens.about(value(), terms.quote().decimals())
        + " "
        + quote
        + " at "
        + WholeTokens.about(price, PRICE_DECIMALS)
        + " "
        + quote;
  }
}
