// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Agent, PriceRule, Route, TokenLimit} from "./GateTypes.sol";
import {IAggregatorV3} from "./interfaces/IAggregatorV3.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";

/// @title What a registered agent must look like, and when one is narrower than another.
library AgentRules {
    uint8 private constant MOST_DECIMALS = 36;

    /// @dev The account cannot be its own recipient: a transfer to itself would hide a sale of the same amount.
    struct Forbidden {
        address safe;
        address gate;
        address guard;
    }

    error NoManifest();
    error NoSuchProfile(uint8 profile);
    error NoThreshold();
    error NotAscending(uint256 index);
    error ForbiddenTarget(address target);
    error NotAContract(address target);
    error RouterIsToken(address router);
    error BadRouteLength(uint32 length);
    error BadPriceRule(uint256 index);
    error NotTighter();

    /// @notice Reverts unless the lists are in order and name nothing that an agent must not touch.
    function check(Agent calldata agent, Forbidden memory forbidden) internal view {
        require(agent.manifestHash != 0, NoManifest());
        require(agent.profile >= 1 && agent.profile <= 5, NoSuchProfile(agent.profile));
        require(agent.threshold > 0, NoThreshold());
        _checkTokens(agent.tokens, forbidden);
        _checkRecipients(agent.recipients, forbidden);
        _checkRoutes(agent.routes, agent.tokens, forbidden);
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
            require(contains(current.recipients, next.recipients[i]), NotTighter());
        }
        for (uint256 i = 0; i < next.routes.length; i++) {
            Route calldata route = next.routes[i];
            require(permit(current.routes, route.router, route.selector, route.length), NotTighter());
        }
        _checkTighterPrices(current.prices, next.prices);
    }

    // These search lists whose form is known: Solidity would check every index and every word again.

    /// @notice Whether an address is in a list.
    function contains(address[] calldata list, address wanted) internal pure returns (bool found) {
        assembly ("memory-safe") {
            let end := add(list.offset, mul(list.length, 32))
            for { let at := list.offset } lt(at, end) { at := add(at, 32) } {
                found := or(found, eq(calldataload(at), wanted))
            }
        }
    }

    /// @notice Whether a token is in a list.
    function lists(TokenLimit[] calldata tokens, address wanted) internal pure returns (bool found) {
        assembly ("memory-safe") {
            let end := add(tokens.offset, mul(tokens.length, 96))
            for { let at := tokens.offset } lt(at, end) { at := add(at, 96) } {
                found := or(found, eq(calldataload(at), wanted))
            }
        }
    }

    /// @notice Whether an address is the router of a route.
    function leadTo(Route[] calldata routes, address router) internal pure returns (bool found) {
        assembly ("memory-safe") {
            let end := add(routes.offset, mul(routes.length, 96))
            for { let at := routes.offset } lt(at, end) { at := add(at, 96) } {
                found := or(found, eq(calldataload(at), router))
            }
        }
    }

    /// @notice Whether a call is one of the routes.
    function permit(Route[] calldata routes, address router, bytes4 selector, uint256 length)
        internal
        pure
        returns (bool found)
    {
        assembly ("memory-safe") {
            let end := add(routes.offset, mul(routes.length, 96))
            for { let at := routes.offset } lt(at, end) { at := add(at, 96) } {
                let same := and(eq(calldataload(at), router), eq(calldataload(add(at, 32)), selector))
                found := or(found, and(same, eq(calldataload(add(at, 64)), length)))
            }
        }
    }

    /// @notice The token of an index that is below the list's length.
    function tokenAt(TokenLimit[] calldata tokens, uint256 index) internal pure returns (address token) {
        assembly ("memory-safe") {
            token := calldataload(add(tokens.offset, mul(index, 96)))
        }
    }

    function _checkTokens(TokenLimit[] calldata tokens, Forbidden memory forbidden) private view {
        for (uint256 i = 0; i < tokens.length; i++) {
            address token = tokens[i].token;
            require(i == 0 || token > tokens[i - 1].token, NotAscending(i));
            _checkTarget(token, forbidden);
            require(token == address(0) || token.code.length > 0, NotAContract(token));
        }
    }

    function _checkRecipients(address[] calldata recipients, Forbidden memory forbidden) private pure {
        for (uint256 i = 0; i < recipients.length; i++) {
            require(recipients[i] > (i == 0 ? address(0) : recipients[i - 1]), NotAscending(i));
            _checkTarget(recipients[i], forbidden);
        }
    }

    function _checkRoutes(Route[] calldata routes, TokenLimit[] calldata tokens, Forbidden memory forbidden)
        private
        view
    {
        uint256 previous = 0;
        for (uint256 i = 0; i < routes.length; i++) {
            Route calldata route = routes[i];
            uint256 key = (uint256(uint160(route.router)) << 64) | (uint256(uint32(route.selector)) << 32) | route.length;
            require(key > previous, NotAscending(i));
            previous = key;
            _checkTarget(route.router, forbidden);
            require(route.router.code.length > 0, NotAContract(route.router));
            require(route.length >= 4, BadRouteLength(route.length));
            require(!lists(tokens, route.router), RouterIsToken(route.router));
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
        bool allowed = target != forbidden.safe && target != forbidden.gate && target != forbidden.guard;
        require(allowed, ForbiddenTarget(target));
    }

    function _decimals(address token) private view returns (uint8 decimals) {
        decimals = token == address(0) ? 18 : IERC20Metadata(token).decimals();
        require(decimals <= MOST_DECIMALS, BadPriceRule(0));
    }
}
