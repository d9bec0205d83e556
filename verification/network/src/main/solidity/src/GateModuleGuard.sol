// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IModuleGuard} from "./interfaces/ISafe.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

/// @title The module guard that every gate is.
/// @notice Guarantees: of all modules of the Safe, only the gate gets through, and only with a plain call. It reads no
/// state and asks nobody, so it cannot come to refuse the gate. A Safe asks a module guard about modules only: it
/// never sees, and never blocks, what the owners sign.
/// @dev A part of the gate, not a contract beside it: the gate's code is at hand while it executes, another contract's
/// would cost 2,600 gas.
abstract contract GateModuleGuard is IModuleGuard, IERC165 {
    error OnlyTheGate(address module);
    error OnlyPlainCalls(uint8 operation);

    function checkModuleTransaction(address, uint256, bytes calldata, uint8 operation, address module)
        external
        view
        returns (bytes32)
    {
        if (module != address(this)) revert OnlyTheGate(module);
        if (operation != 0) revert OnlyPlainCalls(operation);
        return 0;
    }

    function checkAfterModuleExecution(bytes32, bool) external pure {}

    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        return interfaceId == type(IModuleGuard).interfaceId || interfaceId == type(IERC165).interfaceId;
    }
}
