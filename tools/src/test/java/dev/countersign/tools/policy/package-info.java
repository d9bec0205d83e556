@NullMarked
package dev.countersign.tools.policy;

import org.jspecify.annotations.NullMarked;
