@NullMarked
package dev.countersign.tools.store;

import org.jspecify.annotations.NullMarked;
