package dev.countersign.network.quorum;

import dev.countersign.receipt.Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the verifiers said.
 *
 * @param certificate there when enough of them agreed
 * @param answers one for each verifier, in the order they are configured
 */
public record Attestation(Optional<Certificate> certificate, List<Answer> answers) {
  /** Copies the list. */
  public Attestation {
    answers = List.copyOf(answers);
  }

  /** One line for a person that names every verifier. */
  public String summary() {
    return answers.stream()
        .map(
            answer ->
                answer.name()
                    + ": "
                    + switch (answer.kind()) {
                      case VERDICT -> "countersigned";
                      case NOT_NEEDED -> "not needed";
                      case REFUSAL -> "refused, " + why(answer);
                      case ABSTENTION -> "abstained, " + why(answer);
                      case REJECTION -> "did not take it, " + why(answer);
                      case DISHONEST -> "dishonest, " + why(answer);
                      case FAILURE -> "failed, " + why(answer);
                    })
        .collect(Collectors.joining("; "));
  }

  private static String why(Answer answer) {
    return answer.reason() + " (" + answer.detail() + ")";
  }
}
