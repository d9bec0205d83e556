/** The command line. */
@NullMarked
package dev.countersign.runtime.cli;

import org.jspecify.annotations.NullMarked;
