package dev.countersign.tools.wallet;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;

/**
 * A signed transaction. Whoever has it can send it, as often as they like, with one effect at most.
 *
 * @param hash the keccak-256 of the raw bytes: its name on the chain
 * @param raw what nodes take
 * @param from the sender
 * @param transaction what was signed
 */
public record SignedTransaction(
    Bytes32 hash, Bytes raw, Address from, UnsignedTransaction transaction) {}
