package dev.countersign.strategies.backtest;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Slot;
import java.math.BigInteger;
import java.util.List;

/**
 * What came of a backtest. Amounts are base units; values, fees and gas are base units of the quote
 * token; prices are whole quote tokens for a whole base token x 10^18.
 *
 * @param manifest the agent
 * @param base the token priced
 * @param quote the token that values are counted in
 * @param interval seconds of a candle
 * @param decisions one for each slot, in order
 * @param fills one for each swap, in order
 * @param points what everything was worth, at the beginning and whenever a candle closed
 * @param gas of all transactions, also of those that failed
 */
public record Outcome(
    Manifest manifest,
    Manifest.Token base,
    Manifest.Token quote,
    long interval,
    List<Decision> decisions,
    List<Fill> fills,
    List<Point> points,
    BigInteger gas) {
  /** Copies the lists. */
  public Outcome {
    decisions = List.copyOf(decisions);
    fills = List.copyOf(fills);
    points = List.copyOf(points);
  }

  /** How a slot ended. */
  public enum Ending {
    /** It traded. */
    TRADED,
    /** The strategy decided to do nothing. */
    HELD,
    /** The strategy or the policy refused. */
    REFUSED,
    /** It was allowed, and the market would not have carried it out. */
    NOT_EXECUTED
  }

  /**
   * One slot.
   *
   * @param slot the slot; its anchor is the time of the decision
   * @param ending how it ended
   * @param code the hold's reason, or the reason code of a refusal; empty for a trade
   * @param because one sentence
   */
  public record Decision(Slot slot, Ending ending, String code, String because) {}

  /**
   * One swap.
   *
   * @param slot the slot that decided it
   * @param venue where
   * @param tokenIn the token sold
   * @param amountIn what left
   * @param tokenOut the token bought
   * @param amountOut what came in
   * @param price the market's at that time
   * @param value of the base token that changed hands, at that price
   * @param fee what the pool kept
   * @param cost what was lost against the market's price: fee, price impact and rounding
   * @param gas what the transaction cost
   * @param realised for a sale of the base token: proceeds and gas less what it had cost on
   *     average; zero for a purchase
   */
  public record Fill(
      Slot slot,
      String venue,
      Address tokenIn,
      BigInteger amountIn,
      Address tokenOut,
      BigInteger amountOut,
      BigInteger price,
      BigInteger value,
      BigInteger fee,
      BigInteger cost,
      BigInteger gas,
      BigInteger realised) {}

  /**
   * A moment's books.
   *
   * @param time unix seconds
   * @param price the last one
   * @param held of the base token
   * @param cash of the quote token
   * @param gas all so far
   * @param equity what both are worth, less the gas
   * @param buyAndHold what the same capital would be worth, had all of it bought the base token at
   *     the beginning
   */
  public record Point(
      long time,
      BigInteger price,
      BigInteger held,
      BigInteger cash,
      BigInteger gas,
      BigInteger equity,
      BigInteger buyAndHold) {}
}
