/** What an engine or a feature function provides. */
@NullMarked
package dev.countersign.inference.spi;

import org.jspecify.annotations.NullMarked;
