package dev.countersign.strategies;

import dev.countersign.inference.language.Conversation;
import dev.countersign.inference.language.Message;
import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Instruction;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.ObservationClass;
import dev.countersign.receipt.Reason;
import dev.countersign.receipt.ReceiptRejected;
import dev.countersign.receipt.Slot;
import dev.countersign.tools.WholeTokens;
import dev.countersign.tools.observe.AccountState;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * What a language model is asked, and what it may answer: the prompt and the facts, the
 * instruction, and tools whose every argument is one of a list.
 *
 * @param instruction what somebody said
 * @param account what the account holds
 * @param offered what arguments may be
 * @param conversation what the model is given
 */
record Dialogue(
    String instruction, AccountState account, Offered offered, Conversation conversation) {

  static Dialogue of(PlannerTerms terms, Slot slot, List<Observation> observations) throws Refused {
    Manifest manifest = terms.manifest();
    String text = instruction(observations);
    AccountState account = AccountState.in(observations);
    Offered offered = Wording.offered(text, symbols(manifest), recipients(manifest));
    try {
      Conversation conversation =
          new Conversation(
              List.of(
                  Message.system(terms.prompt() + "\n\n" + facts(manifest, account)),
                  Message.user(text)),
              MoneyTools.offered(terms.tools(), offered),
              Conversation.ToolChoice.REQUIRED,
              terms.maxCalls(),
              terms.maxTokens(),
              terms.sampling(
                  slot.runId(manifest.agentId()), observations.getFirst().block().hash()),
              slot.anchor());
      return new Dialogue(text, account, offered, conversation);
    } catch (IllegalArgumentException e) {
      throw new Refused(Reason.OBSERVATION_INSUFFICIENT, "planner: " + e.getMessage());
    }
  }

  private static String instruction(List<Observation> observations) throws Refused {
    for (Observation observation : observations) {
      if (observation.observationClass() == ObservationClass.INSTRUCTION) {
        try {
          return Instruction.parse(observation.content()).text();
        } catch (ReceiptRejected e) {
          throw new Refused(e.reason(), String.valueOf(e.getMessage()));
        }
      }
    }
    throw new Refused(Reason.OBSERVATION_INSUFFICIENT, "planner: nobody said what to do");
  }

  /** The symbols of the tokens that the policy lists. */
  static NavigableSet<String> symbols(Manifest manifest) {
    NavigableSet<String> symbols = new TreeSet<>();
    for (Manifest.Limit limit : manifest.policy().tokens()) {
      manifest.token(limit.token()).map(Manifest.Token::symbol).ifPresent(symbols::add);
    }
    return symbols;
  }

  /** The names of those whom the policy lets it pay. */
  static NavigableSet<String> recipients(Manifest manifest) {
    NavigableSet<String> names = new TreeSet<>();
    manifest.policy().recipients().forEach(recipient -> names.add(recipient.name()));
    return names;
  }

  private static String facts(Manifest manifest, AccountState account) throws Refused {
    List<String> held = new ArrayList<>();
    for (Manifest.Limit limit : manifest.policy().tokens()) {
      held.add(WholeTokens.of(manifest, limit.token(), account.balance(limit.token())));
    }
    String recipients = String.join(", ", recipients(manifest));
    return "Balances: "
        + String.join(", ", held)
        + "\nRecipients: "
        + (recipients.isEmpty() ? "none" : recipients);
  }
}
