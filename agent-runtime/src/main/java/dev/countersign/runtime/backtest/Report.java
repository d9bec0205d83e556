package dev.countersign.runtime.backtest;

import dev.countersign.receipt.Address;
import dev.countersign.strategies.backtest.Figures;
import dev.countersign.strategies.backtest.History;
import dev.countersign.strategies.backtest.LookAhead;
import dev.countersign.strategies.backtest.Outcome;
import dev.countersign.tools.WholeTokens;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is reported of a backtest.
 *
 * @param title of the agent and its period
 * @param history what it ran over
 * @param outcome what came of it
 * @param figures in numbers
 * @param assumptions what was taken for granted, a sentence each
 * @param warnings what whoever reads it must know, a sentence each
 * @param lookAhead whether decisions knew the future, where that was checked
 */
public record Report(
    String title,
    History history,
    Outcome outcome,
    Figures figures,
    List<String> assumptions,
    List<String> warnings,
    Optional<LookAhead.Result> lookAhead) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** Copies the lists. */
  public Report {
    assumptions = List.copyOf(assumptions);
    warnings = List.copyOf(warnings);
  }

  /** A time as people read it, UTC. */
  public static String time(long unixSeconds) {
    return TIME.format(Instant.ofEpochSecond(unixSeconds));
  }

  /** An amount of the quote token with its symbol, to two decimals. */
  public String money(BigInteger amount) {
    return plain(amount) + " " + symbol(outcome.quote().address());
  }

  /** The same without the symbol. */
  String plain(BigInteger amount) {
    return String.format(
        Locale.ROOT, "%,.2f", amount.doubleValue() / Math.pow(10, outcome.quote().decimals()));
  }

  String symbol(Address token) {
    return WholeTokens.name(outcome.manifest(), token);
  }

  /** A fraction as a percentage, or a dash where it is not defined. */
  static String percent(double fraction) {
    return Double.isFinite(fraction) ? String.format(Locale.ROOT, "%+.2f %%", fraction * 100) : "-";
  }

  static String share(double fraction) {
    return Double.isFinite(fraction) ? String.format(Locale.ROOT, "%.2f %%", fraction * 100) : "-";
  }

  static String ratio(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f", value) : "-";
  }

  /** The figures by the names that people know, in the order of a report. */
  public Map<String, String> rows() {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("Final equity", money(figures.last()));
    rows.put("Total return", percent(figures.totalReturn()));
    rows.put("Buy and hold", percent(figures.buyAndHold()));
    rows.put("Yearly growth", percent(figures.yearlyGrowth()));
    rows.put("Maximum drawdown", share(figures.maxDrawdown()));
    rows.put("Maximum drawdown of buy and hold", share(figures.buyAndHoldDrawdown()));
    rows.put("Volatility, yearly", share(figures.volatility()));
    rows.put("Sharpe", ratio(figures.sharpe()));
    rows.put("Sharpe of buy and hold", ratio(figures.buyAndHoldSharpe()));
    rows.put("Sortino", ratio(figures.sortino()));
    rows.put("Calmar", ratio(figures.calmar()));
    rows.put("Trades", String.valueOf(figures.trades()));
    rows.put("Sales that won", share(figures.winRate()) + " of " + figures.sales());
    rows.put("Profit factor", ratio(figures.profitFactor()));
    rows.put("Exposure", share(figures.exposure()));
    rows.put("Time in the market", share(figures.timeInMarket()));
    rows.put("Turnover", ratio(figures.turnover()) + " x");
    rows.put("Pool fees", money(figures.fees()));
    rows.put("Fees and impact", money(figures.costs()));
    rows.put("Gas", money(figures.gas()));
    return rows;
  }

  /** How often slots ended how, with the code. */
  public Map<String, Integer> endings() {
    Map<String, Integer> endings = new TreeMap<>();
    for (Outcome.Decision decision : outcome.decisions()) {
      String ending = decision.ending().name().toLowerCase(Locale.ROOT).replace('_', ' ');
      endings.merge(
          decision.code().isEmpty() ? ending : ending + ": " + decision.code(), 1, Integer::sum);
    }
    return endings;
  }

  /** Equity of the agent and of buying and holding. */
  Plot equity() {
    double one = Math.pow(10, outcome.quote().decimals());
    return new Plot(
        340,
        times(),
        List.of(
            new Plot.Series(
                "buy and hold",
                "#b08a3e",
                values(point -> point.buyAndHold().doubleValue() / one),
                false),
            new Plot.Series(
                outcome.manifest().name(),
                "#1f6feb",
                values(point -> point.equity().doubleValue() / one),
                false)),
        value -> String.format(Locale.ROOT, "%,.0f", value));
  }

  /** How far the equity is below its highest so far. */
  Plot drawdown() {
    List<Double> below = new ArrayList<>();
    double highest = 0;
    for (Outcome.Point point : outcome.points()) {
      double equity = point.equity().doubleValue();
      highest = Math.max(highest, equity);
      below.add((equity - highest) / highest);
    }
    return new Plot(
        200,
        times(),
        List.of(new Plot.Series("below the highest so far", "#d1495b", below, true)),
        value -> String.format(Locale.ROOT, "%.1f %%", value * 100 + 0.0));
  }

  private long[] times() {
    return outcome.points().stream().mapToLong(Outcome.Point::time).toArray();
  }

  private List<Double> values(java.util.function.ToDoubleFunction<Outcome.Point> value) {
    return outcome.points().stream().map(value::applyAsDouble).toList();
  }
}
