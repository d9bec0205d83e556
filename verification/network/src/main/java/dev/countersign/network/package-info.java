/** Verifier nodes, the quorum client, the gate on chain, and what both sides of a verdict share. */
@NullMarked
package dev.countersign.network;

import org.jspecify.annotations.NullMarked;
