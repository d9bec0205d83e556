/** Accounts: making a Safe with its gate, and what only its cold owner can do. */
@NullMarked
package dev.countersign.runtime.account;

import org.jspecify.annotations.NullMarked;
