@NullMarked
package dev.countersign.runtime.agent;

import org.jspecify.annotations.NullMarked;
