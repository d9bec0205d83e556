// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgentRules} from "./AgentRules.sol";
import {GateRegistry} from "./GateRegistry.sol";
import {Flow, TokenLimit} from "./GateTypes.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title What an action did to the Safe's balances, measured, and what its calls say that they took.
/// @notice Guarantees: of each listed token and of the native coin, the balance changed by at least what the flows say,
/// and did not fall where they say nothing; what the calls took by their own words, or what the balance fell by where
/// that is more, fits the caps of the action and of the day (UTC). What comes in counts for nothing.
/// @dev Executions run through this: errors are thrown with if, because require costs thirty gas more each.
abstract contract SafeFlows is GateRegistry {
    using AgentRules for TokenLimit[];

    /// @dev Of the tokens that were not the first to be spent on a day: the day since 1970 in the upper half, what was
    /// spent on it in the lower.
    mapping(bytes32 agentId => mapping(address token => uint256 dayAndSpent)) private _spent;

    /// @dev What an execution does, in the order of the tokens.
    /// @param deltas what the balances change by, of the native coin in the end
    /// @param gone what the calls take, by their own words
    /// @param approved the token of the last approval, as long as no swap has used it
    /// @param most and its amount
    struct Books {
        int256[] deltas;
        uint256[] gone;
        uint256 approved;
        uint256 most;
    }

    error FlowNotPermitted(address token);
    error FlowTooSmall(address token, int256 measured, int256 least);
    error UnexpectedOutflow(address token, int256 measured);
    error OverActionCap(address token, uint256 outflow, uint256 cap);
    error OverDayCap(address token, uint256 spent, uint256 cap);

    /// @notice What an agent has spent of a token since midnight UTC, in base units.
    function spentToday(bytes32 agentId, address token) external view returns (uint256) {
        (, uint256 spent) = _spentOf(_bitsOf(agentId), _dayAndMark(token), agentId, token);
        return spent;
    }

    /// @dev Books of so many tokens, with nothing in them, at a quarter of the gas of new.
    function _open(uint256 count) internal pure returns (Books memory books) {
        assembly ("memory-safe") {
            books := mload(0x40)
            let gone := add(books, 128)
            let deltas := add(gone, shl(5, add(count, 1)))
            let end := add(deltas, shl(5, add(count, 2)))
            mstore(0x40, end)
            calldatacopy(books, calldatasize(), sub(end, books))
            mstore(books, deltas)
            mstore(add(books, 32), gone)
            mstore(gone, count)
            mstore(deltas, add(count, 1))
        }
    }

    /// @dev Makes of each amount what the Safe holds less that amount: of zeros the balances, and of those, when they have
    /// changed, by how much. Of the listed tokens, and then of the native coin, listed or not. A change that is no int256
    /// would be one of a token that lies about its balances.
    function _measure(TokenLimit[] calldata tokens, int256[] memory amounts) internal view {
        bytes4 selector = IERC20.balanceOf.selector;
        address account = safe;
        assembly ("memory-safe") {
            let amount := add(amounts, 32)
            mstore(0, selector)
            mstore(4, account)
            let question := mload(0)
            let end := add(tokens.offset, mul(tokens.length, 96))
            for { let at := tokens.offset } lt(at, end) { at := add(at, 96) } {
                let token := calldataload(at)
                switch token
                case 0 { mstore(amount, sub(balance(account), mload(amount))) }
                default {
                    mstore(0, question) // Its last four bytes are still where they were: an answer has 32.
                    let answered := staticcall(gas(), token, 0, 36, 0, 32)
                    if or(iszero(answered), lt(returndatasize(), 32)) {
                        let free := mload(0x40)
                        returndatacopy(free, 0, returndatasize())
                        revert(free, returndatasize())
                    }
                    mstore(amount, sub(mload(0), mload(amount)))
                }
                amount := add(amount, 32)
            }
            mstore(amount, sub(balance(account), mload(amount)))
        }
    }

    function _settle(
        Books memory books,
        Flow[] calldata flows,
        TokenLimit[] calldata tokens,
        Word storage word,
        bytes32 agentId
    ) internal {
        uint256 count = tokens.length;
        uint256 flow = 0;
        int256 native = _deltaAt(books, count);
        if (native != 0 || _tells(flows, 0, address(0))) {
            if (count > 0 && tokens.tokenAt(0) == address(0)) {
                books.deltas[count] = 0; // It is the first of the tokens, too.
            } else {
                flow = _checkFlow(flows, 0, address(0), native);
            }
        }
        for (uint256 i = 0; i < count; i++) {
            int256 delta = _deltaAt(books, i);
            address token = tokens.tokenAt(i);
            flow = _checkFlow(flows, flow, token, delta);
            uint256 outflow = _outflow(books, i, delta);
            if (outflow != 0) {
                (uint256 maxPerAction, uint256 maxPerDay) = tokens.capsAt(i);
                if (outflow > maxPerAction) revert OverActionCap(token, outflow, maxPerAction);
                _spend(agentId, word, token, outflow, maxPerDay);
            }
        }
        if (flow == flows.length) return;
        revert FlowNotPermitted(flow < flows.length ? flows[flow].token : address(0));
    }

    /// @dev deltas[i], which there is.
    function _deltaAt(Books memory books, uint256 i) private pure returns (int256 delta) {
        assembly ("memory-safe") {
            delta := mload(add(mload(books), shl(5, add(i, 1))))
        }
    }

    /// @dev gone[i], which there is, or the fall of the balance where that is more.
    function _outflow(Books memory books, uint256 i, int256 delta) private pure returns (uint256 outflow) {
        assembly ("memory-safe") {
            outflow := mload(add(mload(add(books, 32)), shl(5, add(i, 1))))
            let fall := mul(sub(0, delta), slt(delta, 0))
            if gt(fall, outflow) { outflow := fall }
        }
    }

    /// @return next the index of the next flow: flows are in the order of the tokens, or are left over
    function _checkFlow(Flow[] calldata flows, uint256 flow, address token, int256 delta)
        private
        pure
        returns (uint256 next)
    {
        if (!_tells(flows, flow, token)) {
            if (delta < 0) revert UnexpectedOutflow(token, delta);
            return flow;
        }
        int256 least;
        assembly ("memory-safe") {
            least := calldataload(add(flows.offset, add(shl(6, flow), 32)))
        }
        if (delta < least) revert FlowTooSmall(token, delta, least);
        unchecked {
            return flow + 1;
        }
    }

    /// @dev Whether there is such a flow, and it is one of the token.
    function _tells(Flow[] calldata flows, uint256 flow, address token) private pure returns (bool told) {
        assembly ("memory-safe") {
            told := and(lt(flow, flows.length), eq(calldataload(add(flows.offset, shl(6, flow))), token))
        }
    }

    /// @param outflow and the cap of a day are below 2^128
    function _spend(bytes32 agentId, Word storage word, address token, uint256 outflow, uint256 maxPerDay) private {
        uint256 bits = word.bits;
        if (bits < REGISTERED) _refuseConfig(agentId); // Another one was registered while the calls ran.
        uint256 dayAndMark = _dayAndMark(token);
        (bool apart, uint256 spent) = _spentOf(bits, dayAndMark, agentId, token);
        unchecked {
            spent += outflow;
        }
        if (spent > maxPerDay) revert OverDayCap(token, spent, maxPerDay);
        if (apart) {
            _spent[agentId][token] = (_today() << 128) | spent;
        } else {
            word.bits = REGISTERED | (dayAndMark << 192) | (spent << 64) | uint64(bits);
        }
    }

    /// @return apart whether it is not for the agent's word to tell, because another token was spent first today
    function _spentOf(uint256 bits, uint256 dayAndMark, bytes32 agentId, address token)
        private
        view
        returns (bool apart, uint256 spent)
    {
        uint256 differ = ((bits << 1) >> 193) ^ dayAndMark;
        if (differ == 0) {
            return (false, uint128(bits >> 64));
        }
        if (differ >> AgentRules.MARK_BITS != 0) {
            return (false, 0); // Of another day: nothing was spent today.
        }
        uint256 dayAndSpent = _spent[agentId][token];
        return (true, dayAndSpent >> 128 == _today() ? uint128(dayAndSpent) : 0);
    }

    /// @dev The day and the mark of a token, as an agent's word has them.
    function _dayAndMark(address token) private view returns (uint256) {
        return (_today() << AgentRules.MARK_BITS) | AgentRules.markOf(token);
    }

    function _today() private view returns (uint256) {
        return block.timestamp / 1 days;
    }
}
