@NullMarked
package dev.countersign.runtime.redteam;

import org.jspecify.annotations.NullMarked;
