// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgentRules} from "./AgentRules.sol";
import {Agent, Call, Route, TokenLimit} from "./GateTypes.sol";
import {SafeFlows} from "./SafeFlows.sol";
import {ISafe} from "./interfaces/ISafe.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title What the Safe is made to do.
/// @notice Guarantees: every call has one of the shapes that the agent's lists permit, to the last byte, none is of the
/// Safe or of the gate, and a call that fails, or a token that does not answer true, ends everything. A swap on Uniswap
/// sells no more than the approval before it allows, of the same token, buys a listed token, and pays the Safe. An
/// allowance that was given is zero again at the end. What the calls take is counted by their own words, which nobody
/// changes by paying into the Safe meanwhile.
/// @dev Executions run through this: errors are thrown with if, because require costs thirty gas more each.
abstract contract SafeCalls is SafeFlows {
    using AgentRules for Agent;
    using AgentRules for address[];
    using AgentRules for Route[];
    using AgentRules for TokenLimit[];

    // What a call is: a SWAP is a route that can be read, and from TRANSFER on it is one of a listed token. An enum would
    // be checked wherever it is compared.
    uint256 private constant ROUTE = 0;
    uint256 private constant SWAP = 1;
    uint256 private constant SEND = 2;
    uint256 private constant TRANSFER = 3;
    uint256 private constant APPROVE = 4;

    /// @dev Calldata of transfer(address,uint256) and approve(address,uint256).
    uint256 private constant TWO_WORD_CALL = 68;

    error CallNotPermitted(uint256 index);
    error CallFailed(uint256 index, bytes reason);
    error TokenRefused(uint256 index);
    error AllowanceLeft(address token, address spender, uint256 amount);

    /// @param books to which is added what the calls take
    /// @return brought where trades are priced, what each call that is a swap brought, as the router says
    function _perform(Call[] calldata calls, Agent calldata agent, Books memory books)
        internal
        returns (uint256[] memory brought)
    {
        bool priced = agent.pricesOf().length > 0;
        if (priced) brought = new uint256[](calls.length);
        uint256 approvals = 0;
        for (uint256 i = 0; i < calls.length; i++) {
            (uint256 target, uint256 value, bytes calldata data) = _callAt(calls, i);
            if (_isOurs(target)) revert AgentRules.ForbiddenTarget(address(uint160(target)));
            uint256 shape = _shapeOf(i, target, value, data, agent, books);
            if (shape == APPROVE) {
                if (i > 255) revert CallNotPermitted(i);
                approvals |= 1 << i;
            }
            bytes memory answer = _call(i, shape, target, value, data);
            if (priced && shape == SWAP) brought[i] = _lastWord(answer);
        }
        for (uint256 i = 0; approvals != 0; approvals >>= 1) {
            if (approvals & 1 == 1) _checkAllowance(calls, i);
            unchecked {
                i++;
            }
        }
    }

    /// @dev Adds to gone[token], which there is. What is too much for a number is too much for every cap.
    function _take(Books memory books, uint256 token, uint256 amount) private pure {
        assembly ("memory-safe") {
            let at := add(mload(add(books, 32)), shl(5, add(token, 1)))
            let sum := add(mload(at), amount)
            mstore(at, or(sum, sub(0, lt(sum, amount))))
        }
    }

    /// @dev The native coin is the first of the tokens, or not listed: then its cap is zero.
    function _takeCoins(Books memory books, TokenLimit[] calldata tokens, uint256 value) private pure {
        if (value != 0 && !tokens.lists(address(0))) revert OverActionCap(address(0), value, 0);
        _take(books, 0, value);
    }

    /// @dev Whether an address is the Safe or the gate, which is also the Safe's module guard.
    function _isOurs(uint256 target) private view returns (bool ours) {
        address account = safe;
        assembly ("memory-safe") {
            ours := or(eq(target, account), eq(target, address()))
        }
    }

    /// @dev calls[i], of calls whose form their hash has proved.
    /// @return target the whole word: one that is more than an address is in no list
    function _callAt(Call[] calldata calls, uint256 i)
        private
        pure
        returns (uint256 target, uint256 value, bytes calldata data)
    {
        assembly ("memory-safe") {
            let at := add(calls.offset, calldataload(add(calls.offset, shl(5, i))))
            target := calldataload(at)
            value := calldataload(add(at, 32))
            at := add(at, calldataload(add(at, 64)))
            data.offset := add(at, 32)
            data.length := calldataload(at)
        }
    }

    /// @dev Only what one of the three shapes has, to the last byte, is permitted. A route has at least four bytes, and is
    /// not called approve or transfer.
    /// @param books to which is added what the call takes
    function _shapeOf(
        uint256 i,
        uint256 target,
        uint256 value,
        bytes calldata data,
        Agent calldata agent,
        Books memory books
    ) private view returns (uint256 shape) {
        if (data.length == 0) {
            if (!agent.recipientsOf().contains(target)) revert CallNotPermitted(i);
            _takeCoins(books, agent.tokensOf(), value);
            return SEND;
        }
        bytes4 selector = _selectorOf(data);
        bool approval = selector == IERC20.approve.selector;
        if (approval || selector == IERC20.transfer.selector) {
            TokenLimit[] calldata tokens = agent.tokensOf();
            uint256 token = tokens.indexOf(target);
            if (token == tokens.length) revert CallNotPermitted(i);
            if ((data.length ^ TWO_WORD_CALL) | value != 0) revert CallNotPermitted(i);
            uint256 party = _word(data, 4);
            uint256 amount = _word(data, 36);
            _take(books, token, amount);
            if (!approval) {
                if (!agent.recipientsOf().contains(party)) revert CallNotPermitted(i);
                return TRANSFER;
            }
            if (!agent.routesOf().leadTo(party)) revert CallNotPermitted(i);
            (books.approved, books.most) = (target, amount);
            return APPROVE;
        }
        if (!agent.routesOf().permit(target, selector, data.length)) revert CallNotPermitted(i);
        if (value != 0) _takeCoins(books, agent.tokensOf(), value);
        if (selector == AgentRules.V2_SWAP) {
            // Amounts, where the path begins, recipient, deadline; then the path, of two.
            if (_word(data, 68) != 160) revert CallNotPermitted(i);
            _checkSwap(i, data, _word(data, 196), _word(data, 4), _word(data, 228), agent.tokensOf(), books);
            return SWAP;
        }
        if (selector == AgentRules.V3_SWAP) {
            // Tokens, fee, recipient, deadline, amounts, price limit.
            _checkSwap(i, data, _word(data, 4), _word(data, 164), _word(data, 36), agent.tokensOf(), books);
            return SWAP;
        }
        return ROUTE;
    }

    /// @dev A swap uses up what was approved last, buys a listed token, and pays the Safe.
    function _checkSwap(
        uint256 i,
        bytes calldata data,
        uint256 sold,
        uint256 amount,
        uint256 bought,
        TokenLimit[] calldata tokens,
        Books memory books
    ) private view {
        if (sold != books.approved || amount > books.most) revert CallNotPermitted(i);
        books.approved = 0;
        if (_word(data, 100) != uint160(safe)) revert CallNotPermitted(i);
        if (tokens.indexOf(bought) == tokens.length) revert CallNotPermitted(i);
    }

    /// @dev What transfers took of a token, and what swaps brought of it.
    function _tradeIn(address token, Call[] calldata calls, uint256[] memory brought)
        internal
        pure
        returns (uint256 paid, uint256 bought)
    {
        for (uint256 i = 0; i < calls.length; i++) {
            (uint256 target, uint256 value, bytes calldata data) = _callAt(calls, i);
            bytes4 selector = _selectorOf(data);
            if (data.length == 0) {
                if (token == address(0)) paid += value;
            } else if (selector == IERC20.transfer.selector) {
                if (target == uint160(token)) paid += _word(data, 36);
            } else if (selector != IERC20.approve.selector) {
                if (_word(data, selector == AgentRules.V2_SWAP ? 228 : 36) == uint160(token)) bought += brought[i];
            }
        }
    }

    function _selectorOf(bytes calldata data) private pure returns (bytes4) {
        return bytes4(bytes32(_word(data, 0)));
    }

    /// @dev Thirty-two bytes of calldata, which may reach beyond the end of the data.
    function _word(bytes calldata data, uint256 offset) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := calldataload(add(data.offset, offset))
        }
    }

    /// @dev What came of a swap: V2 answers the amounts of the path, V3 that one alone.
    function _lastWord(bytes memory answer) private pure returns (uint256 word) {
        if (answer.length >= 32) {
            assembly ("memory-safe") {
                word := mload(add(answer, mload(answer)))
            }
        }
    }

    /// @dev Some tokens answer nothing; one that answers must answer true.
    function _call(uint256 index, uint256 shape, uint256 target, uint256 value, bytes calldata data)
        private
        returns (bytes memory answer)
    {
        answer = _callSafe(index, target, value, data);
        if (shape >= TRANSFER) {
            bool agreed;
            assembly ("memory-safe") {
                let size := mload(answer)
                agreed := or(iszero(size), and(eq(size, 32), eq(mload(add(answer, 32)), 1)))
            }
            if (!agreed) revert TokenRefused(index);
        }
    }

    /// @dev What ISafe.execTransactionFromModuleReturnData would do, with the calldata copied and the answer kept where it
    /// is. The Safe answers false where the call failed; it reverts where it refuses the gate.
    function _callSafe(uint256 index, uint256 target, uint256 value, bytes calldata data)
        private
        returns (bytes memory answer)
    {
        address account = safe;
        bytes4 selector = ISafe.execTransactionFromModuleReturnData.selector;
        bool success;
        assembly ("memory-safe") {
            let free := mload(0x40)
            let padded := and(add(data.length, 31), not(31))
            mstore(free, selector)
            mstore(add(free, 4), target)
            mstore(add(free, 36), value)
            mstore(add(free, 68), 128)
            mstore(add(free, 100), 0)
            mstore(add(free, 132), data.length)
            calldatacopy(add(free, 164), data.offset, padded)
            success := call(gas(), account, 0, free, add(164, padded), 0, 0)
            let size := returndatasize()
            returndatacopy(free, 0, size)
            if or(iszero(success), lt(size, 96)) {
                revert(free, size)
            }
            // (bool success, bytes answer): a word, the offset 64, the length, the bytes.
            if or(iszero(eq(mload(add(free, 32)), 64)), gt(mload(add(free, 64)), sub(size, 96))) {
                revert(0, 0)
            }
            success := eq(mload(free), 1)
            answer := add(free, 64)
            mstore(0x40, and(add(add(free, size), 31), not(31)))
        }
        if (!success) revert CallFailed(index, answer);
    }

    function _checkAllowance(Call[] calldata calls, uint256 i) private view {
        (uint256 target,, bytes calldata data) = _callAt(calls, i);
        address token = address(uint160(target));
        address spender = address(uint160(_word(data, 4)));
        uint256 left = _ask(token, IERC20.allowance.selector, safe, spender);
        if (left != 0) revert AllowanceLeft(token, spender, left);
    }

    /// @dev A view of a token with one or two addresses, answered with a number. A token that is asked for one argument
    /// does not read the second.
    function _ask(address token, bytes4 selector, address first, address second) private view returns (uint256 answer) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, selector)
            mstore(add(free, 4), first)
            mstore(add(free, 36), second)
            let length := sub(68, mul(32, iszero(second)))
            if iszero(staticcall(gas(), token, free, length, 0, 32)) {
                returndatacopy(free, 0, returndatasize())
                revert(free, returndatasize())
            }
            if lt(returndatasize(), 32) {
                revert(0, 0)
            }
            answer := mload(0)
        }
    }
}
