package dev.countersign.inference.decoder;

import java.nio.FloatBuffer;

/**
 * What a run gives.
 *
 * @param logits one row of the vocabulary's length for each row that was asked for, on the heap
 * @param present the past with the run's tokens behind it; the caller closes it
 */
public record Step(FloatBuffer logits, KvCache present) {}
