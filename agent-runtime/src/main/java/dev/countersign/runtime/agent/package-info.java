/**
 * What a user writes: the agent file and its Java builder, the networks file, the lock file; and
 * what they resolve to, the manifest.
 */
@NullMarked
package dev.countersign.runtime.agent;

import org.jspecify.annotations.NullMarked;
