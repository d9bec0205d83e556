/** What a person gets of a backtest: pictures, tables, and a page that explains them. */
@NullMarked
package dev.countersign.runtime.backtest;

import org.jspecify.annotations.NullMarked;
