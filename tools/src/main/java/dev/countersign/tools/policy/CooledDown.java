package dev.countersign.tools.policy;

import dev.countersign.receipt.Reason;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The agent's last execution, by the time of its block, is at least the cooldown ago at the pinned
 * block. A cooldown beyond {@value #MAX_SECONDS} seconds is refused: the look-back for executions
 * does not reach further.
 */
record CooledDown() implements Rule {
  /** Seven days. */
  static final long MAX_SECONDS = 604_800;

  @Override
  public Optional<Denial> judge(Proposal proposal) {
    long cooldown = proposal.policy().protections().cooldown();
    if (cooldown < 0 || cooldown > MAX_SECONDS) {
      return deny("a cooldown is 0 to " + MAX_SECONDS + " seconds, not " + cooldown);
    }
    OptionalLong last =
        proposal.account().executed().stream().mapToLong(execution -> execution.time()).max();
    if (cooldown == 0 || last.isEmpty()) {
      return Optional.empty();
    }
    long since = proposal.account().time() - last.getAsLong();
    return since >= cooldown
        ? Optional.empty()
        : deny("the agent acted " + since + " seconds ago; the cooldown is " + cooldown);
  }

  private static Optional<Denial> deny(String sentence) {
    return Optional.of(new Denial(Reason.COOLDOWN, sentence));
  }
}
