// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PriceRule} from "./GateTypes.sol";
import {IAggregatorV3} from "./interfaces/IAggregatorV3.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title What a trade must bring in, by price feeds.
/// @notice Everything is valued in the one quote token of the rules: what was sold rounds up, what was bought rounds
/// down. A feed is read only for a token that was traded. The pool that was traded is never a reference, nor is a
/// constant. Does not look at the sequencer of a rollup: on one, name a feed that refuses to answer while it is down.
library PriceCheck {
    error StaleFeed(address feed, uint256 updatedAt);
    error BadRound(address feed, int256 answer);
    error NoPrice(address token);
    error PriceDeviation(uint256 sold, uint256 bought);

    /// @param sold the value of what left for trades, in the quote token
    /// @param bought the value of what came
    struct Traded {
        uint256 sold;
        uint256 bought;
    }

    /// @notice Adds what one token was sold and bought.
    function add(Traded memory traded, PriceRule[] calldata rules, address token, uint256 sold, uint256 bought)
        internal
        view
    {
        if (sold > 0) traded.sold += _value(rules, token, sold, Math.Rounding.Ceil);
        if (bought > 0) traded.bought += _value(rules, token, bought, Math.Rounding.Floor);
    }

    /// @notice Reverts unless what was bought is worth what was sold, less the deviation.
    function check(Traded memory traded, PriceRule[] calldata rules) internal pure {
        uint256 least = Math.mulDiv(traded.sold, 10_000 - rules[0].maxDeviationBps, 10_000, Math.Rounding.Ceil);
        require(traded.bought >= least, PriceDeviation(traded.sold, traded.bought));
    }

    function _value(PriceRule[] calldata rules, address token, uint256 amount, Math.Rounding rounding)
        private
        view
        returns (uint256)
    {
        if (token == rules[0].quote) {
            return amount;
        }
        for (uint256 i = 0; i < rules.length; i++) {
            PriceRule calldata rule = rules[i];
            if (rule.base == token) {
                uint256 scale = 10 ** (uint256(rule.feedDecimals) + rule.baseDecimals);
                return Math.mulDiv(amount, _answer(rule) * 10 ** rule.quoteDecimals, scale, rounding);
            }
        }
        revert NoPrice(token);
    }

    function _answer(PriceRule calldata rule) private view returns (uint256) {
        (uint80 round, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredIn) =
            IAggregatorV3(rule.feed).latestRoundData();
        bool sane = answer > 0 && answer <= type(int128).max && round != 0 && answeredIn >= round && startedAt != 0
            && startedAt <= updatedAt && updatedAt <= block.timestamp;
        require(sane, BadRound(rule.feed, answer));
        require(block.timestamp - updatedAt <= rule.maxAge, StaleFeed(rule.feed, updatedAt));
        return uint256(answer);
    }
}
