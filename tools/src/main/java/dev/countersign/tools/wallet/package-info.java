/** Keys at rest, and signed transactions whose hash is known before anybody sees them. */
@NullMarked
package dev.countersign.tools.wallet;

import org.jspecify.annotations.NullMarked;
