@NullMarked
package dev.countersign.runtime.watch;

import org.jspecify.annotations.NullMarked;
