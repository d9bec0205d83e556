@NullMarked
package dev.countersign.tools.wallet;

import org.jspecify.annotations.NullMarked;
