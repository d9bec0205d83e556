/** The command-line steps of a training recipe that must use the code that later serves. */
@NullMarked
package dev.countersign.inference.recipe;

import org.jspecify.annotations.NullMarked;
