package dev.countersign.runtime.backtest;

import dev.countersign.strategies.backtest.LookAhead;
import dev.countersign.strategies.backtest.Outcome;
import dev.countersign.tools.WholeTokens;
import java.util.List;
import java.util.Map;

/** A report as one HTML page that needs nothing else, on a screen or on paper. */
final class Page {
  private static final int TRADES_SHOWN = 200;
  private static final String STYLE =
      """
      :root { color-scheme: light; }
      body { font: 15px/1.5 Helvetica, Arial, "Liberation Sans", sans-serif; color: #222831;
        margin: 0 auto; max-width: 1000px; padding: 28px 24px 60px; background: #fff; }
      h1 { font-size: 26px; margin: 0 0 4px; } h2 { font-size: 18px; margin: 34px 0 10px; }
      p { margin: 6px 0; } .sub { color: #5b6470; }
      .cards { display: grid; grid-template-columns: repeat(4, 1fr); gap: 12px; margin: 20px 0; }
      .card { border: 1px solid #dfe3e8; border-radius: 8px; padding: 12px 14px; }
      .card b { display: block; font-size: 22px; font-variant-numeric: tabular-nums; }
      .card span { color: #5b6470; font-size: 13px; }
      .up { color: #19734a; } .down { color: #b3263a; }
      .figures { columns: 2; column-gap: 40px; }
      .figures div { display: flex; justify-content: space-between; border-bottom: 1px solid #eef0f3;
        padding: 4px 0; break-inside: avoid; }
      .figures span { color: #5b6470; } .figures b { font-weight: 600; font-variant-numeric: tabular-nums; }
      .warning { border-left: 4px solid #c77700; background: #fff7e8; padding: 8px 14px; margin: 8px 0; }
      svg { width: 100%; height: auto; display: block; }
      table { border-collapse: collapse; width: 100%; font-size: 13px; font-variant-numeric: tabular-nums; }
      th { text-align: right; color: #5b6470; font-weight: 600; border-bottom: 2px solid #dfe3e8; padding: 5px 8px; }
      td { text-align: right; border-bottom: 1px solid #eef0f3; padding: 4px 8px; white-space: nowrap; }
      th:first-child, td:first-child { text-align: left; }
      ul { margin: 6px 0; padding-left: 20px; } li { margin: 3px 0; }
      @media print { body { padding: 0; max-width: none; font-size: 11px; }
        .card b { font-size: 16px; } h2 { break-after: avoid; } svg, .card, tr, .warning { break-inside: avoid; }
        thead { display: table-header-group; } }
      @page { size: A4; margin: 14mm; }
      """;

  private Page() {}

  static String of(Report report) {
    StringBuilder page = new StringBuilder();
    page.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
        .append(escaped(report.title()))
        .append("</title>\n<style>\n")
        .append(STYLE)
        .append("</style>\n</head>\n<body>\n");
    head(page, report);
    cards(page, report);
    page.append("<h2>Equity</h2>\n").append(report.equity().chart().svg("Equity over time"));
    page.append("<h2>Drawdown</h2>\n").append(report.drawdown().chart().svg("Drawdown over time"));
    page.append("<h2>Figures</h2>\n<div class=\"figures\">\n");
    for (Map.Entry<String, String> row : report.rows().entrySet()) {
      page.append(
          "<div><span>%s</span><b>%s</b></div>%n"
              .formatted(escaped(row.getKey()), escaped(row.getValue())));
    }
    page.append("</div>\n<h2>How slots ended</h2>\n<div class=\"figures\">\n");
    report
        .endings()
        .forEach(
            (ending, count) ->
                page.append(
                    "<div><span>%s</span><b>%d</b></div>%n".formatted(escaped(ending), count)));
    page.append("</div>\n");
    list(page, "What was taken for granted", report.assumptions());
    list(page, "What was noticed in the candles", report.history().notes());
    report.lookAhead().ifPresent(result -> lookAhead(page, result));
    trades(page, report);
    return page.append("</body>\n</html>\n").toString();
  }

