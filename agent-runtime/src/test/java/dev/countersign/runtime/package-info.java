/** The runtime for Java programs. */
@NullMarked
package dev.countersign.runtime;

import org.jspecify.annotations.NullMarked;
