// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title A Safe that answers its module what it was told to. For tests.
contract OddSafe {
    bytes private _answer;
    bool private _fails;

    function answer(bytes calldata answer_, bool fails) external {
        _answer = answer_;
        _fails = fails;
    }

    /// @notice Makes a call, as the owner of a Safe would.
    function make(address to, bytes calldata data) external returns (bytes memory) {
        (bool success, bytes memory given) = to.call(data);
        if (!success) {
            assembly ("memory-safe") {
                revert(add(given, 32), mload(given))
            }
        }
        return given;
    }

    function execTransactionFromModuleReturnData(address, uint256, bytes calldata, uint8) external view {
        bytes memory given = _answer;
        bool fails = _fails;
        assembly ("memory-safe") {
            if fails { revert(add(given, 32), mload(given)) }
            return(add(given, 32), mload(given))
        }
    }
}
