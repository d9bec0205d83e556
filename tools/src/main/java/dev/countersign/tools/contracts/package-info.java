/**
 * Contracts of others that are read and called: ERC-20 (EIP-20), Uniswap V2 and V3, Chainlink-style
 * feeds.
 */
@NullMarked
package dev.countersign.tools.contracts;

import org.jspecify.annotations.NullMarked;
