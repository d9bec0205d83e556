/** Watching agents that are kept running: notifications and measurements. */
@NullMarked
package dev.countersign.runtime.watch;

import org.jspecify.annotations.NullMarked;
