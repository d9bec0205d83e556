// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Agent, PriceRule, Route, TokenLimit} from "./GateTypes.sol";
import {IAggregatorV3} from "./interfaces/IAggregatorV3.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";

/// @title What a registered agent must look like, and when one is narrower than another.
library AgentRules {
    uint8 private constant MOST_DECIMALS = 36;

    /// @dev How many of the last bits of a token's address stand for it in an agent's word. No two tokens of an agent have
    /// the same. Where a token of an earlier configuration had them too, its spending of the day counts for the later
    /// token as well.
    uint256 internal constant MARK_BITS = 43;

    /// @dev swapExactTokensForTokens of Uniswap V2's router, and exactInputSingle of V3's SwapRouter: with the only length
    /// that the gate reads, of eight words.
    bytes4 internal constant V2_SWAP = 0x38ed1739;
    bytes4 internal constant V3_SWAP = 0x414bf389;
    uint32 private constant SWAP_LENGTH = 260;

    /// @dev The account cannot be its own recipient: a transfer to itself would hide a sale of the same amount.
    struct Forbidden {
        address safe;
        address gate;
    }

    error NoManifest();
    error NoSuchProfile(uint8 profile);
    error NoThreshold();
    error NotAscending(uint256 index);
    error ForbiddenTarget(address target);
    error NotAContract(address target);
    error TokensAlike(address token);
    error RouterIsToken(address router);
    error BadRouteLength(uint32 length);
    error NoSwap(bytes4 selector);
    error BadPriceRule(uint256 index);
    error NotTighter();

    /// @notice Reverts unless the lists are in order and name nothing that an agent must not touch.
    function check(Agent calldata agent, Forbidden memory forbidden) internal view {
        require(agent.manifestHash != 0, NoManifest());
        require(agent.profile >= 1 && agent.profile <= 5, NoSuchProfile(agent.profile));
        require(agent.threshold > 0, NoThreshold());
        _checkTokens(agent.tokens, forbidden);
        _checkRecipients(agent.recipients, forbidden);
        _checkRoutes(agent, forbidden);
        _checkPrices(agent.prices, agent.tokens);
    }

    /// @notice Reverts unless everything that the next one may do, the current one may do too.
    /// @dev The manifest stays: another one is another agent. Tokens stay too, with caps down to zero, because a token
    /// that is not listed is not measured.
    function checkTighter(Agent calldata current, Agent calldata next) internal pure {
        require(next.manifestHash == current.manifestHash && next.profile == current.profile, NotTighter());
        require(next.threshold >= current.threshold, NotTighter());
        require(next.tokens.length == current.tokens.length, NotTighter());
        for (uint256 i = 0; i < next.tokens.length; i++) {
            TokenLimit calldata limit = next.tokens[i];
            TokenLimit calldata least = current.tokens[i];
            require(limit.token == least.token, NotTighter());
            require(limit.maxPerAction <= least.maxPerAction && limit.maxPerDay <= least.maxPerDay, NotTighter());
        }
        for (uint256 i = 0; i < next.recipients.length; i++) {
            require(contains(current.recipients, uint160(next.recipients[i])), NotTighter());
        }
        for (uint256 i = 0; i < next.routes.length; i++) {
            Route calldata route = next.routes[i];
            require(permit(current.routes, uint160(route.router), route.selector, route.length), NotTighter());
        }
        _checkTighterPrices(current.prices, next.prices);
    }

    /// @notice What stands for a token in an agent's word.
    function markOf(address token) internal pure returns (uint256) {
        return uint160(token) & ((1 << MARK_BITS) - 1);
    }

    // The form of these is known, because an agent's hash has proved it: Solidity would check every offset, index and
    // word again.

    function tokensOf(Agent calldata agent) internal pure returns (TokenLimit[] calldata tokens) {
        assembly ("memory-safe") {
            let at := add(agent, calldataload(add(agent, 32)))
            tokens.offset := add(at, 32)
            tokens.length := calldataload(at)
        }
    }

    function profileOf(Agent calldata agent) internal pure returns (uint256 profile) {
        assembly ("memory-safe") {
            profile := calldataload(add(agent, 64))
        }
    }

    function thresholdOf(Agent calldata agent) internal pure returns (uint256 threshold) {
        assembly ("memory-safe") {
            threshold := calldataload(add(agent, 128))
        }
    }

    function recipientsOf(Agent calldata agent) internal pure returns (address[] calldata recipients) {
        assembly ("memory-safe") {
            let at := add(agent, calldataload(add(agent, 160)))
            recipients.offset := add(at, 32)
            recipients.length := calldataload(at)
        }
    }

    function routesOf(Agent calldata agent) internal pure returns (Route[] calldata routes) {
        assembly ("memory-safe") {
            let at := add(agent, calldataload(add(agent, 96)))
            routes.offset := add(at, 32)
            routes.length := calldataload(at)
        }
    }

    function pricesOf(Agent calldata agent) internal pure returns (PriceRule[] calldata prices) {
        assembly ("memory-safe") {
            let at := add(agent, calldataload(add(agent, 192)))
            prices.offset := add(at, 32)
            prices.length := calldataload(at)
        }
    }

    /// @notice Whether an address is in a list.
    function contains(address[] calldata list, uint256 wanted) internal pure returns (bool found) {
        assembly ("memory-safe") {
            let end := add(list.offset, mul(list.length, 32))
            let at := list.offset
            for {} and(lt(at, end), iszero(eq(calldataload(at), wanted))) {} { at := add(at, 32) }
            found := lt(at, end)
        }
    }

    /// @notice Whether a token is in a list.
    function lists(TokenLimit[] calldata tokens, address wanted) internal pure returns (bool found) {
        return indexOf(tokens, uint160(wanted)) < tokens.length;
    }

    /// @notice Where in a list a token is; the list's length where it is not.
    function indexOf(TokenLimit[] calldata tokens, uint256 wanted) internal pure returns (uint256 index) {
        assembly ("memory-safe") {
            let end := add(tokens.offset, mul(tokens.length, 96))
            let at := tokens.offset
            for {} and(lt(at, end), iszero(eq(calldataload(at), wanted))) {} { at := add(at, 96) }
            index := div(sub(at, tokens.offset), 96)
        }
    }

    /// @notice Whether an address is the router of a route.
    function leadTo(Route[] calldata routes, uint256 router) internal pure returns (bool found) {
        assembly ("memory-safe") {
            let end := add(routes.offset, mul(routes.length, 96))
            let at := routes.offset
            for {} and(lt(at, end), iszero(eq(calldataload(at), router))) {} { at := add(at, 96) }
            found := lt(at, end)
        }
    }

    /// @notice Whether a call is one of the routes.
    function permit(Route[] calldata routes, uint256 router, bytes4 selector, uint256 length)
        internal
        pure
        returns (bool found)
    {
        assembly ("memory-safe") {
            let end := add(routes.offset, mul(routes.length, 96))
            for { let at := routes.offset } lt(at, end) { at := add(at, 96) } {
                let same := and(eq(calldataload(at), router), eq(calldataload(add(at, 32)), selector))
                if and(same, eq(calldataload(add(at, 64)), length)) {
                    found := 1
                    break
                }
            }
        }
    }

    /// @notice The token of an index that is below the list's length.
    function tokenAt(TokenLimit[] calldata tokens, uint256 index) internal pure returns (address token) {
        assembly ("memory-safe") {
            token := calldataload(add(tokens.offset, mul(index, 96)))
        }
    }

    /// @notice The caps of an index that is below the list's length.
    function capsAt(TokenLimit[] calldata tokens, uint256 index)
        internal
        pure
        returns (uint256 maxPerAction, uint256 maxPerDay)
    {
        assembly ("memory-safe") {
            let at := add(tokens.offset, mul(index, 96))
            maxPerAction := calldataload(add(at, 32))
            maxPerDay := calldataload(add(at, 64))
        }
    }

    function _checkTokens(TokenLimit[] calldata tokens, Forbidden memory forbidden) private view {
        for (uint256 i = 0; i < tokens.length; i++) {
            address token = tokens[i].token;
            require(i == 0 || token > tokens[i - 1].token, NotAscending(i));
            _checkTarget(token, forbidden);
            require(token == address(0) || token.code.length > 0, NotAContract(token));
            for (uint256 j = 0; j < i; j++) {
                require(markOf(token) != markOf(tokens[j].token), TokensAlike(token));
            }
        }
    }

    function _checkRecipients(address[] calldata recipients, Forbidden memory forbidden) private pure {
        for (uint256 i = 0; i < recipients.length; i++) {
            require(recipients[i] > (i == 0 ? address(0) : recipients[i - 1]), NotAscending(i));
            _checkTarget(recipients[i], forbidden);
        }
    }

    /// @dev What is traded where there are prices must be told from the call.
    function _checkRoutes(Agent calldata agent, Forbidden memory forbidden) private view {
        uint256 previous = 0;
        for (uint256 i = 0; i < agent.routes.length; i++) {
            Route calldata route = agent.routes[i];
            uint256 key = (uint256(uint160(route.router)) << 64) | (uint256(uint32(route.selector)) << 32) | route.length;
            require(key > previous, NotAscending(i));
            previous = key;
            _checkTarget(route.router, forbidden);
            require(route.router.code.length > 0, NotAContract(route.router));
            bool swap = route.selector == V2_SWAP || route.selector == V3_SWAP;
            require(swap ? route.length == SWAP_LENGTH : route.length >= 4, BadRouteLength(route.length));
            require(swap || agent.prices.length == 0, NoSwap(route.selector));
            require(!lists(agent.tokens, route.router), RouterIsToken(route.router));
        }
    }

    function _checkPrices(PriceRule[] calldata prices, TokenLimit[] calldata tokens) private view {
        for (uint256 i = 0; i < prices.length; i++) {
            PriceRule calldata rule = prices[i];
            require(i == 0 || rule.base > prices[i - 1].base, NotAscending(i));
            bool sound = rule.base != rule.quote && rule.quote == prices[0].quote
                && rule.maxDeviationBps == prices[0].maxDeviationBps && rule.maxDeviationBps < 10_000 && rule.maxAge > 0
                && lists(tokens, rule.base) && lists(tokens, rule.quote);
            require(sound, BadPriceRule(i));
            require(rule.feed.code.length > 0, NotAContract(rule.feed));
            bool exact = rule.feedDecimals == IAggregatorV3(rule.feed).decimals() && rule.feedDecimals <= MOST_DECIMALS
                && rule.baseDecimals == _decimals(rule.base) && rule.quoteDecimals == _decimals(rule.quote);
            require(exact, BadPriceRule(i));
        }
    }

    /// @dev Where there is no rule, any rule only takes away; where there are some, one more makes one more token
    /// tradable.
    function _checkTighterPrices(PriceRule[] calldata current, PriceRule[] calldata next) private pure {
        if (current.length == 0) {
            return;
        }
        require(next.length == current.length, NotTighter());
        for (uint256 i = 0; i < next.length; i++) {
            PriceRule calldata rule = next[i];
            PriceRule calldata least = current[i];
            bool same = rule.base == least.base && rule.quote == least.quote && rule.feed == least.feed
                && rule.baseDecimals == least.baseDecimals && rule.quoteDecimals == least.quoteDecimals
                && rule.feedDecimals == least.feedDecimals;
            bool tighter = rule.maxDeviationBps <= least.maxDeviationBps && rule.maxAge <= least.maxAge;
            require(same && tighter, NotTighter());
        }
    }

    function _checkTarget(address target, Forbidden memory forbidden) private pure {
        bool allowed = target != forbidden.safe && target != forbidden.gate;
        require(allowed, ForbiddenTarget(target));
    }

    function _decimals(address token) private view returns (uint8 decimals) {
        decimals = token == address(0) ? 18 : IERC20Metadata(token).decimals();
        require(decimals <= MOST_DECIMALS, BadPriceRule(0));
    }
}
