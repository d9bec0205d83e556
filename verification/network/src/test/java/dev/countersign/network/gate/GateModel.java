package dev.countersign.network.gate;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.VerifierKey;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the gate and its Safe should be, by the design alone: who may sign, which agents there are,
 * what was spent, what is left. Says of every transaction what has to become of it. What comes in
 * counts for nothing.
 */
final class GateModel {
  private static final long DAY = 86_400;

  final long delay;
  final Map<Address, BigInteger> balances = new TreeMap<>();
  private final Map<Bytes32, AgentModel> agents = new HashMap<>();
  boolean paused;

  private final Map<Address, VerifierModel> verifiers = new HashMap<>();

  GateModel(long delay) {
    this.delay = delay;
  }

  /** The states of a verifier: unknown, queued, registered, removed. */
  private static final class VerifierModel {
    long eta;
    boolean registered;
    boolean removed;
  }

  /** An agent, its configuration if it has one, and what outlives every configuration. */
  static final class AgentModel {
    Optional<GateAgent> config = Optional.empty();
    Optional<GateAgent> pending = Optional.empty();
    long eta;
    long lastSlot;
    private long day;
    private final Map<Address, BigInteger> spent = new HashMap<>();

    BigInteger spent(Address token, long time) {
      return time / DAY == day ? spent.getOrDefault(token, BigInteger.ZERO) : BigInteger.ZERO;
    }

    void spend(Address token, BigInteger amount, long time) {
      if (time / DAY != day) {
        spent.clear();
        day = time / DAY;
      }
      spent.merge(token, amount, BigInteger::add);
    }
  }

  /**
   * One step of an action.
   *
   * @param token what leaves
   * @param amount how much
   * @param to whom
   */
  record Payment(Address token, BigInteger amount, Address to) {}

  /** What an execution brings. */
  record Attempt(
      Bytes32 agentId,
      GateAgent config,
      long slot,
      Bytes32 manifest,
      long validAfter,
      long validUntil,
      List<VerifierKey> signers,
      List<Payment> payments) {}

  int registeredVerifiers() {
    return (int) verifiers.values().stream().filter(verifier -> verifier.registered).count();
  }

  boolean registered(Address verifier) {
    VerifierModel known = verifiers.get(verifier);
    return known != null && known.registered;
  }

  /** What has to become of it, and if it succeeds, that it did. */
  Optional<GateError> execute(Attempt attempt, long now) {
    Optional<GateError> refusal =
        checkVerdict(attempt, now)
            .or(() -> checkSigners(attempt))
            .or(
                () ->
                    attempt.slot() <= agent(attempt).lastSlot
                        ? Optional.of(GateError.SLOT_NOT_RISING)
                        : Optional.empty())
            .or(() -> checkCalls(attempt))
            .or(() -> checkCaps(attempt, now));
    if (refusal.isEmpty()) {
      AgentModel agent = agent(attempt);
      agent.lastSlot = attempt.slot();
      for (Payment payment : attempt.payments()) {
        agent.spend(payment.token(), payment.amount(), now);
        balances.merge(payment.token(), payment.amount().negate(), BigInteger::add);
      }
    }
    return refusal;
  }

  AgentModel agent(Bytes32 agentId) {
    return agents.computeIfAbsent(agentId, id -> new AgentModel());
  }

  private AgentModel agent(Attempt attempt) {
    return agent(attempt.agentId());
  }

  private Optional<GateError> checkVerdict(Attempt attempt, long now) {
    if (now < attempt.validAfter()) {
      return Optional.of(GateError.NOT_YET_VALID);
    }
    if (now > attempt.validUntil()) {
      return Optional.of(GateError.EXPIRED);
    }
    Optional<GateAgent> registered = agent(attempt).config;
    if (registered.isEmpty()) {
      return Optional.of(GateError.UNKNOWN_AGENT);
    }
    if (!registered.get().equals(attempt.config())) {
      return Optional.of(GateError.CONFIG_MISMATCH);
    }
    return attempt.manifest().equals(attempt.config().manifestHash())
        ? Optional.empty()
        : Optional.of(GateError.MANIFEST_MISMATCH);
  }

  private Optional<GateError> checkSigners(Attempt attempt) {
    int threshold = attempt.config().threshold();
    if (attempt.signers().size() != threshold) {
      return Optional.of(GateError.BAD_SIGNATURE_COUNT);
    }
    Address previous = Address.ZERO;
    for (VerifierKey signer : attempt.signers()) {
      if (signer.address().compareTo(previous) <= 0) {
        return Optional.of(GateError.SIGNERS_NOT_ASCENDING);
      }
      if (!registered(signer.address())) {
        return Optional.of(GateError.UNKNOWN_VERIFIER);
      }
      if (paused) {
        return Optional.of(GateError.PAUSED);
      }
      if (2 * threshold <= registeredVerifiers()) {
        return Optional.of(GateError.THRESHOLD_NOT_PERMITTED);
      }
      previous = signer.address();
    }
    return Optional.empty();
  }

