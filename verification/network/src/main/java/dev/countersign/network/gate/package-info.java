/** The gate on chain, seen from Java: what to send it, what it says, and why it refused. */
@NullMarked
package dev.countersign.network.gate;

import org.jspecify.annotations.NullMarked;
