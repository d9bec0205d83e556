package dev.countersign.tools.outbox;

import java.util.Optional;

/**
 * The only way from one state to the next: a pure function, so that it can be read as a table.
 *
 * <p>Guarantees: a terminal state is never left; nothing is signed without a certificate; nothing
 * that may be out is refused or given up before the chain has shown its end.
 */
public final class Lifecycle {
  private Lifecycle() {}

  /** The state after an event; empty where the event cannot happen in that state. */
  public static Optional<State> next(State state, Event event) {
    return Optional.ofNullable(
        switch (state) {
          case PLANNED ->
              switch (event) {
                case CERTIFY -> State.CERTIFIED;
                case REFUSE -> State.REFUSED;
                case EXPIRE -> State.EXPIRED;
                case SIGN, SEND, SEE, REORGANISE, REOPEN, LOSE_NONCE, SETTLE, FAIL, REPLACE -> null;
              };
          case CERTIFIED ->
              switch (event) {
                case SIGN -> State.SIGNED;
                case SEE -> State.MINED;
                case REFUSE -> State.REFUSED;
                case EXPIRE -> State.EXPIRED;
                case CERTIFY, SEND, REORGANISE, REOPEN, LOSE_NONCE, SETTLE, FAIL, REPLACE -> null;
              };
          case SIGNED, BROADCAST ->
              switch (event) {
                case SIGN -> state;
                case SEND -> State.BROADCAST;
                case SEE -> State.MINED;
                case LOSE_NONCE -> State.CERTIFIED;
                case REPLACE -> State.REPLACED;
                case CERTIFY, REFUSE, REORGANISE, REOPEN, SETTLE, FAIL, EXPIRE -> null;
              };
          case MINED ->
              switch (event) {
                case SIGN, SEND, SEE -> State.MINED;
                case REORGANISE -> State.BROADCAST;
                case REOPEN -> State.CERTIFIED;
                case SETTLE -> State.SETTLED;
                case FAIL -> State.FAILED;
                case REPLACE -> State.REPLACED;
                case EXPIRE -> State.EXPIRED;
                case CERTIFY, REFUSE, LOSE_NONCE -> null;
              };
          case SETTLED, REFUSED, FAILED, REPLACED, EXPIRED -> null;
        });
  }
}
