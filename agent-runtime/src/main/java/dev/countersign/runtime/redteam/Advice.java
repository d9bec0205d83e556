package dev.countersign.runtime.redteam;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Manifest;
import dev.countersign.runtime.agent.Agent;
import dev.countersign.tools.WholeTokens;
import dev.countersign.tools.policy.WorstCase;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is weak in a file itself, whatever the attacks came to: they are stopped at its limits. */
final class Advice {
  private static final int MUCH_SLIPPAGE_BPS = 100;
  private static final int MUCH_DEVIATION_BPS = 500;
  private static final long SHORT_INTERVAL = 10;
  private static final long LONG_DEADLINE = 600;
  private static final int MANY_ACTIONS = 20;
  private static final BigInteger MUCH_GAS = BigInteger.TEN.pow(18);

  private final Agent agent;
  private final Manifest manifest;
  private final Map<Address, BigInteger> held;
  private final List<String> sentences = new ArrayList<>();

  private Advice(Agent agent, Manifest manifest, Map<Address, BigInteger> held) {
    this.agent = agent;
    this.manifest = manifest;
    this.held = held;
  }

  /**
   * Sentences, none where all is well.
   *
   * @param held what the account holds, where that is known
   */
  static List<String> of(Agent agent, Manifest manifest, Map<Address, BigInteger> held) {
    Advice advice = new Advice(agent, manifest, held);
    advice.caps();
    advice.prices();
    advice.verifiers();
    advice.time();
    return List.copyOf(advice.sentences);
  }

  private void caps() {
    for (WorstCase.Outflow outflow : WorstCase.of(manifest).tokens()) {
      BigInteger has = held.getOrDefault(outflow.token(), BigInteger.ZERO);
      if (has.signum() > 0 && outflow.perDay().compareTo(has) >= 0) {
        sentences.add(
            "max-per-day of "
                + amount(outflow.token(), outflow.perDay())
                + " is as much as the account of a fresh devnet holds, or more ("
                + amount(outflow.token(), has)
                + "): a lying quorum could empty it in a day");
      }
      if (outflow.perAction().signum() > 0
          && outflow.perDay().divide(outflow.perAction()).intValue() >= MANY_ACTIONS) {
        sentences.add(
            "max-per-day of "
                + amount(outflow.token(), outflow.perDay())
                + " is "
                + outflow.perDay().divide(outflow.perAction())
                + " times max-per-action: the day's cap protects little");
      }
    }
    if (manifest.policy().maxGasPerDay().compareTo(MUCH_GAS) >= 0) {
      sentences.add(
          "max-gas lets the hot key burn "
              + WholeTokens.plain(manifest.policy().maxGasPerDay(), 18)
              + " of the native coin a day");
    }
  }

  private String amount(Address token, BigInteger units) {
    return WholeTokens.of(manifest, token, units);
  }

  private void prices() {
    if (Outflow.sellable(manifest).isEmpty()) {
      return;
    }
    Manifest.PriceCheck check = manifest.policy().priceCheck();
    if (check.sources().isEmpty()) {
      sentences.add(
          "there is no price-check: swaps are compared with the pool's own quote only, and a lying"
              + " quorum could sell for nothing, up to the caps");
    } else if (!check.sources().contains("feed")) {
      sentences.add(
          "price-check has no feed: the gate compares trades with nothing, and a lying quorum could"
              + " sell for nothing, up to the caps");
    }
    if (manifest.policy().maxSlippageBps() > MUCH_SLIPPAGE_BPS) {
      sentences.add(
          "max-slippage-bps of "
              + manifest.policy().maxSlippageBps()
              + " gives a sandwich that much of every swap");
    }
    if (check.maxDeviationBps() > MUCH_DEVIATION_BPS) {
      sentences.add(
          "max-deviation-bps of "
              + check.maxDeviationBps()
              + " lets a trade be that much worse than the references");
    }
  }

  private void verifiers() {
    int quorum = manifest.verify().quorum();
    int verifiers = manifest.verify().of();
    if (quorum < 2) {
      sentences.add("a quorum of 1 means that one verifier's key moves money up to the caps");
    } else if (quorum == verifiers) {
      sentences.add(
          "a quorum of "
              + quorum
              + " of "
              + verifiers
              + " means that one verifier that is down stops the agent");
    }
  }

  private void time() {
    boolean onRequest = manifest.schedule().on().equals("request");
    if (agent.mode() == Agent.Mode.LIVE && onRequest && manifest.minInterval() < SHORT_INTERVAL) {
      sentences.add(
          "min-interval of "
              + manifest.minInterval()
              + " s lets a runtime ask at almost every block until the answer suits");
    }
    if (manifest.deadline() > LONG_DEADLINE) {
      sentences.add(
          "schedule.deadline of "
              + manifest.deadline()
              + " s keeps a certificate valid for that long");
    }
  }
}
