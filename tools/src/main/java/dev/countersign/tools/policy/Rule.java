package dev.countersign.tools.policy;

import dev.countersign.network.spi.Refused;
import java.util.Optional;

/** One thing that is forbidden. Pure: the same proposal gets the same answer everywhere. */
interface Rule {
  /**
   * What this rule has against a proposal; empty when nothing.
   *
   * @throws Refused when the rule lacks what it must know, which is a refusal as well
   */
  Optional<Denial> judge(Proposal proposal) throws Refused;
}
