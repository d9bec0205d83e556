@NullMarked
package dev.countersign.strategies.indicator;

import org.jspecify.annotations.NullMarked;
