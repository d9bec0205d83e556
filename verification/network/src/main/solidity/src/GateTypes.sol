// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice One call that the Safe makes.
struct Call {
    address target;
    uint256 value;
    bytes data;
}

/// @notice What an action must do to the Safe's balance of a token: after minus before is at least this.
/// @param token address(0) is the native coin; strictly ascending in a list
struct Flow {
    address token;
    int256 least;
}

/// @notice What a verifier signs (EIP-712). It chooses no field.
/// @param validAfter unix seconds, inclusive
/// @param validUntil unix seconds, inclusive
/// @param profile 1 exact, 2 margin, 3 tee, 4 zk, 5 signed
struct Verdict {
    bytes32 receiptId;
    bytes32 agentId;
    uint64 slot;
    bytes32 manifestHash;
    bytes32 modelDigest;
    bytes32 inputDigest;
    bytes32 outputDigest;
    address account;
    bytes32 callsHash;
    uint64 validAfter;
    uint64 validUntil;
    uint8 profile;
}

/// @notice How much of a token may leave, in base units, whatever comes in meanwhile. Zero means nothing, never "no limit".
/// @param token address(0) is the native coin; strictly ascending in a list
/// @param maxPerAction of one execution
/// @param maxPerDay of the executions of one UTC day
struct TokenLimit {
    address token;
    uint128 maxPerAction;
    uint128 maxPerDay;
}

/// @notice A function that the Safe may call; strictly ascending in a list, by router, then selector, then length.
/// @dev Uniswap's swapExactTokensForTokens with a path of two, and exactInputSingle of V3's SwapRouter, are read. What
/// another function does shows in what was approved for it, and in the balances, only. One with the selector of approve
/// or transfer is never called.
/// @param length the exact length of the calldata in bytes, selector included
struct Route {
    address router;
    bytes4 selector;
    uint32 length;
}

/// @notice A token's price by a Chainlink-style feed: one whole base is worth answer / 10^feedDecimals whole quote.
/// @dev All rules of an agent have the same quote and the same deviation, so that trades with any number of legs have
/// one value; and all its routes are those that are read. Strictly ascending by base.
/// @param base the token priced; address(0) is the native coin
/// @param quote the token that values are counted in
/// @param feed the aggregator
/// @param baseDecimals of the base token, at most 36
/// @param quoteDecimals of the quote token, at most 36
/// @param feedDecimals of the feed's answer, at most 36
/// @param maxDeviationBps how much less than the sold value a trade may bring, in 1/10,000; below 10,000
/// @param maxAge seconds after which an answer is stale
struct PriceRule {
    address base;
    address quote;
    address feed;
    uint8 baseDecimals;
    uint8 quoteDecimals;
    uint8 feedDecimals;
    uint16 maxDeviationBps;
    uint32 maxAge;
}

/// @notice What an agent may do. The gate stores its hash, keccak256(abi.encode(agent)); callers bring the rest.
/// @dev In this order execute has the lowest selector of the gate. The compiler's dispatcher compares selectors one by
/// one, ascending, so any other order costs each execution up to 700 gas.
/// @param manifestHash SHA-256 of the agent's manifest
/// @param tokens what it may move, and what is measured
/// @param profile the one profile that its verdicts may have
/// @param routes what else it may call
/// @param threshold how many verifiers must have signed, more than half of those registered
/// @param recipients who transfers may go to; strictly ascending
/// @param prices empty where trades are not compared with a feed
struct Agent {
    bytes32 manifestHash;
    TokenLimit[] tokens;
    uint8 profile;
    Route[] routes;
    uint8 threshold;
    address[] recipients;
    PriceRule[] prices;
}

/// @notice What an execution did to the Safe's balance of a token: after minus before.
struct Measured {
    address token;
    int256 delta;
}
