// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title A token whose balances are shares of a pot that grows or shrinks at every transfer. For tests.
contract RebasingToken {
    uint256 public perMille = 1000;
    uint256 public next = 1000;

    mapping(address owner => uint256) private _shares;

    function mint(address to, uint256 amount) external {
        _shares[to] += amount;
    }

    /// @notice What one share is worth after the next transfer, in thousandths.
    function rebaseTo(uint256 perMille_) external {
        next = perMille_;
    }

    function balanceOf(address owner) public view returns (uint256) {
        return _shares[owner] * perMille / 1000;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        uint256 shares = amount * 1000 / perMille;
        _shares[msg.sender] -= shares;
        _shares[to] += shares;
        perMille = next;
        return true;
    }
}
