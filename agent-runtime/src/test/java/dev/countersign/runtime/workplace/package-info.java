@NullMarked
package dev.countersign.runtime.workplace;

import org.jspecify.annotations.NullMarked;
