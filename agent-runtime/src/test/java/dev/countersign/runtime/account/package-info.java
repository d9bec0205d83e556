/** Accounts on a real chain. */
@NullMarked
package dev.countersign.runtime.account;

import org.jspecify.annotations.NullMarked;
