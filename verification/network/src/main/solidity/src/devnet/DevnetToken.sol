// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";

/// @title An ERC-20 for local networks.
/// @notice Its owner, and whoever the owner names, can create any amount. Worth nothing anywhere.
contract DevnetToken is ERC20, Ownable {
    uint8 private immutable _decimals;

    mapping(address account => bool allowed) public isMinter;

    error NotMinter(address account);

    constructor(string memory name_, string memory symbol_, uint8 decimals_, address owner_)
        ERC20(name_, symbol_)
        Ownable(owner_)
    {
        _decimals = decimals_;
    }

    function decimals() public view override returns (uint8) {
        return _decimals;
    }

    function setMinter(address account, bool allowed) external onlyOwner {
        isMinter[account] = allowed;
    }

    function mint(address to, uint256 amount) external {
        require(isMinter[msg.sender] || msg.sender == owner(), NotMinter(msg.sender));
        _mint(to, amount);
    }
}
