/** The tools on a real node: exchanges, a Safe behind the gate, recorded candles. */
@NullMarked
package dev.countersign.tools.devnet;

import org.jspecify.annotations.NullMarked;
