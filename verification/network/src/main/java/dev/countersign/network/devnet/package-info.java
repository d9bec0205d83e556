/**
 * The local network: a real EVM node on loopback, the published contracts, a treasury behind the
 * gate, and a market that follows recorded candles.
 */
@NullMarked
package dev.countersign.network.devnet;

import org.jspecify.annotations.NullMarked;
