/** The runtime inside Java programs. */
@NullMarked
package dev.countersign.examples;

import org.jspecify.annotations.NullMarked;
