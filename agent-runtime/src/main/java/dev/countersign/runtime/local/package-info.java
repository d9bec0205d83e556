/**
 * The local network as a person uses it: one command brings up an EVM node with a market on it and
 * three verifier nodes, all in the background, and one stops them.
 */
@NullMarked
package dev.countersign.runtime.local;

import org.jspecify.annotations.NullMarked;
