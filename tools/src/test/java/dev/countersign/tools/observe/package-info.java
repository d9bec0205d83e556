@NullMarked
package dev.countersign.tools.observe;

import org.jspecify.annotations.NullMarked;
