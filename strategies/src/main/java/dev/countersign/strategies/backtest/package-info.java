/**
 * The same agent over recorded candles: reading them, trading against pools that they set the price
 * of, and measuring what came of it. Decisions come from the evaluation that runs live; only what
 * it observes is made here.
 */
@NullMarked
package dev.countersign.strategies.backtest;

import org.jspecify.annotations.NullMarked;
