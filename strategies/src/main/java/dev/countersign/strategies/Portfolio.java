package dev.countersign.strategies;

import dev.countersign.network.spi.Strategy;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.tools.WholeTokens;
import dev.countersign.tools.observe.AccountState;
import java.math.BigInteger;
import java.util.List;

/**
 * Two balances and a price, all integers. Values are base units of the quote token, rounded down.
 *
 * @param pair the two tokens
 * @param account what was spent today
 * @param price whole quote tokens for a whole base token x 10^18
 * @param held base units of the base token
 * @param cash base units of the quote token
 */
record Portfolio(
    TradedPair pair, AccountState account, BigInteger price, BigInteger held, BigInteger cash) {
  static final int PRICE_DECIMALS = 18;

  private static final BigInteger WHOLE = BigInteger.valueOf(10_000);

  /** No intent can carry more. */
  private static final BigInteger MOST = BigInteger.ONE.shiftLeft(255).subtract(BigInteger.ONE);

  static Portfolio of(TradedPair pair, AccountState account, BigInteger price) {
    return new Portfolio(
        pair,
        account,
        price,
        account.balance(pair.base().address()),
        account.balance(pair.quote().address()));
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
        .multiply(BigInteger.TEN.pow(pair.quote().decimals()))
        .divide(BigInteger.TEN.pow(pair.base().decimals() + PRICE_DECIMALS));
  }

  /** What both are worth. */
  BigInteger value() {
    return heldValue().add(cash);
  }

  /** The base token's share of the value, rounded down. */
  long baseBps() {
    return heldValue().multiply(WHOLE).divide(value()).longValueExact();
  }

  /** What leads to the wanted shares, as far as the caps allow; a hold within them. */
  Strategy.Decision steer(Aim aim) {
    if (value().signum() == 0) {
      return hold("no-funds", "the account holds neither of the two tokens.");
    }
    String state = shown() + "; " + aim.shown();
    long share = baseBps();
    if (aim.allows(share)) {
      return hold(
          "within-band",
          state
              + (aim.tolerance() == 0
                  ? ", so there is nothing to do."
                  : ", which is within the band of " + Aim.percent(aim.tolerance()) + "."));
    }
    return decide(tradeTo(aim.nearest(share)), state);
  }

  /** A trade, or a hold where its amount is zero. */
  Strategy.Decision decide(Trade trade, String state) {
    if (trade.amountIn().signum() == 0) {
      return hold(trade.limit(), state + ", but " + trade.why() + ".");
    }
    Intent.Swap swap =
        new Intent.Swap(trade.tokenIn(), trade.amountIn(), trade.tokenOut(), pair.venue());
    return new Strategy.Decision(List.of(swap), state + ", so it sells " + trade.shown() + ".");
  }

  static Strategy.Decision hold(String reason, String because) {
    return new Strategy.Decision(List.of(new Intent.Hold(reason)), because);
  }

  /** The sale that leads to a share of the base token, as far as the caps allow. */
  private Trade tradeTo(int targetBps) {
    BigInteger change =
        value().multiply(BigInteger.valueOf(targetBps)).divide(WHOLE).subtract(heldValue());
    if (change.signum() > 0) {
      return spend(change);
    }
    return sell(targetBps == 0 ? held : inBase(change.negate()));
  }

  /** A sale of the base token, of no more than is held and the caps allow. */
  Trade sell(BigInteger amount) {
    return sale(pair.base(), pair.quote(), amount.min(held));
  }

  /** A sale of the quote token, of no more than is held and the caps allow. */
  Trade spend(BigInteger amount) {
    return sale(pair.quote(), pair.base(), amount.min(cash));
  }

  private BigInteger inBase(BigInteger value) {
    return value
        .multiply(BigInteger.TEN.pow(pair.base().decimals() + PRICE_DECIMALS))
        .divide(price.multiply(BigInteger.TEN.pow(pair.quote().decimals())));
  }

  private Trade sale(Manifest.Token in, Manifest.Token out, BigInteger wanted) {
    BigInteger perAction =
        pair.limit(in).map(Manifest.Limit::maxPerAction).orElse(BigInteger.ZERO).min(MOST);
    BigInteger left =
        pair.limit(in)
            .map(Manifest.Limit::maxPerDay)
            .orElse(BigInteger.ZERO)
            .subtract(account.spentToday(in.address()))
            .max(BigInteger.ZERO);
    BigInteger amount = wanted.min(perAction).min(left).max(BigInteger.ZERO);
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

  private String shown(Manifest.Token token, BigInteger amount) {
    return WholeTokens.of(pair.manifest(), token.address(), amount);
  }

  /** For example: WETH is 63.12 % of 12345.67 USDC at 3300.5 USDC. */
  String shown() {
    String quote = WholeTokens.name(pair.manifest(), pair.quote().address());
    return WholeTokens.name(pair.manifest(), pair.base().address())
        + " is "
        + Aim.percent(baseBps())
        + " of "
        + WholeTokens.about(value(), pair.quote().decimals())
        + " "
        + quote
        + " at "
        + WholeTokens.about(price, PRICE_DECIMALS)
        + " "
        + quote;
  }
}
