/**
 * The receipt format: manifests, receipts, bundles, verdicts, refusals, certificates, and checking
 * them offline.
 *
 * <p>An auditor depends on this package alone. Everything is immutable and thread-safe; nothing
 * here reads a clock, a file or a network.
 */
@NullMarked
package dev.countersign.receipt;

import org.jspecify.annotations.NullMarked;
