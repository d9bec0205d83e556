/**
 * Where a runtime works: its files, its database, the networks it connects to. Below it time,
 * chance, the environment and passphrases are passed in; here they come from its caller.
 */
@NullMarked
package dev.countersign.runtime.workplace;

import org.jspecify.annotations.NullMarked;
