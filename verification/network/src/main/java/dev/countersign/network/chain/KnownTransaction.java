package dev.countersign.network.chain;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A transaction that a node knows, mined or waiting.
 *
 * @param hash its hash
 * @param from the sender
 * @param to the contract or recipient, empty for a deployment
 * @param nonce the sender's nonce
 * @param value the native coin, in wei
 * @param data the calldata
 * @param block the number of the block that has it, empty while it waits
 */
public record KnownTransaction(
    Bytes32 hash,
    Address from,
    Optional<Address> to,
    long nonce,
    BigInteger value,
    Bytes data,
    OptionalLong block) {}
