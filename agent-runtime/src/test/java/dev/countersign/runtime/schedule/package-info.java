@NullMarked
package dev.countersign.runtime.schedule;

import org.jspecify.annotations.NullMarked;
