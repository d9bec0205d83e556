package dev.countersign.network.spi;

import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.receipt.Call;
import dev.countersign.receipt.Flow;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Observation;
import java.util.List;

/** Turns intents into calls and flows, and checks them against the policy. */
public interface Planner {
  /**
   * Reads what every action depends on, whatever is decided: the gate's state for this agent (last
   * slot, spent today, paused), as an observation of kind {@code account}.
   */
  List<Observation> account(Manifest manifest, PinnedChain chain) throws Refused, ChainUnavailable;

  /**
   * Reads the quotes and price references that these intents need, as observations of kind {@code
   * quote}.
   */
  List<Observation> quotes(Manifest manifest, List<Intent> intents, PinnedChain chain)
      throws Refused, ChainUnavailable;

  /**
   * The calls and flows of the intents; a pure function. A hold has neither.
   *
   * @param validUntil unix seconds, the deadline inside the calls
   */
  Plan plan(
      Manifest manifest, List<Intent> intents, List<Observation> observations, long validUntil)
      throws Refused;

  /**
   * The policy; a pure function. Returns normally only when every rule allows the plan.
   *
   * @throws Refused with the rule's reason code
   */
  void check(Manifest manifest, List<Intent> intents, Plan plan, List<Observation> observations)
      throws Refused;

  /**
   * What is to happen on chain.
   *
   * @param calls in order
   * @param flows strictly ascending by token
   */
  record Plan(List<Call> calls, List<Flow> flows) {
    /** Nothing. */
    public static final Plan NOTHING = new Plan(List.of(), List.of());

    /** Copies the lists. */
    public Plan {
      calls = List.copyOf(calls);
      flows = List.copyOf(flows);
    }
  }
}
