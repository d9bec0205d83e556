// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title A token of which one percent is lost in every transfer, or lost besides. For tests.
contract FeeOnTransferToken is ERC20("Taxed", "TAX") {
    bool private _onTop;

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    /// @notice From now on the sender pays the fee besides the amount.
    function putOnTop() external {
        _onTop = true;
    }

    function _update(address from, address to, uint256 value) internal override {
        if (from == address(0) || to == address(0)) {
            super._update(from, to, value);
            return;
        }
        uint256 fee = value / 100;
        super._update(from, to, _onTop ? value : value - fee);
        super._update(from, address(0), fee);
    }
}
