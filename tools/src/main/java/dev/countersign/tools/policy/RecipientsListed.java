package dev.countersign.tools.policy;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Reason;
import java.util.Optional;

/** Payments go to listed recipients, and never to the account or the gate themselves. */
record RecipientsListed() implements Rule {
  @Override
  public Optional<Denial> judge(Proposal proposal) {
    for (Move.Payment payment : proposal.payments()) {
      Address to = payment.to();
      boolean listed =
          proposal.policy().recipients().stream()
              .anyMatch(recipient -> recipient.address().equals(to));
      boolean own =
          to.equals(proposal.manifest().account()) || to.equals(proposal.manifest().gate());
      if (!listed || own) {
        return Optional.of(
            new Denial(
                Reason.RECIPIENT_NOT_PERMITTED,
                proposal.shown(payment.token(), payment.amount())
                    + " would go to "
                    + to
                    + ", which "
                    + (own ? "is the account or its gate" : "is not among the recipients")));
      }
    }
    return Optional.empty();
  }
}
