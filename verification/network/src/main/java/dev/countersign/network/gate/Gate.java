package dev.countersign.network.gate;

import com.esaulpaugh.headlong.abi.Function;
import com.esaulpaugh.headlong.abi.Tuple;
import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.chain.EventLog;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Call;
import dev.countersign.receipt.Flow;
import dev.countersign.receipt.Verdict;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * The ReceiptGate contract: calldata for its functions, and reads of its state at a pinned block.
 *
 * <p>Guarantees: the calldata is the canonical encoding, which the contract demands where it
 * recomputes a hash. Sends nothing and holds no key. Calls by others than {@link #execute}, {@link
 * #activate}, {@link #activateVerifier} and {@link #pause} must come from the Safe.
 */
public final class Gate {
  /** The first topic of {@code Executed(bytes32,uint64,bytes32,bytes32,(address,int256)[])}. */
  public static final Bytes32 EXECUTED_TOPIC = Executed.TOPIC;

  private static final Function EXECUTE =
      Function.parse(
          "execute("
              + String.join(
                  ",",
                  GateAbi.CALL + "[]",
                  GateAbi.FLOW + "[]",
                  GateAbi.VERDICT,
                  "bytes[]",
                  GateAbi.AGENT)
              + ")");
  private static final Function REGISTER =
      Function.parse("register(bytes32," + GateAbi.AGENT + ")");
  private static final Function ACTIVATE =
      Function.parse("activate(bytes32," + GateAbi.AGENT + ")");
  private static final Function TIGHTEN =
      Function.parse("tighten(bytes32," + GateAbi.AGENT + "," + GateAbi.AGENT + ")");
  private static final Function CANCEL = Function.parse("cancel(bytes32)");
  private static final Function REVOKE = Function.parse("revoke(bytes32)");
  private static final Function ADD_VERIFIER = Function.parse("addVerifier(address)");
  private static final Function ACTIVATE_VERIFIER = Function.parse("activateVerifier(address)");
  private static final Function REMOVE_VERIFIER = Function.parse("removeVerifier(address)");
  private static final Function PAUSE = Function.parse("pause()");
  private static final Function UNPAUSE = Function.parse("unpause()");
  private static final Function SET_GUARDIAN = Function.parse("setGuardian(address)");

  private static final Function AGENT_STATE =
      Function.parse("agentState(bytes32)", "(bytes32,uint64,bytes32,uint64)");
  private static final Function SPENT_TODAY =
      Function.parse("spentToday(bytes32,address)", "(uint256)");
  private static final Function PAUSED = Function.parse("paused()", "(bool)");
  private static final Function VERIFIER_OF =
      Function.parse("verifierOf(address)", "(uint64,uint64)");
  private static final Function VERIFIER_QUEUED =
      Function.parse("verifierQueued(address)", "(uint64)");
  private static final Function VERIFIER_COUNT = Function.parse("verifierCount()", "(uint256)");
  private static final Function SAFE = Function.parse("safe()", "(address)");
  private static final Function GUARD = Function.parse("guard()", "(address)");
  private static final Function GUARDIAN = Function.parse("guardian()", "(address)");
  private static final Function DELAY = Function.parse("delay()", "(uint64)");

  private Gate() {}

  /** Does what was certified. Anyone may send it. */
  public static Bytes execute(
      List<Call> calls,
      List<Flow> flows,
      Verdict verdict,
      List<Bytes> signatures,
      GateAgent agent) {
    return GateAbi.call(
        EXECUTE,
        GateAbi.calls(calls),
        GateAbi.flows(flows),
        GateAbi.verdict(verdict),
        GateAbi.signatures(signatures),
        GateAbi.agent(agent));
  }

  /** Queues an agent's configuration, or registers it where the gate has no delay. */
  public static Bytes register(Bytes32 agentId, GateAgent agent) {
    return GateAbi.call(REGISTER, agentId.toArray(), GateAbi.agent(agent));
  }

  /** Registers what was queued, once it is due. Anyone may send it. */
  public static Bytes activate(Bytes32 agentId, GateAgent agent) {
    return GateAbi.call(ACTIVATE, agentId.toArray(), GateAbi.agent(agent));
  }

  /** Narrows what an agent may do, at once. The manifest, profile and tokens stay. */
  public static Bytes tighten(Bytes32 agentId, GateAgent current, GateAgent next) {
    return GateAbi.call(TIGHTEN, agentId.toArray(), GateAbi.agent(current), GateAbi.agent(next));
  }

  /** Drops what is queued for an agent. */
  public static Bytes cancel(Bytes32 agentId) {
    return GateAbi.call(CANCEL, (Object) agentId.toArray());
  }

  /** Ends an agent, at once. */
  public static Bytes revoke(Bytes32 agentId) {
    return GateAbi.call(REVOKE, (Object) agentId.toArray());
  }

  /** Queues a verifier, or adds it where the gate has no delay. */
  public static Bytes addVerifier(Address verifier) {
    return GateAbi.call(ADD_VERIFIER, GateAbi.address(verifier));
  }

  /** Adds a queued verifier, once it is due. Anyone may send it. */
  public static Bytes activateVerifier(Address verifier) {
    return GateAbi.call(ACTIVATE_VERIFIER, GateAbi.address(verifier));
  }

  /** Ends a verifier's interval, at once and for good. */
  public static Bytes removeVerifier(Address verifier) {
    return GateAbi.call(REMOVE_VERIFIER, GateAbi.address(verifier));
  }

  /** Stops every execution. The guardian or the Safe may send it. */
  public static Bytes pause() {
    return GateAbi.call(PAUSE);
  }

  /** Lets executions happen again. */
  public static Bytes unpause() {
    return GateAbi.call(UNPAUSE);
  }

  /** Names who may pause. */
  public static Bytes setGuardian(Address guardian) {
    return GateAbi.call(SET_GUARDIAN, GateAbi.address(guardian));
  }

  /**
   * What the gate knows of an agent.
   *
   * @param configHash zero where it is not registered
   * @param lastSlot the last slot that had an effect, 0 for none
   * @param pendingHash zero where nothing is queued
   * @param eta unix seconds when what is queued may be activated, 0 where nothing is
   */
  public record AgentState(Bytes32 configHash, long lastSlot, Bytes32 pendingHash, long eta) {
    /** Whether the agent may act. */
    public boolean registered() {
      return !configHash.equals(Bytes32.ZERO);
    }
  }

  /**
   * When a verifier's signature counts.
   *
   * @param from unix seconds, 0 where it was never registered
   * @param until unix seconds of its removal, 0 while it is registered
   */
  public record VerifierInterval(long from, long until) {
    /** Whether the gate takes its signature at the block that was read. */
    public boolean registered() {
      return from != 0 && until == 0;
    }
  }

  /** An agent's state. */
  public static AgentState state(PinnedChain chain, Address gate, Bytes32 agentId)
      throws ChainUnavailable {
    Tuple state = read(chain, gate, AGENT_STATE, (Object) agentId.toArray());
    return new AgentState(
        Bytes32.of((byte[]) state.get(0)),
        seconds(state.get(1)),
        Bytes32.of((byte[]) state.get(2)),
        seconds(state.get(3)));
  }

  /** What an agent spent of a token in the UTC day of the pinned block, in base units. */
  public static BigInteger spentToday(
      PinnedChain chain, Address gate, Bytes32 agentId, Address token) throws ChainUnavailable {
    return read(chain, gate, SPENT_TODAY, agentId.toArray(), GateAbi.address(token)).get(0);
  }

  /** Whether every execution is refused. */
  public static boolean paused(PinnedChain chain, Address gate) throws ChainUnavailable {
    return read(chain, gate, PAUSED).get(0);
  }

  /** A verifier's interval. */
  public static VerifierInterval verifier(PinnedChain chain, Address gate, Address verifier)
      throws ChainUnavailable {
    Tuple interval = read(chain, gate, VERIFIER_OF, GateAbi.address(verifier));
    return new VerifierInterval(seconds(interval.get(0)), seconds(interval.get(1)));
  }

  /** When a queued verifier may be activated, in unix seconds; 0 where it is not queued. */
  public static long verifierQueued(PinnedChain chain, Address gate, Address verifier)
      throws ChainUnavailable {
    return seconds(read(chain, gate, VERIFIER_QUEUED, GateAbi.address(verifier)).get(0));
  }

  /** How many verifiers are registered. */
  public static int verifierCount(PinnedChain chain, Address gate) throws ChainUnavailable {
    BigInteger count = read(chain, gate, VERIFIER_COUNT).get(0);
    if (count.bitLength() >= Integer.SIZE) {
      throw new ChainUnavailable(
          ChainUnavailable.Kind.MALFORMED, gate + " cannot have " + count + " verifiers");
    }
    return count.intValueExact();
  }

  /** The Safe that the gate serves and obeys. */
  public static Address safe(PinnedChain chain, Address gate) throws ChainUnavailable {
    return address(read(chain, gate, SAFE));
  }

  /** The module guard of the gate: the gate itself. */
  public static Address guard(PinnedChain chain, Address gate) throws ChainUnavailable {
    return address(read(chain, gate, GUARD));
  }

  /** Who may pause, besides the Safe. */
  public static Address guardian(PinnedChain chain, Address gate) throws ChainUnavailable {
    return address(read(chain, gate, GUARDIAN));
  }

  /** Seconds that a loosening waits. */
  public static long delay(PinnedChain chain, Address gate) throws ChainUnavailable {
    return seconds(read(chain, gate, DELAY).get(0));
  }

  /** Why a call of the gate reverted. */
  public static GateError error(Bytes revertData) {
    return GateError.of(revertData);
  }

  /** The event of an execution, where a log is one. Who emitted it is the caller's to check. */
  public static Optional<Executed> executed(EventLog log) {
    return Executed.of(log);
  }

  private static Address address(Tuple answer) {
    com.esaulpaugh.headlong.abi.Address address = answer.get(0);
    return GateAbi.address(address);
  }

  private static long seconds(Object uint64) {
    BigInteger value = (BigInteger) uint64;
    // The contract only stores block times and slots, which are far below 2^63.
    return value.bitLength() < 64 ? value.longValue() : Long.MAX_VALUE;
  }

  private static Tuple read(PinnedChain chain, Address gate, Function function, Object... arguments)
      throws ChainUnavailable {
    Bytes answer = chain.call(gate, GateAbi.call(function, arguments));
    try {
      return function.decodeReturn(answer.toArray());
    } catch (IllegalArgumentException | java.nio.BufferUnderflowException e) {
      throw new ChainUnavailable(
          ChainUnavailable.Kind.MALFORMED,
          gate + " did not answer " + function.getName() + " as a gate does",
          e);
    }
  }
}
