"""Figures of a made-up backtest, by Python's own statistics: prints NAME VALUE lines.

FiguresTest makes the same series by the same generator and compares. Nothing of the Java code is used here; the
definitions are those of the Javadoc of Figures. Run: python3 make.py > ../../resources/dev/countersign/strategies/backtest/figures.txt
"""

import math
import statistics
from fractions import Fraction

DAY, YEAR, INTERVAL = 86_400, 365 * 86_400, 3_600


def numbers(state):
    """The linear congruential generator of ISO C's example rand()."""
    while True:
        state = (state * 1_103_515_245 + 12_345) % 2**31
        yield state


def series():
    own, hold, held = numbers(1), numbers(2), numbers(3)
    equity = [10_000_000_000]
    benchmark = [10_000_000_000]
    base = [0]
    for _ in range(499):
        equity.append(equity[-1] + (next(own) >> 12) % 200_001 * 1000 - 90_000_000)
        benchmark.append(benchmark[-1] + (next(hold) >> 12) % 400_001 * 1000 - 166_000_000)
        base.append((next(held) >> 10) % 4 * 10**18)
    return equity, benchmark, base


def fills():
    draw = numbers(4)
    for _ in range(60):
        sale = (next(draw) >> 10) % 2 == 1
        value = (next(draw) >> 7) % 500_000_000
        realised = (next(draw) >> 9) % 20_000_001 % 4_000_000 - 1_500_000 if sale else 0
        yield sale, value, value // 2000, value // 1900, realised


def returns(values):
    return [Fraction(b, a) - 1 for a, b in zip(values, values[1:])]


def drawdown(values):
    worst = Fraction(0)
    for i, value in enumerate(values):
        worst = max(worst, 1 - Fraction(value, max(values[: i + 1])))
    return float(worst)


def main():
    equity, benchmark, base = series()
    r = returns(equity)
    candles = YEAR / INTERVAL
    mean, deviation = float(statistics.mean(r)), statistics.stdev([float(x) for x in r])
    downside = math.sqrt(statistics.mean([float(min(x, 0)) ** 2 for x in r]))
    years = (len(equity) - 1) * INTERVAL / YEAR
    growth = math.exp(math.log(equity[-1] / equity[0]) / years) - 1
    trades = list(fills())
    sales = [x for x in trades if x[0]]
    won = sum(x[4] for x in sales if x[4] > 0)
    lost = -sum(x[4] for x in sales if x[4] < 0)
    h = [float(x) for x in returns(benchmark)]
    # 2,000 of the quote token for one of the base token, gas of 1,000 base units at each point.
    shares = [Fraction(b * 2000 * 10**6 // 10**18, e + i * 1000) for i, (b, e) in enumerate(zip(base, equity))]
    for name, value in {
        "totalReturn": equity[-1] / equity[0] - 1,
        "yearlyGrowth": growth,
        "volatility": deviation * math.sqrt(candles),
        "sharpe": mean / deviation * math.sqrt(candles),
        "sortino": mean / downside * math.sqrt(candles),
        "maxDrawdown": drawdown(equity),
        "calmar": growth / drawdown(equity),
        "winRate": sum(x[4] > 0 for x in sales) / len(sales),
        "profitFactor": won / lost,
        "exposure": float(statistics.mean(shares)),
        "timeInMarket": sum(b > 0 for b in base) / len(base),
        "turnover": sum(x[1] for x in trades) / float(statistics.mean(equity)),
        "buyAndHold": benchmark[-1] / benchmark[0] - 1,
        "buyAndHoldDrawdown": drawdown(benchmark),
        "buyAndHoldSharpe": statistics.mean(h) / statistics.stdev(h) * math.sqrt(candles),
        "trades": len(trades),
        "sales": len(sales),
        "traded": sum(x[1] for x in trades),
        "fees": sum(x[2] for x in trades),
        "costs": sum(x[3] for x in trades),
    }.items():
        print(name, repr(value))


main()
