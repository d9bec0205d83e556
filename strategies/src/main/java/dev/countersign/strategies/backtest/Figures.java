package dev.countersign.strategies.backtest;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;

/**
 * What a backtest comes to, in numbers. Ratios are fractions of one, in binary64; amounts are base
 * units of the quote token. A number that is not defined, for example a ratio whose divisor is
 * zero, is NaN.
 *
 * <p>Definitions, with r the simple returns of the equity from each point to the next ({@code
 * equity[i] / equity[i-1] - 1}; over a gap it is one return), n their number, and A the candles in
 * a year of 365 days of 86,400 seconds. The risk-free rate and the minimum acceptable return are
 * zero.
 *
 * <ul>
 *   <li>volatility: the sample standard deviation of r (divisor n - 1) x sqrt(A)
 *   <li>Sharpe: mean of r / sample standard deviation of r x sqrt(A) (Sharpe, The Sharpe Ratio,
 *       1994, scaled as independent returns are)
 *   <li>Sortino: mean of r / root of the mean of min(r, 0)^2 over all n x sqrt(A) (Sortino and
 *       Price, 1994)
 *   <li>yearly growth: (last equity / first)^(year / time between them) - 1
 *   <li>maximum drawdown: the largest fall from a highest point so far, as a fraction of it; on
 *       closes, so that what happens inside a candle is not seen
 *   <li>Calmar: yearly growth / maximum drawdown, over the whole period (Young, 1991, takes three
 *       years)
 *   <li>win rate: sales of the base token that realised more than zero / all such sales; what a
 *       sale realises is what it brings less gas and less the average cost of what was sold, which
 *       includes fees, impact and gas of the purchases
 *   <li>profit factor: the sum of what was won / the sum of what was lost in sales
 *   <li>exposure: the mean over all points of the base token's share of the value; time in the
 *       market: the share of points at which any is held
 *   <li>turnover: the value of all trades / the mean equity
 * </ul>
 *
 * @param first the equity at the beginning
 * @param last the equity at the end
 * @param totalReturn last / first - 1
 * @param yearlyGrowth of the equity
 * @param volatility in a year
 * @param sharpe in a year
 * @param sortino in a year
 * @param maxDrawdown a fraction
 * @param calmar a ratio
 * @param trades swaps that were filled
 * @param sales of the base token among them
 * @param winRate a fraction of the sales
 * @param profitFactor a ratio
 * @param exposure a fraction
 * @param timeInMarket a fraction
 * @param turnover a ratio
 * @param traded the value of all trades
 * @param fees what pools kept
 * @param costs what was lost against the market's price: fees, price impact, rounding
 * @param gas of all transactions
 * @param buyAndHold the same capital in the base token: its total return
 * @param buyAndHoldDrawdown its maximum drawdown
 * @param buyAndHoldSharpe its Sharpe ratio
 */
public record Figures(
    BigInteger first,
    BigInteger last,
    double totalReturn,
    double yearlyGrowth,
    double volatility,
    double sharpe,
    double sortino,
    double maxDrawdown,
    double calmar,
    int trades,
    int sales,
    double winRate,
    double profitFactor,
    double exposure,
    double timeInMarket,
    double turnover,
    BigInteger traded,
    BigInteger fees,
    BigInteger costs,
    BigInteger gas,
    double buyAndHold,
    double buyAndHoldDrawdown,
    double buyAndHoldSharpe) {
  private static final double YEAR = 365.0 * 86_400;

  /** The figures of an outcome. */
  public static Figures of(Outcome outcome) {
    List<Outcome.Point> points = outcome.points();
    Curve own = Curve.of(points.stream().map(Outcome.Point::equity).toList());
    Curve hold = Curve.of(points.stream().map(Outcome.Point::buyAndHold).toList());
    double candles = YEAR / outcome.interval();
    double years = (points.getLast().time() - points.getFirst().time()) / YEAR;
    double growth = StrictMath.pow(own.last() / own.first(), 1 / years) - 1;
    List<Outcome.Fill> sales =
        outcome.fills().stream()
            .filter(fill -> fill.tokenIn().equals(outcome.base().address()))
            .toList();
    BigInteger won = sum(sales, 1);
    BigInteger lost = sum(sales, -1).negate();
    long winners = sales.stream().filter(fill -> fill.realised().signum() > 0).count();
    BigInteger traded = total(outcome.fills().stream().map(Outcome.Fill::value).toList());
    return new Figures(
        points.getFirst().equity(),
        points.getLast().equity(),
        own.last() / own.first() - 1,
        growth,
        own.deviation() * StrictMath.sqrt(candles),
        own.mean() / own.deviation() * StrictMath.sqrt(candles),
        own.mean() / own.downside() * StrictMath.sqrt(candles),
        own.maxDrawdown(),
        growth / own.maxDrawdown(),
        outcome.fills().size(),
        sales.size(),
        (double) winners / sales.size(),
        won.doubleValue() / lost.doubleValue(),
        exposure(points),
        points.stream().filter(point -> point.held().signum() > 0).count() / (double) points.size(),
        traded.doubleValue() / own.meanEquity(),
        traded,
        total(outcome.fills().stream().map(Outcome.Fill::fee).toList()),
        total(outcome.fills().stream().map(Outcome.Fill::cost).toList()),
        outcome.gas(),
        hold.last() / hold.first() - 1,
        hold.maxDrawdown(),
        hold.mean() / hold.deviation() * StrictMath.sqrt(candles));
  }

  /** What was realised in sales of one sign. */
  private static BigInteger sum(List<Outcome.Fill> sales, int sign) {
    return total(
        sales.stream()
            .map(Outcome.Fill::realised)
            .filter(realised -> realised.signum() == sign)
            .toList());
  }

  private static BigInteger total(List<BigInteger> amounts) {
    return amounts.stream().reduce(BigInteger.ZERO, BigInteger::add);
  }

  private static double exposure(List<Outcome.Point> points) {
    double sum = 0;
    for (Outcome.Point point : points) {
      sum += share(point);
    }
    return sum / points.size();
  }

  /** The base token's share of what is held. */
  static double share(Outcome.Point point) {
    BigInteger all = point.equity().add(point.gas());
    return all.signum() == 0
        ? 0
        : new BigDecimal(all.subtract(point.cash())).doubleValue() / all.doubleValue();
  }

  /** Values over time, and what is said about them. */
  record Curve(
      double first,
      double last,
      double mean,
      double deviation,
      double downside,
      double maxDrawdown,
      double meanEquity) {
    static Curve of(List<BigInteger> values) {
      int n = values.size() - 1;
      double[] v = values.stream().mapToDouble(BigInteger::doubleValue).toArray();
      double sum = 0;
      double below = 0;
      double equity = v[0];
      double highest = v[0];
      double drawdown = 0;
      for (int i = 1; i < v.length; i++) {
        double r = v[i] / v[i - 1] - 1;
        sum += r;
        below += StrictMath.min(r, 0) * StrictMath.min(r, 0);
        equity += v[i];
        highest = StrictMath.max(highest, v[i]);
        drawdown = StrictMath.max(drawdown, (highest - v[i]) / highest);
      }
      double mean = sum / n;
      double squares = 0;
      for (int i = 1; i < v.length; i++) {
        double off = v[i] / v[i - 1] - 1 - mean;
        squares += off * off;
      }
      return new Curve(
          v[0],
          v[n],
          mean,
          StrictMath.sqrt(squares / (n - 1)),
          StrictMath.sqrt(below / n),
          drawdown,
          equity / v.length);
    }
  }
}
