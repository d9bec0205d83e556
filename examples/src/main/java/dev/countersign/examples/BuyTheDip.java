package dev.countersign.examples;

import dev.countersign.network.spi.Refused;
import dev.countersign.network.spi.Strategy;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.tools.observe.AccountState;
import dev.countersign.tools.observe.Candles;
import java.math.BigInteger;
import java.util.List;

/** {@code buy-the-dip}: spends a tenth of the quote token whenever the last candle fell. */
public final class BuyTheDip implements Strategy {
  @Override
  public String id() {
    return "buy-the-dip";
  }

  @Override
  public List<String> problems(Manifest manifest) {
    return manifest.decide().with().isEmpty() ? List.of() : List.of("it takes no parameters");
  }

  @Override
  public Decision decide(Input input) throws Refused {
    Candles candles = Candles.in(input.observations());
    candles.requireCurrent();
    AccountState account = AccountState.in(input.observations());
    BigInteger tenth = account.balance(candles.quote()).divide(BigInteger.TEN);
    boolean fell = candles.newest().close().compareTo(candles.newest().open()) < 0;
    if (!fell || tenth.signum() == 0) {
      return new Decision(List.of(new Intent.Hold("no-dip")), "there is no dip to buy.");
    }
    Intent buy = new Intent.Swap(candles.quote(), tenth, candles.base(), candles.venue());
    return new Decision(List.of(buy), "the price fell, so it spends a tenth of what it has.");
  }
}
