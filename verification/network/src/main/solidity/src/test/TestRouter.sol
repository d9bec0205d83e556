// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title A router that does what tests need: takes, gives, burns gas, keeps native coin, fails. For tests.
contract TestRouter {
    error AsTold(uint256 code);

    uint256[] private _burnt;
    address private _target;
    bytes private _data;

    receive() external payable {}

    /// @notice What is called in the middle of every swap from now on.
    function arm(address target, bytes calldata data) external {
        _target = target;
        _data = data;
    }

    /// @notice As the router of Uniswap V2 does, but gives just the least that is asked for, of what it holds.
    function swapExactTokensForTokens(
        uint256 amountIn,
        uint256 amountOutMin,
        address[] calldata path,
        address to,
        uint256
    ) external returns (uint256[] memory amounts) {
        require(IERC20(path[0]).transferFrom(msg.sender, address(this), amountIn));
        if (_target != address(0)) {
            (bool success,) = _target.call(_data);
            require(success);
        }
        require(IERC20(path[1]).transfer(to, amountOutMin));
        amounts = new uint256[](2);
        (amounts[0], amounts[1]) = (amountIn, amountOutMin);
    }

    /// @notice Takes one token from the caller and gives another.
    function trade(IERC20 tokenIn, uint256 amountIn, IERC20 tokenOut, uint256 amountOut) external {
        require(tokenIn.transferFrom(msg.sender, address(this), amountIn));
        require(tokenOut.transfer(msg.sender, amountOut));
    }

    /// @notice Takes an allowance without giving anything.
    function take(IERC20 token, address from, uint256 amount) external {
        (bool success,) = address(token).call(abi.encodeCall(IERC20.transferFrom, (from, address(this), amount)));
        require(success);
    }

    /// @notice Gives a token that it holds.
    function give(IERC20 token, address to, uint256 amount) external {
        require(token.transfer(to, amount));
    }

    function giveNative(address payable to, uint256 amount) external payable {
        (bool success,) = to.call{value: amount}("");
        require(success);
    }

    function keep() external payable {}

    function fail(uint256 code) external pure {
        revert AsTold(code);
    }

    /// @notice Uses gas, then gives: with too little gas it does not come to that.
    function burnThenGive(uint256 words, IERC20 token, uint256 amount) external {
        for (uint256 i = 0; i < words; i++) {
            _burnt.push(i + 1);
        }
        require(token.transfer(msg.sender, amount));
    }

    /// @notice Does the work of another function if the gas is enough for it, else quietly nothing.
    function tryGive(uint256 words, IERC20 token, uint256 amount) external {
        (bool done,) = address(this).call(abi.encodeCall(this.burnThenGiveTo, (words, token, msg.sender, amount)));
        done;
    }

    function burnThenGiveTo(uint256 words, IERC20 token, address to, uint256 amount) external {
        for (uint256 i = 0; i < words; i++) {
            _burnt.push(i + 1);
        }
        require(token.transfer(to, amount));
    }

    /// @notice Answers a great deal, for which the caller pays.
    function flood(uint256 size) external pure {
        assembly ("memory-safe") {
            return(0, size)
        }
    }
}
