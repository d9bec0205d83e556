/**
 * Technical indicators on arrays of primitive numbers, each in two forms: one that is told a candle
 * at a time, and one over whole arrays.
 *
 * <p>Guarantees: both forms give the same bits. Only additions, subtractions, multiplications,
 * divisions, square roots and comparisons are used, in a stated order, so that every Java gives the
 * same bits. A value is NaN until enough candles were seen; afterwards it is NaN only where the
 * type says so. Periods are 1 to 100,000 candles, inputs are finite; anything else is an {@link
 * IllegalArgumentException}.
 *
 * <p>Does not guarantee anything where numbers overflow, beyond about 10<sup>150</sup>. The
 * incremental forms are for one thread.
 *
 * <p>{@link Sma}, {@link BollingerBands}, {@link DonchianChannel} and {@link Vwap} depend on the
 * candles of their period alone. The others remember everything they were told, weaker and weaker.
 */
@NullMarked
package dev.countersign.strategies.indicator;

import org.jspecify.annotations.NullMarked;
