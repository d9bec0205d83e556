// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgentRules} from "./AgentRules.sol";
import {GateRegistry} from "./GateRegistry.sol";
import {Agent, Call, Flow, Measured, Route, TokenLimit, Verdict} from "./GateTypes.sol";
import {PriceCheck} from "./PriceCheck.sol";
import {ISafe} from "./interfaces/ISafe.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

/// @title The only module of a Safe: moves its money when enough verifiers certified exactly that, within the limits.
/// @notice Guarantees: anyone may submit a certified action, and either all of what was certified happens or nothing
/// does; each agent has at most one effect a slot, and none of a slot before the last; what leaves the Safe, measured,
/// is within the agent's caps. Tokens that are not on the agent's list are protected by the verifiers and by the shapes
/// of the calls only. The gate itself holds nothing and cannot be upgraded.
contract ReceiptGate is GateRegistry, EIP712, ReentrancyGuardTransient {
    using AgentRules for address[];
    using AgentRules for Route[];
    using AgentRules for TokenLimit[];
    using PriceCheck for PriceCheck.Traded;

    bytes32 private constant VERDICT_TYPEHASH = keccak256(
        "Verdict(bytes32 receiptId,bytes32 agentId,uint64 slot,bytes32 manifestHash,bytes32 modelDigest,"
        "bytes32 inputDigest,bytes32 outputDigest,address account,bytes32 callsHash,uint64 validAfter,"
        "uint64 validUntil,uint8 profile)"
    );

    /// @dev What a call is. See GateTypes.Agent.
    enum Shape {
        FORBIDDEN,
        SEND,
        TRANSFER,
        APPROVE,
        ROUTE
    }

    /// @dev Calldata of transfer(address,uint256) and approve(address,uint256).
    uint256 private constant TWO_WORD_CALL = 68;

    /// @dev The day since 1970 in the upper half, what was spent on it in the lower.
    mapping(bytes32 agentId => mapping(address token => uint256 dayAndSpent)) private _spent;

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
    error CallNotPermitted(uint256 index);
    error CallFailed(uint256 index, bytes reason);
    error TokenRefused(uint256 index);
    error AllowanceLeft(address token, address spender, uint256 amount);
    error FlowNotPermitted(address token);
    error FlowTooSmall(address token, int256 measured, int256 least);
    error UnexpectedOutflow(address token, int256 measured);
    error OverActionCap(address token, uint256 outflow, uint256 cap);
    error OverDayCap(address token, uint256 spent, uint256 cap);

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
        bytes32 configHash = _hashOf(agent);
        uint64 lastSlot = _checkAgent(verdict, agent, configHash);
        _checkSignatures(verdict, signatures, agent.threshold);
        _takeSlot(verdict, configHash, lastSlot);
        TokenLimit[] calldata tokens = agent.tokens;
        uint256[] memory balances = _balances(tokens);
        uint256[] memory transferred = _perform(calls, tokens, agent);
        int256[] memory deltas = _settle(balances, flows, verdict.agentId, tokens);
        if (agent.prices.length > 0) {
            _checkPrices(deltas, transferred, calls, agent);
        }
        _report(verdict, tokens, deltas);
    }

    /// @notice What an agent has spent of a token since midnight UTC, in base units.
    function spentToday(bytes32 agentId, address token) external view returns (uint256) {
        return _spentOn(_today(), agentId, token);
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

    // ----------------------------------------------------------------------------------------- before calls

    function _checkVerdict(Call[] calldata calls, Flow[] calldata flows, Verdict calldata verdict) private view {
        require(block.timestamp >= verdict.validAfter, NotYetValid(verdict.validAfter));
        require(block.timestamp <= verdict.validUntil, Expired(verdict.validUntil));
        require(_hashOf(calls, flows) == verdict.callsHash, CallsHashMismatch());
        require(verdict.account == safe, WrongAccount(verdict.account));
    }

    function _checkAgent(Verdict calldata verdict, Agent calldata agent, bytes32 configHash)
        private
        view
        returns (uint64 lastSlot)
    {
        uint256 known = _lastSlots[verdict.agentId][configHash];
        if (known < REGISTERED) {
            _refuseConfig(verdict.agentId);
        }
        require(verdict.manifestHash == agent.manifestHash, ManifestMismatch(agent.manifestHash));
        require(verdict.profile == agent.profile, ProfileNotPermitted(verdict.profile));
        return uint64(known);
    }

    /// @dev Before the calls, so that nothing they do can use the slot again.
    function _takeSlot(Verdict calldata verdict, bytes32 configHash, uint64 lastSlot) private {
        uint64 slot = verdict.slot;
        require(slot > lastSlot, SlotNotRising(slot, lastSlot));
        _lastSlots[verdict.agentId][configHash] = REGISTERED | slot;
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
    function _checkSignatures(Verdict calldata verdict, bytes[] calldata signatures, uint256 threshold) private view {
        require(signatures.length == threshold, BadSignatureCount(signatures.length, threshold));
        bytes32 hash = verdictHash(verdict);
        address previous = address(0);
        for (uint256 i = 0; i < threshold; i++) {
            (address signer, ECDSA.RecoverError failure,) = ECDSA.tryRecoverCalldata(hash, signatures[i]);
            require(failure == ECDSA.RecoverError.NoError, MalformedSignature(i));
            require(signer > previous, SignersNotAscending(i));
            Verifier storage verifier = _verifiers[signer];
            require(verifier.from != 0 && verifier.until == 0, UnknownVerifier(signer));
            require(!verifier.paused, Paused());
            require(2 * threshold > verifier.verifiers, ThresholdNotPermitted(threshold, verifier.verifiers));
            previous = signer;
        }
    }

    // ---------------------------------------------------------------------------------------------- calls

    /// @return transferred where trades are priced, what each call that is a transfer took from the Safe, measured
    function _perform(Call[] calldata calls, TokenLimit[] calldata tokens, Agent calldata agent)
        private
        returns (uint256[] memory transferred)
    {
        address[] calldata recipients = agent.recipients;
        Route[] calldata routes = agent.routes;
        bool priced = agent.prices.length > 0;
        if (priced) {
            transferred = new uint256[](calls.length);
        }
        uint256 approvals = 0;
        uint256 count = calls.length;
        for (uint256 i = 0; i < count; i++) {
            Call calldata call = calls[i];
            address target = call.target;
            bytes calldata data = call.data;
            require(target != safe && target != address(this) && target != guard, AgentRules.ForbiddenTarget(target));
            Shape shape = _shapeOf(target, call.value, data, tokens, recipients, routes);
            require(shape != Shape.FORBIDDEN, CallNotPermitted(i));
            if (shape == Shape.APPROVE) {
                require(i < 256, CallNotPermitted(i));
                approvals |= 1 << i;
            }
            if (priced && (shape == Shape.SEND || shape == Shape.TRANSFER)) {
                address moved = shape == Shape.SEND ? address(0) : target;
                uint256 held = _balance(moved);
                _call(i, shape, target, call.value, data);
                uint256 holds = _balance(moved);
                transferred[i] = held > holds ? held - holds : 0;
            } else {
                _call(i, shape, target, call.value, data);
            }
        }
        for (uint256 i = 0; approvals != 0; i++) {
            if (approvals & 1 == 1) {
                _checkAllowance(calls[i]);
            }
            approvals >>= 1;
        }
    }

    /// @dev Only what one of the three shapes has, to the last byte, is not forbidden.
    function _shapeOf(
        address target,
        uint256 value,
        bytes calldata data,
        TokenLimit[] calldata tokens,
        address[] calldata recipients,
        Route[] calldata routes
    ) private pure returns (Shape) {
        if (data.length == 0) {
            return recipients.contains(target) ? Shape.SEND : Shape.FORBIDDEN;
        }
        bytes4 selector = bytes4(bytes32(_word(data, 0)));
        if (!tokens.lists(target)) {
            bool permitted = data.length >= 4 && routes.permit(target, selector, data.length);
            return permitted ? Shape.ROUTE : Shape.FORBIDDEN;
        }
        uint256 party = _word(data, 4);
        if (data.length != TWO_WORD_CALL || value != 0 || party > type(uint160).max) {
            return Shape.FORBIDDEN;
        }
        if (selector == IERC20.approve.selector) {
            return routes.leadTo(address(uint160(party))) ? Shape.APPROVE : Shape.FORBIDDEN;
        }
        bool pays = selector == IERC20.transfer.selector && recipients.contains(address(uint160(party)));
        return pays ? Shape.TRANSFER : Shape.FORBIDDEN;
    }

    /// @dev Thirty-two bytes of calldata, which may reach beyond the end of the data.
    function _word(bytes calldata data, uint256 offset) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := calldataload(add(data.offset, offset))
        }
    }

    /// @dev Some tokens answer nothing; one that answers must answer true.
    function _call(uint256 index, Shape shape, address target, uint256 value, bytes calldata data) private {
        bytes memory answer = _callSafe(index, target, value, data);
        if (shape == Shape.APPROVE || shape == Shape.TRANSFER) {
            bool agreed = answer.length == 0 || (answer.length == 32 && uint256(bytes32(answer)) == 1);
            require(agreed, TokenRefused(index));
        }
    }

    /// @dev What ISafe.execTransactionFromModuleReturnData would do, with the calldata copied and the answer kept where it
    /// is. The Safe answers false where the call failed; it reverts where it refuses the gate.
    function _callSafe(uint256 index, address target, uint256 value, bytes calldata data)
        private
        returns (bytes memory answer)
    {
        address account = safe;
        bytes4 selector = ISafe.execTransactionFromModuleReturnData.selector;
        bool success;
        assembly ("memory-safe") {
            let free := mload(0x40)
            let padded := and(add(data.length, 31), not(31))
            mstore(free, selector)
            mstore(add(free, 4), target)
            mstore(add(free, 36), value)
            mstore(add(free, 68), 128)
            mstore(add(free, 100), 0)
            mstore(add(free, 132), data.length)
            calldatacopy(add(free, 164), data.offset, padded)
            success := call(gas(), account, 0, free, add(164, padded), 0, 0)
            let size := returndatasize()
            returndatacopy(free, 0, size)
            if or(iszero(success), lt(size, 96)) {
                revert(free, size)
            }
            // (bool success, bytes answer): a word, the offset 64, the length, the bytes.
            if or(iszero(eq(mload(add(free, 32)), 64)), gt(mload(add(free, 64)), sub(size, 96))) {
                revert(0, 0)
            }
            success := eq(mload(free), 1)
            answer := add(free, 64)
            mstore(0x40, and(add(add(free, size), 31), not(31)))
        }
        require(success, CallFailed(index, answer));
    }

    function _checkAllowance(Call calldata approval) private view {
        address spender = address(uint160(_word(approval.data, 4)));
        uint256 left = _ask(approval.target, IERC20.allowance.selector, safe, spender);
        require(left == 0, AllowanceLeft(approval.target, spender, left));
    }

    // ------------------------------------------------------------------------------------------ after calls

    /// @dev Of the listed tokens, and then of the native coin, listed or not.
    function _balances(TokenLimit[] calldata tokens) private view returns (uint256[] memory balances) {
        balances = new uint256[](tokens.length + 1);
        for (uint256 i = 0; i < tokens.length; i++) {
            balances[i] = _balance(tokens.tokenAt(i));
        }
        balances[tokens.length] = safe.balance;
    }

    function _balance(address token) private view returns (uint256) {
        return token == address(0) ? safe.balance : _ask(token, IERC20.balanceOf.selector, safe, address(0));
    }

    /// @dev A view of a token with one or two addresses, answered with a number. A token that is asked for one argument
    /// does not read the second.
    function _ask(address token, bytes4 selector, address first, address second) private view returns (uint256 answer) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, selector)
            mstore(add(free, 4), first)
            mstore(add(free, 36), second)
            let length := sub(68, mul(32, iszero(second)))
            if iszero(staticcall(gas(), token, free, length, 0, 32)) {
                returndatacopy(free, 0, returndatasize())
                revert(free, returndatasize())
            }
            if lt(returndatasize(), 32) {
                revert(0, 0)
            }
            answer := mload(0)
        }
    }

    /// @return deltas in the order of the balances
    function _settle(
        uint256[] memory balances,
        Flow[] calldata flows,
        bytes32 agentId,
        TokenLimit[] calldata tokens
    ) private returns (int256[] memory deltas) {
        uint256 count = tokens.length;
        deltas = new int256[](count + 1);
        uint256 flow = 0;
        if (count == 0 || tokens.tokenAt(0) != address(0)) {
            // The native coin is not listed: its caps are zero.
            int256 delta = int256(safe.balance) - int256(balances[count]);
            flow = _checkFlow(flows, 0, address(0), delta);
            require(delta >= 0, OverActionCap(address(0), uint256(-delta), 0));
            deltas[count] = delta;
        }
        for (uint256 i = 0; i < count; i++) {
            address token = tokens.tokenAt(i);
            int256 delta = int256(_balance(token)) - int256(balances[i]);
            flow = _checkFlow(flows, flow, token, delta);
            if (delta < 0) {
                _spend(agentId, token, tokens[i], uint256(-delta));
            }
            deltas[i] = delta;
        }
        require(flow == flows.length, FlowNotPermitted(flow < flows.length ? flows[flow].token : address(0)));
    }

    /// @return next the index of the next flow: flows are in the order of the tokens, or are left over
    function _checkFlow(Flow[] calldata flows, uint256 flow, address token, int256 delta)
        private
        pure
        returns (uint256 next)
    {
        address wanted;
        int256 least;
        assembly ("memory-safe") {
            wanted := calldataload(add(flows.offset, mul(flow, 64)))
            least := calldataload(add(flows.offset, add(mul(flow, 64), 32)))
        }
        if (flow < flows.length && wanted == token) {
            require(delta >= least, FlowTooSmall(token, delta, least));
            return flow + 1;
        }
        require(delta >= 0, UnexpectedOutflow(token, delta));
        return flow;
    }

    /// @dev Emits Executed with the balances that changed, native coin first, as emit would.
    function _report(Verdict calldata verdict, TokenLimit[] calldata tokens, int256[] memory deltas) private {
        bytes32 topic = Executed.selector;
        bytes32 agentId = verdict.agentId;
        uint256 slot = verdict.slot;
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

    function _spend(bytes32 agentId, address token, TokenLimit calldata limit, uint256 outflow) private {
        require(outflow <= limit.maxPerAction, OverActionCap(token, outflow, limit.maxPerAction));
        uint256 today = _today();
        uint256 spent = _spentOn(today, agentId, token) + outflow;
        require(spent <= limit.maxPerDay, OverDayCap(token, spent, limit.maxPerDay));
        _spent[agentId][token] = (today << 128) | spent;
    }

    function _spentOn(uint256 day, bytes32 agentId, address token) private view returns (uint256) {
        uint256 dayAndSpent = _spent[agentId][token];
        return dayAndSpent >> 128 == day ? uint128(dayAndSpent) : 0;
    }

    function _today() private view returns (uint256) {
        return block.timestamp / 1 days;
    }

    /// @dev Transfers to recipients are no part of a trade: what they took is put back before the trade is valued.
    function _checkPrices(
        int256[] memory deltas,
        uint256[] memory transferred,
        Call[] calldata calls,
        Agent calldata agent
    ) private view {
        PriceCheck.Traded memory traded;
        for (uint256 i = 0; i < deltas.length; i++) {
            address token = i < agent.tokens.length ? agent.tokens[i].token : address(0);
            bool twice = i == agent.tokens.length && agent.tokens.lists(token);
            if (!twice) {
                traded.add(agent.prices, token, deltas[i] + _transferred(token, transferred, calls));
            }
        }
        traded.check(agent.prices);
    }

    function _transferred(address token, uint256[] memory transferred, Call[] calldata calls)
        private
        pure
        returns (int256)
    {
        uint256 sum = 0;
        for (uint256 i = 0; i < calls.length; i++) {
            address moved = calls[i].data.length == 0 ? address(0) : calls[i].target;
            sum += moved == token ? transferred[i] : 0;
        }
        return int256(sum);
    }
}
