/** Fixtures and tests of the tools. */
@NullMarked
package dev.countersign.tools;

import org.jspecify.annotations.NullMarked;
