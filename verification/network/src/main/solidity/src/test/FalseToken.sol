// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title A token that does what it is asked, or not, and answers as it was told to. For tests.
contract FalseToken {
    /// @notice The raw answer of transfer and approve.
    bytes public answer;

    mapping(address owner => uint256) public balanceOf;
    mapping(address owner => mapping(address spender => uint256)) public allowance;

    function setAnswer(bytes calldata answer_) external {
        answer = answer_;
    }

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
    }

    function transfer(address to, uint256 amount) external {
        balanceOf[msg.sender] -= amount;
        balanceOf[to] += amount;
        _answer();
    }

    function approve(address spender, uint256 amount) external {
        allowance[msg.sender][spender] = amount;
        _answer();
    }

    function _answer() private view {
        bytes memory given = answer;
        assembly ("memory-safe") {
            return(add(given, 32), mload(given))
        }
    }
}
