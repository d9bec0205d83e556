// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgentRules} from "./AgentRules.sol";
import {Agent} from "./GateTypes.sol";

/// @title Who may sign, which agents there are, and what each may do.
/// @notice Guarantees: only the Safe, so only its cold owners, changes anything, except that the guardian may pause.
/// What loosens (a verifier, a new agent, a new configuration) waits for the delay and can be cancelled meanwhile; what
/// tightens (removing, revoking, tighten, pausing) happens at once. An agent's last slot and its day's spending survive
/// every change of it, revocation included, so nothing can be done twice by registering again.
abstract contract GateRegistry {
    /// @dev Besides its own interval, each registered verifier's word carries what an execution must know anyway, so that
    /// an execution reads one word for each signature and no other. Changes of these two go to all registered verifiers.
    /// @param until 0 while registered; afterwards the end of its interval, which is kept
    /// @param eta when a queued verifier may be activated, 0 when there is none queued
    /// @param verifiers how many are registered
    /// @param paused whether the gate is
    struct Verifier {
        uint64 from;
        uint64 until;
        uint64 eta;
        uint32 verifiers;
        bool paused;
    }

    /// @param configHash zero while not registered
    /// @param kept while not registered, the agent's word without REGISTERED; otherwise it is found under the configuration
    struct Registration {
        bytes32 configHash;
        uint256 kept;
        uint64 eta;
        bytes32 pendingHash;
    }

    /// @dev What an execution must know of an agent, in one word. From the highest bit: REGISTERED; 20 bits, the day since
    /// 1970 on which something was last spent for the first time; 43 bits, the mark of the token that was; 128 bits,
    /// what was spent of that token on that day; 64 bits, the last slot that had an effect.
    struct Word {
        uint256 bits;
    }

    uint64 private constant LONGEST_DELAY = 30 days;

    /// @dev Pausing writes to each.
    uint256 private constant MOST_VERIFIERS = 64;

    /// @dev Set in the word of an agent's configuration, and in no other.
    uint256 internal constant REGISTERED = 1 << 255;

    /// @notice The Safe that this gate serves and obeys.
    address public immutable safe;

    /// @notice Seconds that a loosening waits.
    uint64 public immutable delay;

    /// @notice Who may pause, besides the Safe.
    address public guardian;

    /// @notice Whether every execution is refused.
    bool public paused;

    address[] private _registered;
    mapping(address verifier => Verifier) internal _verifiers;
    mapping(bytes32 agentId => Registration) private _agents;

    /// @dev By agent and configuration hash: that a word is REGISTERED says that this is the agent's configuration.
    mapping(bytes32 agentId => mapping(bytes32 configHash => Word)) internal _words;

    event PauseChanged(bool paused, address by);
    event GuardianChanged(address guardian);
    event VerifierQueued(address indexed verifier, uint64 eta);
    event VerifierAdded(address indexed verifier, uint64 from);
    event VerifierRemoved(address indexed verifier, uint64 until);
    event AgentQueued(bytes32 indexed agentId, bytes32 configHash, uint64 eta);
    event AgentRegistered(bytes32 indexed agentId, bytes32 configHash, bytes32 manifestHash);
    event AgentCancelled(bytes32 indexed agentId);
    event AgentRevoked(bytes32 indexed agentId);

    error NoSafe();
    error DelayTooLong(uint64 delay);
    error OnlyTheSafe(address caller);
    error OnlyTheGuardian(address caller);
    error NotDue(uint64 eta);
    error NothingQueued();
    error NotAVerifier(address verifier);
    error VerifierKnown(address verifier);
    error TooManyVerifiers();
    error UnknownAgent(bytes32 agentId);
    error ConfigMismatch(bytes32 configHash);
    error ThresholdNotPermitted(uint256 threshold, uint256 verifiers);

    modifier onlySafe() {
        require(msg.sender == safe, OnlyTheSafe(msg.sender));
        _;
    }

    constructor(address safe_, address guardian_, uint64 delay_) {
        require(safe_ != address(0), NoSafe());
        require(delay_ <= LONGEST_DELAY, DelayTooLong(delay_));
        safe = safe_;
        delay = delay_;
        guardian = guardian_;
        emit GuardianChanged(guardian_);
    }

    // ------------------------------------------------------------------------------------------------ pause

    /// @notice Stops every execution, at once.
    function pause() external {
        require(msg.sender == guardian || msg.sender == safe, OnlyTheGuardian(msg.sender));
        _setPaused(true);
    }

    function unpause() external onlySafe {
        _setPaused(false);
    }

    /// @notice Names who may pause, nothing else; address(0) leaves that to the Safe alone.
    function setGuardian(address guardian_) external onlySafe {
        guardian = guardian_;
        emit GuardianChanged(guardian_);
    }

    function _setPaused(bool paused_) private {
        paused = paused_;
        _tellVerifiers();
        emit PauseChanged(paused_, msg.sender);
    }

    // -------------------------------------------------------------------------------------------- verifiers

    /// @notice Queues a verifier, or adds it where there is no delay. A removed one cannot come back: its interval is
    /// kept, so that old certificates stay auditable.
    function addVerifier(address verifier) external onlySafe {
        require(verifier != address(0), NotAVerifier(verifier));
        require(_verifiers[verifier].from == 0, VerifierKnown(verifier));
        if (delay == 0) {
            _addVerifier(verifier);
        } else {
            uint64 eta = uint64(block.timestamp) + delay;
            _verifiers[verifier].eta = eta;
            emit VerifierQueued(verifier, eta);
        }
    }

    /// @notice Adds a queued verifier that is due. Anyone may call it.
    function activateVerifier(address verifier) external {
        uint64 eta = _verifiers[verifier].eta;
        require(eta != 0, NothingQueued());
        require(block.timestamp >= eta, NotDue(eta));
        _addVerifier(verifier);
    }

    /// @notice Ends a verifier's interval, or drops it from the queue, at once.
    function removeVerifier(address verifier) external onlySafe {
        Verifier storage known = _verifiers[verifier];
        if (known.eta != 0) {
            known.eta = 0;
        } else {
            require(known.from != 0 && known.until == 0, NotAVerifier(verifier));
            known.until = uint64(block.timestamp);
            _unlist(verifier);
            _tellVerifiers();
        }
        emit VerifierRemoved(verifier, known.until);
    }

    function _addVerifier(address verifier) private {
        require(_registered.length < MOST_VERIFIERS, TooManyVerifiers());
        _verifiers[verifier] = Verifier(uint64(block.timestamp), 0, 0, 0, false);
        _registered.push(verifier);
        _tellVerifiers();
        emit VerifierAdded(verifier, uint64(block.timestamp));
    }

    function _unlist(address verifier) private {
        uint256 last = _registered.length - 1;
        for (uint256 i = 0; i < last; i++) {
            if (_registered[i] == verifier) {
                _registered[i] = _registered[last];
                break;
            }
        }
        _registered.pop();
    }

    function _tellVerifiers() private {
        uint32 count = uint32(_registered.length);
        for (uint256 i = 0; i < count; i++) {
            Verifier storage verifier = _verifiers[_registered[i]];
            verifier.verifiers = count;
            verifier.paused = paused;
        }
    }

    // ----------------------------------------------------------------------------------------------- agents

    /// @notice Queues an agent, or another configuration of it; where there is no delay it is registered at once. A
    /// brand-new agent is a loosening. What was queued before is replaced.
    function register(bytes32 agentId, Agent calldata agent) external onlySafe {
        AgentRules.check(agent, AgentRules.Forbidden(safe, address(this)));
        if (delay == 0) {
            _register(agentId, agent);
        } else {
            bytes32 pending = configHashOf(agent);
            uint64 eta = uint64(block.timestamp) + delay;
            _agents[agentId].pendingHash = pending;
            _agents[agentId].eta = eta;
            emit AgentQueued(agentId, pending, eta);
        }
    }

    /// @notice Registers what was queued, once it is due. Anyone may call it.
    function activate(bytes32 agentId, Agent calldata agent) external {
        Registration storage known = _agents[agentId];
        require(known.pendingHash != 0, NothingQueued());
        require(block.timestamp >= known.eta, NotDue(known.eta));
        require(configHashOf(agent) == known.pendingHash, ConfigMismatch(known.pendingHash));
        _register(agentId, agent);
    }

    /// @notice Narrows what an agent may do, at once, and drops what was queued for it.
    /// @param current its configuration now
    /// @param next one that permits nothing that the current one does not
    function tighten(bytes32 agentId, Agent calldata current, Agent calldata next) external onlySafe {
        bytes32 configHash = _agents[agentId].configHash;
        require(configHash != 0, UnknownAgent(agentId));
        require(configHashOf(current) == configHash, ConfigMismatch(configHash));
        AgentRules.check(next, AgentRules.Forbidden(safe, address(this)));
        AgentRules.checkTighter(current, next);
        _set(agentId, next);
    }

    /// @notice Drops what is queued for an agent; what is registered stays.
    function cancel(bytes32 agentId) external onlySafe {
        require(_agents[agentId].pendingHash != 0, NothingQueued());
        _forget(agentId);
        emit AgentCancelled(agentId);
    }

    /// @notice Ends an agent, and drops what was queued for it, at once.
    function revoke(bytes32 agentId) external onlySafe {
        _forget(agentId);
        _unregister(agentId);
        emit AgentRevoked(agentId);
    }

    function _register(bytes32 agentId, Agent calldata agent) private {
        uint256 count = _registered.length;
        bool permitted = agent.threshold <= count && 2 * uint256(agent.threshold) > count;
        require(permitted, ThresholdNotPermitted(agent.threshold, count));
        _set(agentId, agent);
    }

    function _set(bytes32 agentId, Agent calldata agent) private {
        bytes32 configHash = configHashOf(agent);
        _forget(agentId);
        _unregister(agentId);
        _agents[agentId].configHash = configHash;
        _words[agentId][configHash].bits = REGISTERED | _agents[agentId].kept;
        emit AgentRegistered(agentId, configHash, agent.manifestHash);
    }

    /// @dev Keeps the last slot and the day's spending.
    function _unregister(bytes32 agentId) private {
        Registration storage known = _agents[agentId];
        if (known.configHash != 0) {
            known.kept = _words[agentId][known.configHash].bits & ~REGISTERED;
            _words[agentId][known.configHash].bits = 0;
            known.configHash = 0;
        }
    }

    function _forget(bytes32 agentId) private {
        _agents[agentId].pendingHash = 0;
        _agents[agentId].eta = 0;
    }

    // ------------------------------------------------------------------------------------------------ views

    /// @notice The module guard for the Safe: pass it to setModuleGuard.
    function guard() external view returns (address) {
        return address(this);
    }

    /// @notice The hash by which the gate knows a configuration.
    function configHashOf(Agent calldata agent) public pure returns (bytes32) {
        return keccak256(abi.encode(agent));
    }

    /// @return configHash zero where the agent is not registered
    /// @return lastSlot the last slot that had an effect
    /// @return pendingHash zero where nothing is queued
    /// @return eta when it may be activated
    function agentState(bytes32 agentId)
        external
        view
        returns (bytes32 configHash, uint64 lastSlot, bytes32 pendingHash, uint64 eta)
    {
        Registration storage known = _agents[agentId];
        configHash = known.configHash;
        return (configHash, uint64(_bitsOf(agentId)), known.pendingHash, known.eta);
    }

    /// @dev An agent's word, registered or not.
    function _bitsOf(bytes32 agentId) internal view returns (uint256) {
        Registration storage known = _agents[agentId];
        return known.configHash == 0 ? known.kept : _words[agentId][known.configHash].bits;
    }

    /// @return from when it was registered, 0 where it never was
    /// @return until when it was removed, 0 where it was not
    function verifierOf(address verifier) external view returns (uint64 from, uint64 until) {
        return (_verifiers[verifier].from, _verifiers[verifier].until);
    }

    /// @return eta when a queued verifier may be activated, 0 where it is not queued
    function verifierQueued(address verifier) external view returns (uint64 eta) {
        return _verifiers[verifier].eta;
    }

    function verifierCount() external view returns (uint256) {
        return _registered.length;
    }

    /// @return who is registered, in no order
    function verifiers() external view returns (address[] memory) {
        return _registered;
    }

    /// @dev For errors: why a configuration is not the agent's.
    function _refuseConfig(bytes32 agentId) internal view {
        bytes32 configHash = _agents[agentId].configHash;
        require(configHash != 0, UnknownAgent(agentId));
        revert ConfigMismatch(configHash);
    }
}
