/** Agents to copy and an embedding example. */
@NullMarked
package dev.countersign.examples;

import org.jspecify.annotations.NullMarked;
