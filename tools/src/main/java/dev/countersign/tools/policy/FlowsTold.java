package dev.countersign.tools.policy;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Flow;
import dev.countersign.receipt.Reason;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The flows that the gate will demand are exactly those of the moves: no token is left out, none
 * may fall further than what leaves, none needs to rise less than the least.
 */
record FlowsTold() implements Rule {
  @Override
  public Optional<Denial> judge(Proposal proposal) {
    return flows(proposal.gone(), proposal.come()).equals(proposal.flows())
        ? Optional.empty()
        : Optional.of(new Denial(Reason.ACTION_MISMATCH, "the flows are not those of the calls"));
  }

  /** The flows, ascending by token, of what leaves and what comes in at least. */
  static List<Flow> flows(Map<Address, BigInteger> gone, Map<Address, BigInteger> come) {
    Map<Address, BigInteger> net = new TreeMap<>(come);
    gone.forEach((token, amount) -> net.merge(token, amount.negate(), BigInteger::add));
    return net.entrySet().stream()
        .map(entry -> new Flow(entry.getKey(), entry.getValue()))
        .toList();
  }
}
