package dev.countersign.runtime.run;

import dev.countersign.network.quorum.Answer;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Reason;
import dev.countersign.receipt.Slot;
import dev.countersign.runtime.agent.Exit;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.EnumNamingStrategies;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What came of a run, for a person, a program and the journal. It is an account of what happened,
 * not evidence: that is the bundle.
 *
 * @param agent the agent's name
 * @param agentId as the gate knows it
 * @param runId agent and slot in one name
 * @param slot the slot
 * @param network where
 * @param mode {@code live} or {@code paper}
 * @param manifest the manifest's digest
 * @param exit how it ended
 * @param status one word or two: {@code executed}, {@code held}, {@code simulated}, {@code
 *     refused}, {@code not verified}, {@code not executed}, {@code under way}, {@code watched}
 * @param sentence what that means
 * @param block the pinned block
 * @param seen what was seen, a line each
 * @param model what ran
 * @param decision what was decided
 * @param receiptId the receipt
 * @param verifiers what each of them said
 * @param execution what happened on chain
 * @param balances of the account, before and after
 * @param steps how long each step took
 * @param bundle the bundle's file, empty where there is none
 */
public record RunReport(
    String agent,
    Bytes32 agentId,
    Bytes32 runId,
    Slot slot,
    String network,
    String mode,
    Bytes32 manifest,
    Exit exit,
    String status,
    String sentence,
    Optional<BlockRef> block,
    List<Seen> seen,
    Optional<Model> model,
    Optional<Decision> decision,
    Optional<Bytes32> receiptId,
    List<Answer> verifiers,
    Optional<Execution> execution,
    List<Balance> balances,
    List<Step> steps,
    String bundle) {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enumNamingStrategy(EnumNamingStrategies.LOWER_CAMEL_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /** Copies the lists. */
  public RunReport {
    seen = List.copyOf(seen);
    verifiers = List.copyOf(verifiers);
    balances = List.copyOf(balances);
    steps = List.copyOf(steps);
  }

  /** What a run says of itself before its action is handed to a chain. */
  static final String UNDER_WAY = "under way";

  private static final String WATCHED = "watched";
  private static final String EXECUTED = "executed";

  /**
   * Whether it was not known for good what becomes of its action when this was written: it was on
   * its way to the chain, in a block that may be replaced, or given up while its certificate may
   * still be used. A later command finds out.
   */
  public boolean isUnderWay() {
    return status.equals(UNDER_WAY)
        || status.equals(WATCHED)
        || execution.filter(done -> !done.settled()).isPresent();
  }

  /** Whether nothing is known yet of what became of its action. */
  boolean isOnItsWay() {
    return status.equals(UNDER_WAY);
  }

  /** The same run, now that it is known what became of its action. */
  RunReport after(dev.countersign.runtime.run.Execution.Outcome outcome) {
    return switch (outcome) {
      case dev.countersign.runtime.run.Execution.Executed done ->
          ended(
              Exit.DONE, EXECUTED, sentence(done), Optional.of(done.execution()), done.balances());
      case dev.countersign.runtime.run.Execution.Recorded recorded ->
          ended(Exit.DONE, EXECUTED, recorded.sentence(), Optional.empty(), List.of());
      case dev.countersign.runtime.run.Execution.Watched watched ->
          ended(
              watched.exit(),
              WATCHED,
              "certified, and not executed: "
                  + watched.sentence()
                  + "; until its time is over for good anybody may still use the certificate, and"
                  + " the next command after that says what became of it",
              Optional.empty(),
              List.of());
      case dev.countersign.runtime.run.Execution.Refused no ->
          ended(
              no.reason() == Reason.PAUSED ? Exit.STOPPED : Exit.REFUSED,
              "refused",
              "refused: " + no.reason() + ": " + no.sentence(),
              Optional.empty(),
              List.of());
      case dev.countersign.runtime.run.Execution.NotExecuted not ->
          ended(
              Exit.NOT_EXECUTED,
              "not executed",
              "certified, but not executed: " + not.sentence(),
              Optional.empty(),
              List.of());
    };
  }

  private static String sentence(dev.countersign.runtime.run.Execution.Executed done) {
    String how =
        "the action is on the chain"
            + (done.elsewhere() ? ", executed by another sender," : "")
            + (done.differences().isEmpty()
                ? " and did what was certified"
                : "; " + done.differences());
    return done.execution().settled()
        ? how
        : how + "; its block is not final yet: the next command settles it";
  }

  private RunReport ended(
      Exit how, String word, String meaning, Optional<Execution> done, List<Balance> held) {
    return new RunReport(
        agent, agentId, runId, slot, network, mode, manifest, how, word, meaning, block, seen,
        model, decision, receiptId, verifiers, done, held, steps, bundle);
  }

  /**
   * An observation.
   *
   * @param kind what it is
   * @param source where it comes from
   * @param digest of its content
   * @param sentence what it says
   */
  public record Seen(String kind, String source, Bytes32 digest, String sentence) {}

  /**
   * An inference.
   *
   * @param id the model
   * @param digest of the bundle
   * @param outputs digest of what it said
   * @param sentence what it said
   */
  public record Model(String id, Bytes32 digest, Bytes32 outputs, String sentence) {}

  /**
   * A decision.
   *
   * @param intents what is to happen, in words
   * @param because why
   */
  public record Decision(List<String> intents, String because) {
    /** Copies the list. */
    public Decision {
      intents = List.copyOf(intents);
    }
  }

  /**
   * A transaction.
   *
   * @param transaction its hash
   * @param sender the key that paid
   * @param block where it was mined
   * @param gasUsed units
   * @param fee wei, as a decimal string
   * @param settled whether it is final and the flows were compared
   * @param flows what it did to the account
   */
  public record Execution(
      Bytes32 transaction,
      Address sender,
      BlockRef block,
      long gasUsed,
      String fee,
      boolean settled,
      List<Flow> flows) {
    /** Copies the list. */
    public Execution {
      flows = List.copyOf(flows);
    }
  }

  /**
   * A change of one balance, in whole tokens as decimal strings.
   *
   * @param symbol the token, for people
   * @param token the token
   * @param least what it had to reach
   * @param measured what the gate measured
   */
  public record Flow(String symbol, Address token, String least, String measured) {}

  /**
   * A balance of the account, in whole tokens as decimal strings.
   *
   * @param symbol the token, for people
   * @param token the token
   * @param before at the pinned block
   * @param after at the block of the transaction; as before where there is none
   */
  public record Balance(String symbol, Address token, String before, String after) {}

  /**
   * A step.
   *
   * @param name of it
   * @param millis it took
   */
  public record Step(String name, long millis) {}

  /** The JSON form. */
  public JsonNode toJson() {
    return JSON.valueToTree(this);
  }

  /**
   * Reads the JSON form.
   *
   * @throws JacksonException when it is none
   */
  public static RunReport parse(byte[] json) {
    return JSON.readValue(json, RunReport.class);
  }
}
