package dev.countersign.tools.policy;

import dev.countersign.receipt.Reason;

/**
 * A rule says no.
 *
 * @param reason the code
 * @param sentence for a person, with the numbers
 */
public record Denial(Reason reason, String sentence) {}
