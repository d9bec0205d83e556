/**
 * Kills a runtime that carries real actions to a real node, and looks whether each happened once.
 * {@link dev.countersign.tools.crash.CrashTable} is the command.
 */
@NullMarked
package dev.countersign.tools.crash;

import org.jspecify.annotations.NullMarked;
