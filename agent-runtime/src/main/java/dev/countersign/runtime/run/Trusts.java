package dev.countersign.runtime.run;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Trust;
import dev.countersign.receipt.Trust.TrustedVerifier;
import dev.countersign.runtime.agent.Network;

/** Whom a network's description says to believe. */
public final class Trusts {
  private Trusts() {}

  /**
   * The trust in a network's verifiers for one gate on it: more than half of those that still stand
   * must have signed, and an agent's manifest may demand more.
   *
   * @param gate one of the network's gates, or the zero address for paper
   */
  public static Trust of(Network network, Address gate) {
    var verifiers =
        network.verifiers().stream()
            .map(
                verifier ->
                    new TrustedVerifier(
                        verifier.address(),
                        verifier.from(),
                        Math.min(verifier.until(), TrustedVerifier.ALWAYS)))
            .toList();
    long standing = network.verifiers().stream().filter(v -> v.until() == Long.MAX_VALUE).count();
    return verifiers.isEmpty()
        ? Trust.NONE
        : Trust.of(network.chainId(), gate, verifiers, (int) standing / 2 + 1);
  }
}
