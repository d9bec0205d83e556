/** Language models: what is said to them, what they answer, and the check of an answer. */
@NullMarked
package dev.countersign.inference.language;

import org.jspecify.annotations.NullMarked;
