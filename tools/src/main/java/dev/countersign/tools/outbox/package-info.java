/**
 * One certified action, one effect, whatever crashes: what is going to happen is on the disk before
 * it happens, and only the chain says what did.
 */
@NullMarked
package dev.countersign.tools.outbox;

import org.jspecify.annotations.NullMarked;
