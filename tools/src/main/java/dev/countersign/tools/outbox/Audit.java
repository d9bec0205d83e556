package dev.countersign.tools.outbox;

import dev.countersign.network.gate.Executed;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Flow;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Compares what the gate measured with what was expected. What was measured during the execution
 * counts, not the account's total: anybody can send dust.
 */
public final class Audit {
  private Audit() {}

  /** One sentence for each difference, in base units; empty when all is as expected. */
  public static List<String> differences(List<Flow> expected, Executed executed) {
    Map<Address, BigInteger> measured = new TreeMap<>();
    executed.flows().forEach(flow -> measured.put(flow.token(), flow.delta()));
    List<String> differences = new ArrayList<>();
    for (Flow flow : expected) {
      BigInteger delta = measured.getOrDefault(flow.token(), BigInteger.ZERO);
      measured.remove(flow.token());
      boolean leaves = flow.least().signum() <= 0;
      if (leaves ? !delta.equals(flow.least()) : delta.compareTo(flow.least()) < 0) {
        differences.add(
            flow.token()
                + " changed by "
                + delta
                + "; expected was "
                + (leaves ? "" : "at least ")
                + flow.least());
      }
    }
    measured.forEach(
        (token, delta) ->
            differences.add(token + " changed by " + delta + "; expected was nothing"));
    return List.copyOf(differences);
  }
}
