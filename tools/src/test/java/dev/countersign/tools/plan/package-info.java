@NullMarked
package dev.countersign.tools.plan;

import org.jspecify.annotations.NullMarked;
