@NullMarked
package dev.countersign.strategies;

import org.jspecify.annotations.NullMarked;
