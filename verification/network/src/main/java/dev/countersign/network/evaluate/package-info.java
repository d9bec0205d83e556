/**
 * From a slot to calls: observe, infer, decide, plan and check. The runtime runs it to make a
 * receipt and a verifier runs it again to judge one.
 */
@NullMarked
package dev.countersign.network.evaluate;

import org.jspecify.annotations.NullMarked;
