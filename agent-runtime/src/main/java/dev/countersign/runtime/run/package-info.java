/**
 * The one path: observe, infer, decide, check, attest, execute, settle; and what it needs:
 * networks, models, keys and the journal of runs.
 */
@NullMarked
package dev.countersign.runtime.run;

import org.jspecify.annotations.NullMarked;
