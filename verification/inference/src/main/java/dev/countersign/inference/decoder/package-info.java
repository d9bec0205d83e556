/** Decoder-only transformers: import, the graph whose bits can be reproduced, weights, runs. */
@NullMarked
package dev.countersign.inference.decoder;

import org.jspecify.annotations.NullMarked;
