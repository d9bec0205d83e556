// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title A token that, in the middle of a transfer, calls whatever it was told to, once. For tests.
contract ReentrantToken is ERC20("Reentrant", "RE") {
    address private _target;
    bytes private _data;

    bool public reached;
    bool public succeeded;
    bytes public answer;

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function arm(address target, bytes calldata data) external {
        _target = target;
        _data = data;
        reached = false;
    }

    function _update(address from, address to, uint256 value) internal override {
        super._update(from, to, value);
        if (from != address(0) && _target != address(0)) {
            address target = _target;
            _target = address(0);
            reached = true;
            (succeeded, answer) = target.call(_data);
        }
    }
}
