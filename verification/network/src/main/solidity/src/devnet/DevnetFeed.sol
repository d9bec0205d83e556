// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAggregatorV3} from "../interfaces/IAggregatorV3.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";

/// @title A price feed for local networks, with the interface of Chainlink's aggregators.
/// @notice Says whatever its owner last set. The one stand-in of the local network.
contract DevnetFeed is IAggregatorV3, Ownable {
    struct Round {
        int256 answer;
        uint256 startedAt;
        uint256 updatedAt;
        uint80 answeredInRound;
    }

    uint8 public immutable decimals;
    uint256 public constant version = 1;
    string public description;

    uint80 public latestRound;
    mapping(uint80 roundId => Round round) private _rounds;

    error NoSuchRound(uint80 roundId);

    constructor(string memory description_, uint8 decimals_, address owner_) Ownable(owner_) {
        description = description_;
        decimals = decimals_;
    }

    /// @notice A new round, as of now.
    function set(int256 answer) external onlyOwner {
        _add(Round(answer, block.timestamp, block.timestamp, latestRound + 1));
    }

    /// @notice A new round with any content, so that tests can make it stale, unfinished or absurd.
    function setRound(int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound) external onlyOwner {
        _add(Round(answer, startedAt, updatedAt, answeredInRound));
    }

    function _add(Round memory round) private {
        latestRound += 1;
        _rounds[latestRound] = round;
    }

    function getRoundData(uint80 roundId) public view returns (uint80, int256, uint256, uint256, uint80) {
        require(roundId != 0 && roundId <= latestRound, NoSuchRound(roundId));
        Round storage round = _rounds[roundId];
        return (roundId, round.answer, round.startedAt, round.updatedAt, round.answeredInRound);
    }

    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        return getRoundData(latestRound);
    }
}
