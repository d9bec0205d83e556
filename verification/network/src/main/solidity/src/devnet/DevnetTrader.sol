// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IUniswapV2Pair, IUniswapV3Pool, IUniswapV3SwapCallback, IWrappedNative} from "../interfaces/IUniswap.sol";
import {DevnetToken} from "./DevnetToken.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title The market of a local network: moves pools to given prices by real swaps.
/// @notice A price is the square root of token1 per token0 in base units, times 2^96, as Uniswap V3 writes it. What the
/// trader owes to a pool it takes from its own balance, else wraps its native coin (for the wrapped coin), else mints
/// (it must be a minter of the DevnetToken). For local networks only.
contract DevnetTrader is IUniswapV3SwapCallback, Ownable {
    using SafeERC20 for IERC20;

    address private immutable _wrappedNative;
    address private _pool;

    error NotThePool(address caller);

    constructor(address wrappedNative, address owner_) Ownable(owner_) {
        _wrappedNative = wrappedNative;
    }

    receive() external payable {}

    /// @notice Swaps a V3 pool to each price in turn; a price that it already has costs nothing and emits nothing.
    function moveV3(IUniswapV3Pool pool, uint160[] calldata sqrtPricesX96) external onlyOwner {
        _pool = address(pool);
        for (uint256 i = 0; i < sqrtPricesX96.length; i++) {
            (uint160 current,,,,,,) = pool.slot0();
            uint160 target = sqrtPricesX96[i];
            if (target != current) {
                pool.swap(address(this), target < current, type(int256).max, target, "");
            }
        }
        _pool = address(0);
    }

    /// @notice Pays what the pool that is being moved asks for.
    function uniswapV3SwapCallback(int256 amount0Delta, int256 amount1Delta, bytes calldata) external {
        require(msg.sender == _pool, NotThePool(msg.sender));
        if (amount0Delta > 0) {
            _pay(IUniswapV3Pool(msg.sender).token0(), msg.sender, uint256(amount0Delta));
        }
        if (amount1Delta > 0) {
            _pay(IUniswapV3Pool(msg.sender).token1(), msg.sender, uint256(amount1Delta));
        }
    }

    /// @notice Swaps a V2 pair to each price in turn, as near as its integers and its fee of 0.3 % allow.
    function moveV2(IUniswapV2Pair pair, uint160[] calldata sqrtPricesX96) external onlyOwner {
        address token0 = pair.token0();
        address token1 = pair.token1();
        for (uint256 i = 0; i < sqrtPricesX96.length; i++) {
            (uint112 reserve0, uint112 reserve1,) = pair.getReserves();
            uint256 s = sqrtPricesX96[i];
            uint256 product = uint256(reserve0) * reserve1;
            // After a swap without fee the reserves would be these, squared.
            uint256 target0 = Math.mulDiv(Math.mulDiv(product, 1 << 96, s), 1 << 96, s);
            uint256 target1 = Math.mulDiv(Math.mulDiv(product, s, 1 << 96), s, 1 << 96);
            uint256 in0 = _amountIn(reserve0, target0);
            uint256 in1 = _amountIn(reserve1, target1);
            uint256 out1 = _amountOut(in0, reserve0, reserve1);
            uint256 out0 = _amountOut(in1, reserve1, reserve0);
            if (out1 > 0) {
                _pay(token0, address(pair), in0);
                pair.swap(0, out1, address(this), "");
            } else if (out0 > 0) {
                _pay(token1, address(pair), in1);
                pair.swap(out0, 0, address(this), "");
            }
        }
    }

    /// @dev The positive root x of (r + x)(r + 0.997 x) = target, or 0 where there is none.
    function _amountIn(uint256 reserve, uint256 target) private pure returns (uint256) {
        uint256 root = Math.sqrt(9 * reserve * reserve + 3_988_000 * target);
        uint256 least = 1997 * reserve;
        return root > least ? (root - least) / 1994 : 0;
    }

    /// @dev Uniswap V2's own formula: what the pair gives at most.
    function _amountOut(uint256 amountIn, uint256 reserveIn, uint256 reserveOut) private pure returns (uint256) {
        uint256 withFee = amountIn * 997;
        return withFee * reserveOut / (reserveIn * 1000 + withFee);
    }

    function _pay(address token, address to, uint256 amount) private {
        uint256 held = IERC20(token).balanceOf(address(this));
        if (held < amount) {
            if (token == _wrappedNative) {
                IWrappedNative(token).deposit{value: amount - held}();
            } else {
                DevnetToken(token).mint(address(this), amount - held);
            }
        }
        IERC20(token).safeTransfer(to, amount);
    }
}
