/**
 * What an agent may do: one small, pure rule for each thing that is forbidden. Whatever these rules
 * refuse and the gate can see, the gate refuses too.
 */
@NullMarked
package dev.countersign.tools.policy;

import org.jspecify.annotations.NullMarked;
