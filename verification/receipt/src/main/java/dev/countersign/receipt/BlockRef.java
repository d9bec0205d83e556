package dev.countersign.receipt;

/**
 * A block by its number, hash and time.
 *
 * @param number its height
 * @param hash its hash
 * @param timestamp its unix seconds
 */
public record BlockRef(long number, Bytes32 hash, long timestamp) {}
