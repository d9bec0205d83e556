@NullMarked
package dev.countersign.runtime.local;

import org.jspecify.annotations.NullMarked;
