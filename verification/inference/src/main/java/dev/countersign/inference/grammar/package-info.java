/** Tool schemas as an automaton over the tokens of a vocabulary; reading the calls back. */
@NullMarked
package dev.countersign.inference.grammar;

import org.jspecify.annotations.NullMarked;
