@NullMarked
package dev.countersign.tools.outbox;

import org.jspecify.annotations.NullMarked;
