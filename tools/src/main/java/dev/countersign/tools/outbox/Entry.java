package dev.countersign.tools.outbox;

import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An action and everything that was done for it: one row and its transactions.
 *
 * @param action what it is
 * @param state how far it has come
 * @param version rises with each write; a write that knows an older one is refused
 * @param calldata the call of the gate that executes it, empty before it is certified
 * @param nonce the nonce that is its own, empty while it has none
 * @param attempts its transactions, the oldest first
 * @param ending the end that the chain shows
 * @param reason the code of why it ended otherwise than executed
 * @param sentence the same for a person, or what an audit found
 * @param createdAt when it was planned
 * @param changedAt when it was last written
 */
public record Entry(
    PlannedAction action,
    State state,
    long version,
    Optional<Bytes> calldata,
    Optional<Long> nonce,
    List<Attempt> attempts,
    Optional<Ending> ending,
    Optional<String> reason,
    Optional<String> sentence,
    Instant createdAt,
    Instant changedAt) {
  /** Copies the list. */
  public Entry {
    attempts = List.copyOf(attempts);
  }

  /** A row before anybody was asked. */
  static Entry planned(PlannedAction action, Instant now) {
    return new Entry(
        action,
        State.PLANNED,
        0,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        now,
        now);
  }

  /** The name of the run, and of the row. */
  public Bytes32 runId() {
    return action.runId();
  }

  /** The newest transaction with the nonce that is its own. */
  public Optional<Attempt> latest() {
    return nonce.flatMap(
        own ->
            attempts.stream()
                .filter(attempt -> attempt.nonce() == own)
                .reduce((older, newer) -> newer));
  }

  /** Wei that its transactions cost, as far as they are mined. */
  public BigInteger cost() {
    return attempts.stream()
        .flatMap(attempt -> attempt.cost().stream())
        .reduce(BigInteger.ZERO, BigInteger::add);
  }

  /** Whether a transaction is one of its own. */
  public boolean isOwn(Bytes32 transaction) {
    return attempts.stream().anyMatch(attempt -> attempt.hash().equals(transaction));
  }

  /** The state after an event. */
  Entry on(Event event, Instant now) throws OutboxFailed {
    State next =
        Lifecycle.next(state, event)
            .orElseThrow(
                () ->
                    new OutboxFailed(
                        OutboxFailed.Kind.NOT_NOW,
                        "an action that is " + state + " cannot " + event));
    return new Entry(
        action, next, version, calldata, nonce, attempts, ending, reason, sentence, createdAt, now);
  }

  Entry certified(Bytes executing) {
    return new Entry(
        action,
        state,
        version,
        Optional.of(executing),
        nonce,
        attempts,
        ending,
        reason,
        sentence,
        createdAt,
        changedAt);
  }

  Entry owning(Optional<Long> own) {
    return new Entry(
        action, state, version, calldata, own, attempts, ending, reason, sentence, createdAt,
        changedAt);
  }

  Entry tried(List<Attempt> transactions) {
    return new Entry(
        action,
        state,
        version,
        calldata,
        nonce,
        transactions,
        ending,
        reason,
        sentence,
        createdAt,
        changedAt);
  }

  Entry ending(Optional<Ending> seen) {
    return new Entry(
        action, state, version, calldata, nonce, attempts, seen, reason, sentence, createdAt,
        changedAt);
  }

  Entry because(String code, String text) {
    return new Entry(
        action,
        state,
        version,
        calldata,
        nonce,
        attempts,
        ending,
        code.isEmpty() ? Optional.empty() : Optional.of(code),
        text.isEmpty() ? Optional.empty() : Optional.of(text),
        createdAt,
        changedAt);
  }

  Entry written() {
    return new Entry(
        action,
        state,
        version + 1,
        calldata,
        nonce,
        attempts,
        ending,
        reason,
        sentence,
        createdAt,
        changedAt);
  }
}
