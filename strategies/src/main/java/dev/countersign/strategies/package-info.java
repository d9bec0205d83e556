/** Decision makers: pure functions from observations and a model's output to intents. */
@NullMarked
package dev.countersign.strategies;

import org.jspecify.annotations.NullMarked;
