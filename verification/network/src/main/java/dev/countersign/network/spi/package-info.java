/**
 * What a verifier must be able to run again, found with {@link java.util.ServiceLoader}:
 * observation sources, strategies, the planner and the policy. Implementations are pure but for
 * reads at the pinned block.
 */
@NullMarked
package dev.countersign.network.spi;

import org.jspecify.annotations.NullMarked;
