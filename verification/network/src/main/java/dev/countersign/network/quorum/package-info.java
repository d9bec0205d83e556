/** Asks verifiers for their verdicts and makes a certificate of those that agree. */
@NullMarked
package dev.countersign.network.quorum;

import org.jspecify.annotations.NullMarked;
