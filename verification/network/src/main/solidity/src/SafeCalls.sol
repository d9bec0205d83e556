// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgentRules} from "./AgentRules.sol";
import {GateRegistry} from "./GateRegistry.sol";
import {Agent, Call, Route, TokenLimit} from "./GateTypes.sol";
import {ISafe} from "./interfaces/ISafe.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title What the Safe is made to do.
/// @notice Guarantees: every call has one of the shapes that the agent's lists permit, to the last byte, none is of the
/// Safe or of the gate, and a call that fails, or a token that does not answer true, ends everything. An allowance that
/// was given is zero again at the end.
/// @dev Executions run through this: errors are thrown with if, because require costs thirty gas more each.
abstract contract SafeCalls is GateRegistry {
    using AgentRules for Agent;
    using AgentRules for address[];
    using AgentRules for Route[];
    using AgentRules for TokenLimit[];

    // What a call is: from TRANSFER on one of a listed token. An enum would be checked wherever it is compared.
    uint256 private constant FORBIDDEN = 0;
    uint256 private constant ROUTE = 1;
    uint256 private constant SEND = 2;
    uint256 private constant TRANSFER = 3;
    uint256 private constant APPROVE = 4;

    /// @dev Calldata of transfer(address,uint256) and approve(address,uint256).
    uint256 private constant TWO_WORD_CALL = 68;

    error CallNotPermitted(uint256 index);
    error CallFailed(uint256 index, bytes reason);
    error TokenRefused(uint256 index);
    error AllowanceLeft(address token, address spender, uint256 amount);

    /// @return transferred where trades are priced, what each call that is a transfer took from the Safe, measured
    function _perform(Call[] calldata calls, Agent calldata agent) internal returns (uint256[] memory transferred) {
        uint256 count = calls.length;
        if (agent.pricesOf().length > 0) {
            transferred = new uint256[](count);
        }
        uint256 approvals = 0;
        for (uint256 i = 0; i < count; i++) {
            (address target, uint256 value, bytes calldata data) = _callAt(calls, i);
            if (_isOurs(target)) revert AgentRules.ForbiddenTarget(target);
            uint256 shape = _shapeOf(target, value, data, agent);
            if (shape == FORBIDDEN) revert CallNotPermitted(i);
            if (shape == APPROVE) {
                if (i > 255) revert CallNotPermitted(i);
                approvals |= 1 << i;
            }
            if (transferred.length > 0 && (shape == SEND || shape == TRANSFER)) {
                address moved = shape == SEND ? address(0) : target;
                uint256 held = _balance(moved);
                _call(i, shape, target, value, data);
                uint256 holds = _balance(moved);
                transferred[i] = held > holds ? held - holds : 0;
            } else {
                _call(i, shape, target, value, data);
            }
        }
        for (uint256 i = 0; approvals != 0; i++) {
            if (approvals & 1 == 1) _checkAllowance(calls, i);
            approvals >>= 1;
        }
    }

    /// @dev Whether an address is the Safe or the gate, which is also the Safe's module guard.
    function _isOurs(address target) private view returns (bool ours) {
        address account = safe;
        assembly ("memory-safe") {
            ours := or(eq(target, account), eq(target, address()))
        }
    }

    /// @dev calls[i], of calls whose form their hash has proved.
    function _callAt(Call[] calldata calls, uint256 i)
        private
        pure
        returns (address target, uint256 value, bytes calldata data)
    {
        uint256 word;
        assembly ("memory-safe") {
            let at := add(calls.offset, calldataload(add(calls.offset, shl(5, i))))
            word := calldataload(at)
            value := calldataload(add(at, 32))
            at := add(at, calldataload(add(at, 64)))
            data.offset := add(at, 32)
            data.length := calldataload(at)
        }
        if (word > type(uint160).max) revert CallNotPermitted(i);
        target = address(uint160(word));
    }

    /// @dev Only what one of the three shapes has, to the last byte, is not forbidden. A route has at least four bytes.
    function _shapeOf(address target, uint256 value, bytes calldata data, Agent calldata agent)
        private
        pure
        returns (uint256 shape)
    {
        if (data.length == 0) {
            return agent.recipientsOf().contains(target) ? SEND : FORBIDDEN;
        }
        bytes4 selector = bytes4(bytes32(_word(data, 0)));
        if (!agent.tokensOf().lists(target)) {
            return agent.routesOf().permit(target, selector, data.length) ? ROUTE : FORBIDDEN;
        }
        uint256 party = _word(data, 4);
        if ((data.length ^ TWO_WORD_CALL) | value | (party >> 160) != 0) {
            return FORBIDDEN;
        }
        if (selector == IERC20.approve.selector) {
            return agent.routesOf().leadTo(address(uint160(party))) ? APPROVE : FORBIDDEN;
        }
        if (selector == IERC20.transfer.selector && agent.recipientsOf().contains(address(uint160(party)))) {
            return TRANSFER;
        }
        return FORBIDDEN;
    }

    /// @dev Thirty-two bytes of calldata, which may reach beyond the end of the data.
    function _word(bytes calldata data, uint256 offset) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := calldataload(add(data.offset, offset))
        }
    }

    /// @dev Some tokens answer nothing; one that answers must answer true.
    function _call(uint256 index, uint256 shape, address target, uint256 value, bytes calldata data) private {
        bytes memory answer = _callSafe(index, target, value, data);
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
    function _callSafe(uint256 index, address target, uint256 value, bytes calldata data)
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
        (address token,, bytes calldata data) = _callAt(calls, i);
        address spender = address(uint160(_word(data, 4)));
        uint256 left = _ask(token, IERC20.allowance.selector, safe, spender);
        if (left != 0) revert AllowanceLeft(token, spender, left);
    }

    function _balance(address token) private view returns (uint256) {
        return token == address(0) ? safe.balance : _ask(token, IERC20.balanceOf.selector, safe, address(0));
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
