/** How commands reach the process that keeps agents running. */
@NullMarked
package dev.countersign.runtime.control;

import org.jspecify.annotations.NullMarked;
