@NullMarked
package dev.countersign.network.node;

import org.jspecify.annotations.NullMarked;
