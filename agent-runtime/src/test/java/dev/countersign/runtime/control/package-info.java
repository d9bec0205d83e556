@NullMarked
package dev.countersign.runtime.control;

import org.jspecify.annotations.NullMarked;
