/** The runtime for Java programs: {@link dev.countersign.runtime.Countersign} is the way in. */
@NullMarked
package dev.countersign.runtime;

import org.jspecify.annotations.NullMarked;
