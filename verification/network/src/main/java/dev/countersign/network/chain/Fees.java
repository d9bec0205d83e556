package dev.countersign.network.chain;

import java.math.BigInteger;

/**
 * What a transaction of the next block pays for a unit of gas (EIP-1559).
 *
 * @param baseFee of the next block, in wei
 * @param priorityFee the median tip of recent blocks, in wei
 */
public record Fees(BigInteger baseFee, BigInteger priorityFee) {}
