/** An EVM node by its JSON-RPC URL. */
@NullMarked
package dev.countersign.network.chain;

import org.jspecify.annotations.NullMarked;
