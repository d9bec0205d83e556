/** What holds across all modules. */
@NullMarked
package dev.countersign.examples;

import org.jspecify.annotations.NullMarked;