  private Optional<GateError> checkCalls(Attempt attempt) {
    Map<Address, BigInteger> left = new TreeMap<>(balances);
    for (Payment payment : attempt.payments()) {
      boolean native_ = payment.token().equals(Address.ZERO);
      boolean shaped = native_ || limit(attempt.config(), payment.token()).isPresent();
      if (!shaped || !attempt.config().recipients().contains(payment.to())) {
        return Optional.of(GateError.CALL_NOT_PERMITTED);
      }
      if (native_ && limit(attempt.config(), Address.ZERO).isEmpty()) {
        return Optional.of(GateError.OVER_ACTION_CAP); // Its cap is zero.
      }
      BigInteger rest =
          left.getOrDefault(payment.token(), BigInteger.ZERO).subtract(payment.amount());
      if (rest.signum() < 0) {
        return Optional.of(GateError.CALL_FAILED);
      }
      left.put(payment.token(), rest);
    }
    return Optional.empty();
  }

  /** In the order of the tokens; the flows are exactly what leaves. */
  private Optional<GateError> checkCaps(Attempt attempt, long now) {
    Map<Address, BigInteger> leaves = new TreeMap<>();
    attempt.payments().forEach(p -> leaves.merge(p.token(), p.amount(), BigInteger::add));
    for (Map.Entry<Address, BigInteger> outflow : leaves.entrySet()) {
      Optional<GateAgent.TokenLimit> limit = limit(attempt.config(), outflow.getKey());
      BigInteger action = limit.map(GateAgent.TokenLimit::maxPerAction).orElse(BigInteger.ZERO);
      if (outflow.getValue().compareTo(action) > 0) {
        return Optional.of(GateError.OVER_ACTION_CAP);
      }
      BigInteger spent = agent(attempt).spent(outflow.getKey(), now).add(outflow.getValue());
      if (spent.compareTo(limit.orElseThrow().maxPerDay()) > 0) {
        return Optional.of(GateError.OVER_DAY_CAP);
      }
    }
    return Optional.empty();
  }

  static Optional<GateAgent.TokenLimit> limit(GateAgent config, Address token) {
    return config.tokens().stream().filter(limit -> limit.token().equals(token)).findFirst();
  }

  Optional<GateError> addVerifier(Address verifier, long now) {
    VerifierModel known = verifiers.computeIfAbsent(verifier, v -> new VerifierModel());
    if (known.registered || known.removed) {
      return Optional.of(GateError.VERIFIER_KNOWN);
    }
    known.eta = now + delay;
    return Optional.empty();
  }

  Optional<GateError> activateVerifier(Address verifier, long now) {
    VerifierModel known = verifiers.computeIfAbsent(verifier, v -> new VerifierModel());
    if (known.eta == 0) {
      return Optional.of(GateError.NOTHING_QUEUED);
    }
    if (now < known.eta) {
      return Optional.of(GateError.NOT_DUE);
    }
    known.eta = 0;
    known.registered = true;
    return Optional.empty();
  }

  Optional<GateError> removeVerifier(Address verifier) {
    VerifierModel known = verifiers.computeIfAbsent(verifier, v -> new VerifierModel());
    if (known.eta != 0) {
      known.eta = 0;
    } else if (known.registered) {
      known.registered = false;
      known.removed = true;
    } else {
      return Optional.of(GateError.NOT_A_VERIFIER);
    }
    return Optional.empty();
  }

  Optional<GateError> register(Bytes32 agentId, GateAgent config, long now) {
    AgentModel agent = agent(agentId);
    agent.pending = Optional.of(config);
    agent.eta = now + delay;
    return Optional.empty();
  }

  Optional<GateError> activate(Bytes32 agentId, GateAgent config, long now) {
    AgentModel agent = agent(agentId);
    if (agent.pending.isEmpty()) {
      return Optional.of(GateError.NOTHING_QUEUED);
    }
    if (now < agent.eta) {
      return Optional.of(GateError.NOT_DUE);
    }
    if (!agent.pending.get().equals(config)) {
      return Optional.of(GateError.CONFIG_MISMATCH);
    }
    int count = registeredVerifiers();
    if (config.threshold() > count || 2 * config.threshold() <= count) {
      return Optional.of(GateError.THRESHOLD_NOT_PERMITTED);
    }
    set(agent, config);
    return Optional.empty();
  }

  Optional<GateError> tighten(Bytes32 agentId, GateAgent current, GateAgent next, boolean tighter) {
    AgentModel agent = agent(agentId);
    if (agent.config.isEmpty()) {
      return Optional.of(GateError.UNKNOWN_AGENT);
    }
    if (!agent.config.get().equals(current)) {
      return Optional.of(GateError.CONFIG_MISMATCH);
    }
    if (!tighter) {
      return Optional.of(GateError.NOT_TIGHTER);
    }
    set(agent, next);
    return Optional.empty();
  }

  Optional<GateError> cancel(Bytes32 agentId) {
    AgentModel agent = agent(agentId);
    if (agent.pending.isEmpty()) {
      return Optional.of(GateError.NOTHING_QUEUED);
    }
    agent.pending = Optional.empty();
    return Optional.empty();
  }

  Optional<GateError> revoke(Bytes32 agentId) {
    AgentModel agent = agent(agentId);
    agent.pending = Optional.empty();
    agent.config = Optional.empty();
    return Optional.empty();
  }

  private static void set(AgentModel agent, GateAgent config) {
    agent.pending = Optional.empty();
    agent.config = Optional.of(config);
  }
}
