package dev.countersign.runtime.backtest;

import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.strategies.backtest.Figures;
import dev.countersign.strategies.backtest.Outcome;
import dev.countersign.tools.WholeTokens;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A report as files: {@code report.html}, {@code report.json}, {@code trades.csv}, {@code
 * decisions.csv}, {@code equity.csv}, and the two pictures as SVG and PNG.
 *
 * <p>Guarantees: the same report gives the same bytes but for the PNGs, whose letters are those of
 * the machine's fonts. In the CSV files times are ISO 8601, amounts whole tokens, exactly.
 */
public final class ReportFiles {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Report report;

  /** The files of a report. */
  public ReportFiles(Report report) {
    this.report = report;
  }

  /** Writes them; those of an earlier report in the folder are replaced. */
  public void write(Path folder) throws Failure {
    try {
      Files.createDirectories(folder);
      text(folder, "report.html", Page.of(report));
      text(folder, "report.json", JSON.writeValueAsString(document()) + "\n");
      text(folder, "trades.csv", trades());
      text(folder, "decisions.csv", decisions());
      text(folder, "equity.csv", equity());
      picture(folder, "equity", report.equity().chart());
      picture(folder, "drawdown", report.drawdown().chart());
    } catch (IOException e) {
      throw new Failure(
          Exit.CONFIGURATION, "cannot write the report to " + folder + ": " + e.getMessage(), e);
    }
  }

  private static void text(Path folder, String name, String content) throws IOException {
    Files.writeString(folder.resolve(name), content, StandardCharsets.UTF_8);
  }

  private static void picture(Path folder, String name, Chart chart) throws IOException {
    text(folder, name + ".svg", chart.svg(name));
    Files.write(folder.resolve(name + ".png"), chart.png());
  }

  /** The report as JSON: numbers that are not defined are null, amounts are decimal strings. */
  public ObjectNode document() {
    Outcome outcome = report.outcome();
    ObjectNode document = JSON.createObjectNode();
    document.put("agent", outcome.manifest().name());
    document.put("manifest", outcome.manifest().digest().hex());
    document.put("strategy", outcome.manifest().decide().strategy());
    document.put("model", outcome.manifest().decide().model().id());
    document
        .putObject("data")
        .put("file", report.history().name())
        .put("sha256", report.history().digest().hex())
        .put("candles", report.history().size())
        .put("interval", outcome.interval());
    document.put("from", iso(outcome.points().getFirst().time()));
    document.put("to", iso(outcome.points().getLast().time()));
    document.put("base", report.symbol(outcome.base().address()));
    document.put("quote", report.symbol(outcome.quote().address()));
    document.set("figures", figures());
    ObjectNode endings = document.putObject("slots");
    endings.put("all", outcome.decisions().size());
    report.endings().forEach(endings::put);
    strings(document.putArray("warnings"), report.warnings());
    strings(document.putArray("assumptions"), report.assumptions());
    strings(document.putArray("notes"), report.history().notes());
    report
        .lookAhead()
        .ifPresent(
            result -> {
              ObjectNode check = document.putObject("lookAhead").put("compared", result.compared());
              ArrayNode changed = check.putArray("changed");
              result
                  .findings()
                  .forEach(
                      each ->
                          changed
                              .addObject()
                              .put("slot", each.slot().value())
                              .put("how", each.how())
                              .put("before", each.before())
                              .put("after", each.after()));
            });
    return document;
  }

  private static void strings(ArrayNode array, Iterable<String> sentences) {
    sentences.forEach(array::add);
  }

  private ObjectNode figures() {
    Figures figures = report.figures();
    ObjectNode node = JSON.createObjectNode();
    node.put("firstEquity", quote(figures.first()));
    node.put("lastEquity", quote(figures.last()));
    number(node, "totalReturn", figures.totalReturn());
    number(node, "yearlyGrowth", figures.yearlyGrowth());
    number(node, "volatility", figures.volatility());
    number(node, "sharpe", figures.sharpe());
    number(node, "sortino", figures.sortino());
    number(node, "maxDrawdown", figures.maxDrawdown());
    number(node, "calmar", figures.calmar());
    node.put("trades", figures.trades()).put("sales", figures.sales());
    number(node, "winRate", figures.winRate());
    number(node, "profitFactor", figures.profitFactor());
    number(node, "exposure", figures.exposure());
    number(node, "timeInMarket", figures.timeInMarket());
    number(node, "turnover", figures.turnover());
    node.put("traded", quote(figures.traded()));
    node.put("fees", quote(figures.fees()));
    node.put("feesAndImpact", quote(figures.costs()));
    node.put("gas", quote(figures.gas()));
    number(node, "buyAndHold", figures.buyAndHold());
    number(node, "buyAndHoldMaxDrawdown", figures.buyAndHoldDrawdown());
    number(node, "buyAndHoldSharpe", figures.buyAndHoldSharpe());
    return node;
  }

  private static void number(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, value);
    } else {
      node.putNull(name);
    }
  }

  private String trades() {
    StringBuilder csv =
        new StringBuilder(
            "time,slot,venue,sold,amount_in,bought,amount_out,price,value,fee,fees_and_impact,gas,realised\n");
    for (Outcome.Fill fill : report.outcome().fills()) {
      line(
          csv,
          iso(fill.slot().anchor()),
          fill.slot().toString(),
          fill.venue(),
          report.symbol(fill.tokenIn()),
          whole(fill.tokenIn(), fill.amountIn()),
          report.symbol(fill.tokenOut()),
          whole(fill.tokenOut(), fill.amountOut()),
          WholeTokens.plain(fill.price(), 18),
          quote(fill.value()),
          quote(fill.fee()),
          quote(fill.cost()),
          quote(fill.gas()),
          quote(fill.realised()));
    }
    return csv.toString();
  }

  private String decisions() {
    StringBuilder csv = new StringBuilder("time,slot,ending,code,because\n");
    for (Outcome.Decision decision : report.outcome().decisions()) {
      line(
          csv,
          iso(decision.slot().anchor()),
          decision.slot().toString(),
          decision.ending().name().toLowerCase(Locale.ROOT),
          decision.code(),
          "\"" + decision.because().replace("\"", "\"\"") + "\"");
    }
    return csv.toString();
  }

  private String equity() {
    StringBuilder csv = new StringBuilder("time,price,held,cash,gas,equity,buy_and_hold\n");
    for (Outcome.Point point : report.outcome().points()) {
      line(
          csv,
          iso(point.time()),
          WholeTokens.plain(point.price(), 18),
          whole(report.outcome().base().address(), point.held()),
          quote(point.cash()),
          quote(point.gas()),
          quote(point.equity()),
          quote(point.buyAndHold()));
    }
    return csv.toString();
  }

  private static void line(StringBuilder csv, String... cells) {
    csv.append(String.join(",", cells)).append('\n');
  }

  private String quote(BigInteger amount) {
    return whole(report.outcome().quote().address(), amount);
  }

  private String whole(dev.countersign.receipt.Address token, BigInteger amount) {
    return WholeTokens.plain(
        amount, report.outcome().manifest().token(token).orElseThrow().decimals());
  }

  private static String iso(long unixSeconds) {
    return Instant.ofEpochSecond(unixSeconds).toString();
  }
}
