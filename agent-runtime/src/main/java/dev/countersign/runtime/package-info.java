/** Agent file to the one path; the store; the command line. */
@NullMarked
package dev.countersign.runtime;

import org.jspecify.annotations.NullMarked;
