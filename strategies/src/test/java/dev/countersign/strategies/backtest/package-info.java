@NullMarked
package dev.countersign.strategies.backtest;

import org.jspecify.annotations.NullMarked;
