/** What an agent can see on chain, as integers, at one pinned block. */
@NullMarked
package dev.countersign.tools.observe;

import org.jspecify.annotations.NullMarked;
