// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgentRules} from "./AgentRules.sol";
import {GateRegistry} from "./GateRegistry.sol";
import {Agent, Call, Flow, Measured, TokenLimit, Verdict} from "./GateTypes.sol";
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
    using PriceCheck for PriceCheck.Traded;

    bytes32 private constant VERDICT_TYPEHASH = keccak256(
        "Verdict(bytes32 receiptId,bytes32 agentId,uint64 slot,bytes32 manifestHash,bytes32 modelDigest,"
        "bytes32 inputDigest,bytes32 outputDigest,address account,bytes32 callsHash,uint64 validAfter,"
        "uint64 validUntil,uint8 profile)"
    );

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
        _checkAgent(verdict, agent);
        _checkSignatures(verdict, signatures, agent);
        _takeSlot(verdict);
        uint256[] memory balances = _balances(agent.tokens);
        uint256[] memory transferred = _perform(calls, agent);
        Measured[] memory measured = _measure(balances, transferred, calls, flows, verdict.agentId, agent);
        emit Executed(verdict.agentId, verdict.slot, verdict.receiptId, verdict.callsHash, measured);
    }

    /// @notice What an agent has spent of a token since midnight UTC, in base units.
    function spentToday(bytes32 agentId, address token) external view returns (uint256) {
        return _spentOn(_today(), agentId, token);
    }

    /// @notice What verifiers sign.
    function verdictHash(Verdict calldata verdict) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(VERDICT_TYPEHASH, verdict)));
    }

    // ----------------------------------------------------------------------------------------- before calls

    function _checkVerdict(Call[] calldata calls, Flow[] calldata flows, Verdict calldata verdict) private view {
        require(!_status.paused, Paused());
        require(block.timestamp >= verdict.validAfter, NotYetValid(verdict.validAfter));
        require(block.timestamp <= verdict.validUntil, Expired(verdict.validUntil));
        require(keccak256(abi.encode(calls, flows)) == verdict.callsHash, CallsHashMismatch());
        require(verdict.account == safe, WrongAccount(verdict.account));
    }

    function _checkAgent(Verdict calldata verdict, Agent calldata agent) private view {
        bytes32 configHash = _agents[verdict.agentId].configHash;
        require(configHash != 0, UnknownAgent(verdict.agentId));
        require(configHashOf(agent) == configHash, ConfigMismatch(configHash));
        require(verdict.manifestHash == agent.manifestHash, ManifestMismatch(agent.manifestHash));
        require(verdict.profile == agent.profile, ProfileNotPermitted(verdict.profile));
    }

    /// @dev Verifiers may have been added since the agent was registered.
    function _checkSignatures(Verdict calldata verdict, bytes[] calldata signatures, Agent calldata agent)
        private
        view
    {
        uint256 threshold = agent.threshold;
        uint256 verifiers = _status.verifiers;
        require(2 * threshold > verifiers, ThresholdNotPermitted(threshold, verifiers));
        require(signatures.length == threshold, BadSignatureCount(signatures.length, threshold));
        bytes32 hash = verdictHash(verdict);
        address previous = address(0);
        for (uint256 i = 0; i < threshold; i++) {
            (address signer, ECDSA.RecoverError failure,) = ECDSA.tryRecoverCalldata(hash, signatures[i]);
            require(failure == ECDSA.RecoverError.NoError, MalformedSignature(i));
            require(signer > previous, SignersNotAscending(i));
            Verifier storage verifier = _verifiers[signer];
            require(verifier.from != 0 && verifier.until == 0, UnknownVerifier(signer));
            previous = signer;
        }
    }

    /// @dev Before the calls, so that nothing they do can use the slot again.
    function _takeSlot(Verdict calldata verdict) private {
        Registration storage known = _agents[verdict.agentId];
        uint64 last = known.lastSlot;
        require(verdict.slot > last, SlotNotRising(verdict.slot, last));
        known.lastSlot = verdict.slot;
    }

    // ---------------------------------------------------------------------------------------------- calls

    /// @return transferred where trades are priced, what each call that is a transfer took from the Safe, measured
    function _perform(Call[] calldata calls, Agent calldata agent) private returns (uint256[] memory transferred) {
        bool approved = false;
        bool priced = agent.prices.length > 0;
        if (priced) {
            transferred = new uint256[](calls.length);
        }
        for (uint256 i = 0; i < calls.length; i++) {
            Call calldata call = calls[i];
            _checkTarget(call.target);
            bool toToken = call.data.length > 0 && AgentRules.lists(agent.tokens, call.target);
            if (toToken) {
                approved = _checkTokenCall(i, call, agent) || approved;
            } else {
                _checkOtherCall(i, call, agent);
            }
            bool measures = priced && (toToken || call.data.length == 0);
            uint256 held = measures ? _balance(_moved(call)) : 0;
            (bool success, bytes memory answer) =
                ISafe(safe).execTransactionFromModuleReturnData(call.target, call.value, call.data, 0);
            require(success, CallFailed(i, answer));
            if (toToken) {
                _checkAnswer(i, answer);
            }
            if (measures) {
                uint256 holds = _balance(_moved(call));
                transferred[i] = held > holds ? held - holds : 0;
            }
        }
        if (approved) {
            _checkAllowances(calls);
        }
    }

    function _checkTarget(address target) private view {
        bool allowed = target != safe && target != address(this) && target != guard;
        require(allowed, AgentRules.ForbiddenTarget(target));
    }

    /// @return approves whether it is an approval, and not a transfer
    function _checkTokenCall(uint256 index, Call calldata call, Agent calldata agent)
        private
        pure
        returns (bool approves)
    {
        bytes calldata data = call.data;
        require(call.value == 0 && data.length == TWO_WORD_CALL, CallNotPermitted(index));
        uint256 first = uint256(bytes32(data[4:36]));
        require(first <= type(uint160).max, CallNotPermitted(index));
        bytes4 selector = bytes4(data);
        approves = selector == IERC20.approve.selector;
        bool permitted = approves
            ? AgentRules.routesTo(agent.routes, address(uint160(first)))
            : selector == IERC20.transfer.selector && agent.recipients.contains(address(uint160(first)));
        require(permitted, CallNotPermitted(index));
    }

    function _checkOtherCall(uint256 index, Call calldata call, Agent calldata agent) private pure {
        bytes calldata data = call.data;
        bool permitted = data.length == 0
            ? agent.recipients.contains(call.target)
            : data.length >= 4 && AgentRules.permits(agent.routes, call.target, bytes4(data), data.length);
        require(permitted, CallNotPermitted(index));
    }

    /// @dev Some tokens answer nothing; one that answers must answer true.
    function _checkAnswer(uint256 index, bytes memory answer) private pure {
        bool agreed = answer.length == 0 || (answer.length == 32 && uint256(bytes32(answer)) == 1);
        require(agreed, TokenRefused(index));
    }

    function _checkAllowances(Call[] calldata calls) private view {
        for (uint256 i = 0; i < calls.length; i++) {
            bytes calldata data = calls[i].data;
            if (data.length == TWO_WORD_CALL && bytes4(data) == IERC20.approve.selector) {
                address spender = address(uint160(uint256(bytes32(data[4:36]))));
                uint256 left = IERC20(calls[i].target).allowance(safe, spender);
                require(left == 0, AllowanceLeft(calls[i].target, spender, left));
            }
        }
    }

    // ------------------------------------------------------------------------------------------ after calls

    /// @dev The native coin comes first, listed or not, then the listed tokens.
    function _balances(TokenLimit[] calldata tokens) private view returns (uint256[] memory balances) {
        uint256 native = _nativeListed(tokens);
        balances = new uint256[](tokens.length + 1 - native);
        balances[0] = safe.balance;
        for (uint256 i = 1; i < balances.length; i++) {
            balances[i] = IERC20(tokens[i + native - 1].token).balanceOf(safe);
        }
    }

    function _nativeListed(TokenLimit[] calldata tokens) private pure returns (uint256) {
        return tokens.length > 0 && tokens[0].token == address(0) ? 1 : 0;
    }

    function _measure(
        uint256[] memory balances,
        uint256[] memory transferred,
        Call[] calldata calls,
        Flow[] calldata flows,
        bytes32 agentId,
        Agent calldata agent
    ) private returns (Measured[] memory measured) {
        uint256[] memory afterwards = _balances(agent.tokens);
        uint256 native = _nativeListed(agent.tokens);
        PriceCheck.Traded memory traded;
        measured = new Measured[](afterwards.length);
        uint256 changed = 0;
        uint256 flow = 0;
        for (uint256 i = 0; i < afterwards.length; i++) {
            TokenLimit memory limit;
            if (i + native > 0) {
                limit = agent.tokens[i + native - 1];
            }
            int256 delta = int256(afterwards[i]) - int256(balances[i]);
            flow = _checkFlow(flows, flow, limit.token, delta);
            if (delta < 0) {
                _spend(agentId, limit, uint256(-delta));
            }
            if (delta != 0) {
                measured[changed++] = Measured(limit.token, delta);
            }
            if (agent.prices.length > 0) {
                traded.add(agent.prices, limit.token, delta + _transferred(calls, transferred, limit.token));
            }
        }
        require(flow == flows.length, FlowNotPermitted(flow < flows.length ? flows[flow].token : address(0)));
        if (agent.prices.length > 0) {
            traded.check(agent.prices);
        }
        assembly ("memory-safe") {
            mstore(measured, changed)
        }
    }

    /// @return next the index of the next flow: flows are in the order of the tokens, or are left over
    function _checkFlow(Flow[] calldata flows, uint256 flow, address token, int256 delta)
        private
        pure
        returns (uint256 next)
    {
        if (flow < flows.length && flows[flow].token == token) {
            require(delta >= flows[flow].least, FlowTooSmall(token, delta, flows[flow].least));
            return flow + 1;
        }
        require(delta >= 0, UnexpectedOutflow(token, delta));
        return flow;
    }

    function _spend(bytes32 agentId, TokenLimit memory limit, uint256 outflow) private {
        require(outflow <= limit.maxPerAction, OverActionCap(limit.token, outflow, limit.maxPerAction));
        uint256 today = _today();
        uint256 spent = _spentOn(today, agentId, limit.token) + outflow;
        require(spent <= limit.maxPerDay, OverDayCap(limit.token, spent, limit.maxPerDay));
        _spent[agentId][limit.token] = (today << 128) | spent;
    }

    function _spentOn(uint256 day, bytes32 agentId, address token) private view returns (uint256) {
        uint256 dayAndSpent = _spent[agentId][token];
        return dayAndSpent >> 128 == day ? uint128(dayAndSpent) : 0;
    }

    function _today() private view returns (uint256) {
        return block.timestamp / 1 days;
    }

    /// @dev What left by transfers to recipients, which is no part of a trade.
    function _transferred(Call[] calldata calls, uint256[] memory transferred, address token)
        private
        pure
        returns (int256)
    {
        uint256 sum = 0;
        for (uint256 i = 0; i < calls.length; i++) {
            if (transferred[i] > 0 && _moved(calls[i]) == token) {
                sum += transferred[i];
            }
        }
        return int256(sum);
    }

    /// @dev The token that a transfer moves.
    function _moved(Call calldata call) private pure returns (address) {
        return call.data.length == 0 ? address(0) : call.target;
    }

    function _balance(address token) private view returns (uint256) {
        return token == address(0) ? safe.balance : IERC20(token).balanceOf(safe);
    }
}
