/**
 * Attacks on a user's own agent, on a local network made for them: what an attacker tries, who must
 * stop it, and whether it was stopped.
 */
@NullMarked
package dev.countersign.runtime.redteam;

import org.jspecify.annotations.NullMarked;
