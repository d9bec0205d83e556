@NullMarked
package dev.countersign.runtime.run;

import org.jspecify.annotations.NullMarked;