  private static void head(StringBuilder page, Report report) {
    Outcome outcome = report.outcome();
    page.append("<h1>")
        .append(escaped(report.title()))
        .append("</h1>\n<p class=\"sub\">")
        .append(
            escaped(
                "%s of %s, %s to %s UTC, candles of %d s from %s (SHA-256 %s...)"
                    .formatted(
                        outcome.manifest().decide().strategy(),
                        report.symbol(outcome.base().address())
                            + "/"
                            + report.symbol(outcome.quote().address()),
                        Report.time(outcome.points().getFirst().time()),
                        Report.time(outcome.points().getLast().time()),
                        outcome.interval(),
                        report.history().name(),
                        report.history().digest().hex().substring(0, 12))))
        .append("</p>\n");
    for (String warning : report.warnings()) {
      page.append("<p class=\"warning\">").append(escaped(warning)).append("</p>\n");
    }
  }

  private static void cards(StringBuilder page, Report report) {
    page.append("<div class=\"cards\">\n");
    card(
        page,
        Report.percent(report.figures().totalReturn()),
        "total return",
        report.figures().totalReturn());
    card(
        page,
        Report.percent(report.figures().buyAndHold()),
        "buy and hold",
        report.figures().buyAndHold());
    card(page, Report.share(report.figures().maxDrawdown()), "maximum drawdown", 0);
    card(page, Report.ratio(report.figures().sharpe()), "Sharpe, yearly", 0);
    page.append("</div>\n");
  }

  private static void card(StringBuilder page, String value, String name, double sign) {
    String colour = sign > 0 ? " class=\"up\"" : sign < 0 ? " class=\"down\"" : "";
    page.append(
        "<div class=\"card\"><b%s>%s</b><span>%s</span></div>%n"
            .formatted(colour, escaped(value), escaped(name)));
  }

  private static void list(StringBuilder page, String title, List<String> sentences) {
    if (sentences.isEmpty()) {
      return;
    }
    page.append("<h2>").append(escaped(title)).append("</h2>\n<ul>\n");
    sentences.forEach(each -> page.append("<li>").append(escaped(each)).append("</li>\n"));
    page.append("</ul>\n");
  }

  private static void lookAhead(StringBuilder page, LookAhead.Result result) {
    page.append("<h2>Look-ahead check</h2>\n<p>")
        .append(result.compared())
        .append(" decisions were made again without or with another future; ")
        .append(result.findings().isEmpty() ? "none" : String.valueOf(result.findings().size()))
        .append(" changed.</p>\n");
    list(
        page,
        "Decisions that changed",
        result.findings().stream()
            .limit(20)
            .map(
                each ->
                    each.slot() + " (" + each.how() + "): " + each.before() + " / " + each.after())
            .toList());
  }

  private static void trades(StringBuilder page, Report report) {
    List<Outcome.Fill> fills = report.outcome().fills();
    page.append("<h2>Trades</h2>\n");
    if (fills.size() > TRADES_SHOWN) {
      page.append("<p class=\"sub\">The last ")
          .append(TRADES_SHOWN)
          .append(" of ")
          .append(fills.size())
          .append("; all are in trades.csv.</p>\n");
    }
    page.append(
        "<table>\n<thead><tr><th>time, UTC</th><th>sold</th><th>bought</th><th>price</th>"
            + "<th>fees, impact</th><th>gas</th><th>realised</th></tr></thead>\n<tbody>\n");
    for (Outcome.Fill fill :
        fills.subList(Math.max(0, fills.size() - TRADES_SHOWN), fills.size())) {
      page.append(
          "<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>%n"
              .formatted(
                  Report.time(fill.slot().anchor()),
                  escaped(amount(report, fill.tokenIn(), fill.amountIn())),
                  escaped(amount(report, fill.tokenOut(), fill.amountOut())),
                  WholeTokens.about(fill.price(), 18),
                  report.plain(fill.cost()),
                  report.plain(fill.gas()),
                  fill.tokenIn().equals(report.outcome().base().address())
                      ? report.plain(fill.realised())
                      : ""));
    }
    page.append("</tbody>\n</table>\n");
  }

  private static String amount(
      Report report, dev.countersign.receipt.Address token, java.math.BigInteger amount) {
    int decimals = report.outcome().manifest().token(token).orElseThrow().decimals();
    return WholeTokens.about(amount, decimals) + " " + report.symbol(token);
  }

  /** Text that is no markup. */
  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
