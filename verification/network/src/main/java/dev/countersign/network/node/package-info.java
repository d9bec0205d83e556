/** A verifier node: re-checks receipts and signs verdicts, at most one for each slot. */
@NullMarked
package dev.countersign.network.node;

import org.jspecify.annotations.NullMarked;
