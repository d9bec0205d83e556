/** Engines that run a model and can run it again; model bundles by digest. */
@NullMarked
package dev.countersign.inference;

import org.jspecify.annotations.NullMarked;
