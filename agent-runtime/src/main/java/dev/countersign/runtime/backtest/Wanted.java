package dev.countersign.runtime.backtest;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Manifest;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.strategies.backtest.Backtest;
import dev.countersign.strategies.backtest.HistoryRefused;
import dev.countersign.strategies.backtest.Outcome;
import dev.countersign.tools.WholeTokens;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What somebody wants of a backtest, in their words. */
public final class Wanted {
  private static final String DEFAULT_CAPITAL = "10000";

  /** Nobody holds an amount with more; one with as many takes no time to compute with. */
  private static final int MOST_DIGITS = 100;

  private Wanted() {}

  /**
   * The terms.
   *
   * @param capital whole tokens by symbol; none: so many of the quote token
   * @param depth whole quote tokens
   * @param gas whole quote tokens
   * @param from a date or an instant
   * @param to a date or an instant
   * @throws Failure with {@link Exit#CONFIGURATION} and a sentence that names the option
   * @throws HistoryRefused when the agent trades no pair that candles could price
   */
  public static Backtest.Terms terms(
      Manifest manifest,
      Map<String, String> capital,
      String depth,
      String gas,
      @Nullable String from,
      @Nullable String to)
      throws Failure, HistoryRefused {
    Manifest.Token base = Backtest.tokens(manifest).getFirst();
    Manifest.Token quote = Backtest.tokens(manifest).getLast();
    Map<Address, BigInteger> held = new TreeMap<>();
    if (capital.isEmpty()) {
      held.put(quote.address(), units("--capital", DEFAULT_CAPITAL, quote));
    }
    for (Map.Entry<String, String> entry : capital.entrySet()) {
      Manifest.Token token =
          List.of(base, quote).stream()
              .filter(each -> each.symbol().equals(entry.getKey()))
              .findFirst()
              .orElseThrow(
                  () ->
                      wrong(
                          "--capital names "
                              + entry.getKey()
                              + "; the candles price "
                              + base.symbol()
                              + " in "
                              + quote.symbol()));
      held.put(token.address(), units("--capital", entry.getValue(), token));
    }
    if (held.values().stream().allMatch(amount -> amount.signum() == 0)) {
      throw wrong("--capital is nothing, and nothing comes of nothing");
    }
    BigInteger depthUnits = units("--depth", depth, quote);
    if (depthUnits.signum() == 0) {
      throw wrong("--depth is zero, but a pool that is empty trades nothing");
    }
    OptionalLong start = time("--from", from);
    OptionalLong end = time("--to", to);
    if (start.isPresent() && end.isPresent() && start.getAsLong() >= end.getAsLong()) {
      throw wrong("--from is not before --to");
    }
    return new Backtest.Terms(manifest, held, start, end, depthUnits, units("--gas", gas, quote));
  }

  /** What is taken for granted, a sentence each. */
  public static List<String> assumptions(Backtest.Terms terms, Outcome outcome) {
    Manifest.Token quote = outcome.quote();
    String symbol = WholeTokens.name(terms.manifest(), quote.address());
    return List.of(
        "Decisions see closed candles only; a swap is filled at the opening price of the next one,"
            + " or not at all where there is none.",
        "The pool stands at the candle's price before each swap, and "
            + WholeTokens.plain(terms.depth(), quote.decimals())
            + " "
            + symbol
            + " move it by 1 %, at every price and time; fee and price impact are those of the"
            + " contracts, in integers.",
        "An executed slot costs "
            + WholeTokens.plain(terms.gas(), quote.decimals())
            + " "
            + symbol
            + " of gas, which is taken off the equity; one that reverts for slippage costs it too.",
        "The price references of the policy agree with the candles, which hold no second opinion.",
        "The candles are taken as prices of "
            + WholeTokens.name(terms.manifest(), outcome.base().address())
            + " in "
            + symbol
            + ", whatever market they are of.",
        "Buying and holding puts the same capital into "
            + WholeTokens.name(terms.manifest(), outcome.base().address())
            + " at the first close, through the same pool, and pays gas once.",
        "Verifiers, nodes and the network never fail.");
  }

  private static BigInteger units(String option, String whole, Manifest.Token token)
      throws Failure {
    try {
      BigDecimal number = new BigDecimal(whole.length() > 60 ? "" : whole);
      if (Math.abs((long) number.scale()) > MOST_DIGITS) {
        throw wrong(option + " is " + whole + ", which is no amount that an account can hold");
      }
      BigInteger units = number.movePointRight(token.decimals()).toBigIntegerExact();
      if (units.signum() < 0 || units.bitLength() > 128) {
        throw wrong(option + " is " + whole + ", which is no amount that an account can hold");
      }
      return units;
    } catch (NumberFormatException e) {
      throw wrong(option + " is \"" + whole + "\", which is no number");
    } catch (ArithmeticException e) {
      throw wrong(
          option
              + " is "
              + whole
              + ", but "
              + token.symbol()
              + " has only "
              + token.decimals()
              + " decimals");
    }
  }

  private static OptionalLong time(String option, @Nullable String text) throws Failure {
    if (text == null) {
      return OptionalLong.empty();
    }
    try {
      Instant instant =
          text.length() == 10
              ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
              : Instant.parse(text);
      return OptionalLong.of(instant.getEpochSecond());
    } catch (DateTimeException e) {
      throw wrong(
          option + " is \"" + text + "\"; write it like 2024-10-01 or 2024-10-01T06:00:00Z");
    }
  }

  private static Failure wrong(String sentence) {
    return new Failure(Exit.CONFIGURATION, sentence);
  }
}
