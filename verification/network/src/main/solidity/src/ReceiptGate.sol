// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgentRules} from "./AgentRules.sol";
import {GateModuleGuard} from "./GateModuleGuard.sol";
import {GateRegistry} from "./GateRegistry.sol";
import {Agent, Call, Flow, Measured, TokenLimit, Verdict} from "./GateTypes.sol";
import {PriceCheck} from "./PriceCheck.sol";
import {SafeCalls} from "./SafeCalls.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

/// @title The only module of a Safe: moves its money when enough verifiers certified exactly that, within the limits.
/// @notice Guarantees: anyone may submit a certified action, and either all of what was certified happens or nothing
/// does; each agent has at most one effect a slot, and none of a slot before the last; what leaves the Safe, by the
/// calls' own words and by its balances, is within the agent's caps, whatever comes in meanwhile. Tokens that are not on the agent's list are protected by the verifiers and by the shapes
/// of the calls only. The gate itself holds nothing and cannot be upgraded.
/// @dev Executions run through this: errors are thrown with if, because require costs thirty gas more each.
contract ReceiptGate is SafeCalls, GateModuleGuard, EIP712, ReentrancyGuardTransient {
    using AgentRules for Agent;
    using AgentRules for TokenLimit[];
    using PriceCheck for PriceCheck.Traded;

    bytes32 private constant VERDICT_TYPEHASH = keccak256(
        "Verdict(bytes32 receiptId,bytes32 agentId,uint64 slot,bytes32 manifestHash,bytes32 modelDigest,"
        "bytes32 inputDigest,bytes32 outputDigest,address account,bytes32 callsHash,uint64 validAfter,"
        "uint64 validUntil,uint8 profile)"
    );

    /// @dev Half the order of secp256k1, rounded up. Of s and the order less s only the lower one is taken (EIP-2).
    uint256 private constant LOWEST_HIGH_S = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A1;

    event Executed(
        bytes32 indexed agentId, uint64 indexed slot, bytes32 indexed receiptId, bytes32 callsHash, Measured[] flows
    );

    error Paused();
    error NotYetValid(uint64 validAfter);
    error Expired(uint64 validUntil);
    error CallsHashMismatch();
    error WrongAccount(address account);
    error ManifestMismatch(bytes32 manifestHash);
    error ProfileNotPermitted(uint8 profile);
    error BadSignatureCount(uint256 given, uint256 wanted);
    error MalformedSignature(uint256 index);
    error SignersNotAscending(uint256 index);
    error UnknownVerifier(address signer);
    error SlotNotRising(uint64 slot, uint64 lastSlot);

    constructor(address safe_, address guardian_, uint64 delaySeconds)
        GateRegistry(safe_, guardian_, delaySeconds)
        EIP712("Countersign", "1")
    {}

    /// @notice Does what was certified, or reverts.
    /// @param calls what the Safe does
    /// @param flows what that must do to its balances
    /// @param verdict what the verifiers signed
    /// @param signatures of exactly the agent's threshold of verifiers, ascending by signer, 65 bytes each (r, s, v)
    /// @param agent the agent's registered configuration
    function execute(
        Call[] calldata calls,
        Flow[] calldata flows,
        Verdict calldata verdict,
        bytes[] calldata signatures,
        Agent calldata agent
    ) external nonReentrant {
        _checkVerdict(calls, flows, verdict);
        Word storage word = _words[verdict.agentId][_hashOf(agent)];
        uint256 bits = _checkAgent(verdict, agent, word);
        _checkSignatures(verdictHash(verdict), signatures, agent.thresholdOf());
        _takeSlot(word, bits, verdict.slot);
        TokenLimit[] calldata tokens = agent.tokensOf();
        Books memory books = _open(tokens.length);
        _measure(tokens, books.deltas);
        uint256[] memory brought = _perform(calls, agent, books);
        _measure(tokens, books.deltas);
        _settle(books, flows, tokens, word, verdict.agentId);
        if (brought.length > 0) {
            _checkPrices(books, calls, brought, agent);
        }
        _report(verdict, tokens, books.deltas);
    }

    /// @notice What verifiers sign.
    function verdictHash(Verdict calldata verdict) public view returns (bytes32) {
        bytes32 typeHash = VERDICT_TYPEHASH;
        bytes32 structHash;
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, typeHash)
            calldatacopy(add(free, 32), verdict, 384)
            structHash := keccak256(free, 416)
        }
        return _hashTypedDataV4(structHash);
    }

    function _checkVerdict(Call[] calldata calls, Flow[] calldata flows, Verdict calldata verdict) private view {
        uint256 validAfter = _word(verdict, 9);
        if (block.timestamp < validAfter) revert NotYetValid(uint64(validAfter));
        uint256 validUntil = _word(verdict, 10);
        if (block.timestamp > validUntil) revert Expired(uint64(validUntil));
        if (_hashOf(calls, flows) != verdict.callsHash) revert CallsHashMismatch();
        uint256 account = _word(verdict, 7);
        if (account != uint160(safe)) revert WrongAccount(address(uint160(account)));
    }

    /// @dev A field of a verdict that is compared as a whole word, so that its width need not be checked.
    function _word(Verdict calldata verdict, uint256 field) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := calldataload(add(verdict, shl(5, field)))
        }
    }

    function _checkAgent(Verdict calldata verdict, Agent calldata agent, Word storage word)
        private
        view
        returns (uint256 bits)
    {
        bits = word.bits;
        if (bits < REGISTERED) _refuseConfig(verdict.agentId);
        if (verdict.manifestHash != agent.manifestHash) revert ManifestMismatch(agent.manifestHash);
        uint256 profile = _word(verdict, 11);
        if (profile != agent.profileOf()) revert ProfileNotPermitted(uint8(profile));
    }

    /// @dev Before the calls, so that nothing they do can use the slot again.
    function _takeSlot(Word storage word, uint256 bits, uint64 slot) private {
        uint64 lastSlot = uint64(bits);
        if (slot <= lastSlot) revert SlotNotRising(slot, lastSlot);
        word.bits = bits ^ lastSlot ^ slot;
    }

    /// @dev keccak256(abi.encode(calls, flows)), from the calldata as it stands instead of encoding it again. Where the
    /// calldata is not the canonical encoding the hash is another one, and nothing happens.
    function _hashOf(Call[] calldata calls, Flow[] calldata flows) private pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            let start := sub(calls.offset, 32)
            let size := sub(add(flows.offset, mul(flows.length, 64)), start)
            mstore(free, 64)
            mstore(add(free, 32), add(64, sub(sub(flows.offset, 32), start)))
            calldatacopy(add(free, 64), start, size)
            hash := keccak256(free, add(size, 64))
        }
    }

    /// @dev The same for keccak256(abi.encode(agent)), which is the last argument.
    function _hashOf(Agent calldata agent) private pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            let size := sub(calldatasize(), agent)
            mstore(free, 32)
            calldatacopy(add(free, 32), agent, size)
            hash := keccak256(free, add(size, 32))
        }
    }

    /// @dev Verifiers may have been added since the agent was registered.
    function _checkSignatures(bytes32 hash, bytes[] calldata signatures, uint256 threshold) private view {
        if (signatures.length != threshold) revert BadSignatureCount(signatures.length, threshold);
        address previous = address(0);
        uint256 twice = 2 * threshold;
        for (uint256 i = 0; i < signatures.length; i++) {
            address signer = _signerOf(hash, signatures, i);
            if (signer <= previous) {
                if (signer == address(0)) revert MalformedSignature(i);
                revert SignersNotAscending(i);
            }
            Verifier storage verifier = _verifiers[signer];
            if (verifier.from == 0 || verifier.until != 0) revert UnknownVerifier(signer);
            if (verifier.paused) revert Paused();
            if (verifier.verifiers >= twice) revert ThresholdNotPermitted(threshold, verifier.verifiers);
            previous = signer;
        }
    }

    /// @dev Who signed, as ECDSA.tryRecoverCalldata finds: 65 bytes, the lower of the two possible s, and a v of 27 or 28,
    /// without which ecrecover answers nothing. Where in the calldata a signature lies is of no importance: it is one of
    /// the hash or it is none.
    function _signerOf(bytes32 hash, bytes[] calldata signatures, uint256 i) private view returns (address signer) {
        assembly ("memory-safe") {
            let at := add(signatures.offset, calldataload(add(signatures.offset, shl(5, i))))
            let free := mload(0x40)
            mstore(free, hash)
            mstore(add(free, 32), byte(0, calldataload(add(at, 96))))
            calldatacopy(add(free, 64), add(at, 32), 64)
            mstore(0, 0)
            if and(eq(calldataload(at), 65), lt(mload(add(free, 96)), LOWEST_HIGH_S)) {
                pop(staticcall(gas(), 1, free, 128, 0, 32))
            }
            signer := mload(0)
        }
    }

    /// @dev Emits Executed with the balances that changed, native coin first, as emit would.
    function _report(Verdict calldata verdict, TokenLimit[] calldata tokens, int256[] memory deltas) private {
        bytes32 topic = Executed.selector;
        bytes32 agentId = verdict.agentId;
        uint256 slot = _word(verdict, 2);
        bytes32 receiptId = verdict.receiptId;
        bytes32 callsHash = verdict.callsHash;
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, callsHash)
            mstore(add(free, 32), 64)
            let start := add(free, 96)
            let end := start
            let delta := add(deltas, 32)
            let native := mload(add(delta, mul(tokens.length, 32)))
            if native {
                mstore(end, 0)
                mstore(add(end, 32), native)
                end := add(end, 64)
            }
            let last := add(tokens.offset, mul(tokens.length, 96))
            for { let at := tokens.offset } lt(at, last) { at := add(at, 96) } {
                if mload(delta) {
                    mstore(end, calldataload(at))
                    mstore(add(end, 32), mload(delta))
                    end := add(end, 64)
                }
                delta := add(delta, 32)
            }
            mstore(add(free, 64), shr(6, sub(end, start)))
            log4(free, sub(end, free), topic, agentId, slot, receiptId)
        }
    }

    /// @dev What the calls took was sold, but for what transfers took, and so was what else is missing. What swaps brought
    /// was bought, as far as it arrived; what else came in does not count.
    function _checkPrices(
        Books memory books,
        Call[] calldata calls,
        uint256[] memory brought,
        Agent calldata agent
    ) private view {
        PriceCheck.Traded memory traded;
        for (uint256 i = 0; i < books.gone.length; i++) {
            address token = agent.tokens[i].token;
            (uint256 paid, uint256 bought) = _tradeIn(token, calls, brought);
            uint256 sold = books.gone[i] - paid;
            int256 arrived = books.deltas[i] + int256(books.gone[i]);
            if (arrived < 0) {
                sold += uint256(-arrived);
                bought = 0;
            } else if (bought > uint256(arrived)) {
                bought = uint256(arrived);
            }
            traded.add(agent.prices, token, sold, bought);
        }
        traded.check(agent.prices);
    }
}
