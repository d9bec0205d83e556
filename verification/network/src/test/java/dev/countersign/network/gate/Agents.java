package dev.countersign.network.gate;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes32;
import java.util.List;

/** One thing of an agent's configuration changed. */
record Agents(GateAgent agent) {
  static Agents of(GateAgent agent) {
    return new Agents(agent);
  }

  Agents manifest(Bytes32 manifest) {
    return with(manifest, agent.profile(), agent.threshold(), agent.tokens(), agent.recipients());
  }

  Agents profile(int profile) {
    return with(
        agent.manifestHash(), profile, agent.threshold(), agent.tokens(), agent.recipients());
  }

  Agents threshold(int threshold) {
    return with(
        agent.manifestHash(), agent.profile(), threshold, agent.tokens(), agent.recipients());
  }

  Agents tokens(List<GateAgent.TokenLimit> tokens) {
    return with(
        agent.manifestHash(), agent.profile(), agent.threshold(), tokens, agent.recipients());
  }

  Agents recipients(List<Address> recipients) {
    return with(
        agent.manifestHash(), agent.profile(), agent.threshold(), agent.tokens(), recipients);
  }

  Agents routes(List<GateAgent.Route> routes) {
    return rest(routes, agent.prices());
  }

  Agents prices(List<GateAgent.PriceRule> prices) {
    return rest(agent.routes(), prices);
  }

  private Agents with(
      Bytes32 manifest,
      int profile,
      int threshold,
      List<GateAgent.TokenLimit> tokens,
      List<Address> recipients) {
    return new Agents(
        new GateAgent(
            manifest, profile, threshold, tokens, recipients, agent.routes(), agent.prices()));
  }

  private Agents rest(List<GateAgent.Route> routes, List<GateAgent.PriceRule> prices) {
    return new Agents(
        new GateAgent(
            agent.manifestHash(),
            agent.profile(),
            agent.threshold(),
            agent.tokens(),
            agent.recipients(),
            routes,
            prices));
  }
}
