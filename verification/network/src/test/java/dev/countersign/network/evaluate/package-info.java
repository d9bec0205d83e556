@NullMarked
package dev.countersign.network.evaluate;

import org.jspecify.annotations.NullMarked;
