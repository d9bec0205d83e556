package dev.countersign.tools.outbox;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The only way from one state to the next: a pure function, so that it can be read as a table.
 *
 * <p>Guarantees: a terminal state is never left; nothing is signed without a certificate; nothing
 * that may be out is given up before the chain has shown its end; what has a certificate ends
 * otherwise than executed only when nobody can execute it any more.
 */
public final class Lifecycle {
  private Lifecycle() {}

  /** The state after an event; empty where the event cannot happen in that state. */
  public static Optional<State> next(State state, Event event) {
    return Optional.ofNullable(
        switch (state) {
          case PLANNED -> planned(event);
          case CERTIFIED -> certified(event);
          case SIGNED, BROADCAST -> out(state, event);
          case MINED -> mined(event);
          case WATCHED -> watched(event);
          case SETTLED, REFUSED, FAILED, REPLACED, EXPIRED -> null;
        });
  }

  private static @Nullable State planned(Event event) {
    return switch (event) {
      case CERTIFY -> State.CERTIFIED;
      case SETTLE -> State.SETTLED;
      case REPLACE -> State.REPLACED;
      case EXPIRE -> State.EXPIRED;
      case REFUSE, SIGN, SEND, SEE, REORGANISE, REOPEN, LOSE_NONCE, GIVE_UP, FAIL -> null;
    };
  }

  private static @Nullable State certified(Event event) {
    return switch (event) {
      case SIGN -> State.SIGNED;
      case SEE -> State.MINED;
      case GIVE_UP -> State.WATCHED;
      case CERTIFY, REFUSE, SEND, REORGANISE, REOPEN, LOSE_NONCE, SETTLE, FAIL, REPLACE, EXPIRE ->
          null;
    };
  }

  private static @Nullable State out(State state, Event event) {
    return switch (event) {
      case SIGN -> state;
      case SEND -> State.BROADCAST;
      case SEE -> State.MINED;
      case LOSE_NONCE -> State.CERTIFIED;
      case GIVE_UP -> State.WATCHED;
      case CERTIFY, REFUSE, REORGANISE, REOPEN, SETTLE, FAIL, REPLACE, EXPIRE -> null;
    };
  }

  private static @Nullable State mined(Event event) {
    return switch (event) {
      case SIGN, SEND, SEE, LOSE_NONCE -> State.MINED;
      case REORGANISE -> State.BROADCAST;
      case REOPEN -> State.CERTIFIED;
      case GIVE_UP -> State.WATCHED;
      case SETTLE -> State.SETTLED;
      case REPLACE -> State.REPLACED;
      case CERTIFY, REFUSE, FAIL, EXPIRE -> null;
    };
  }

  private static @Nullable State watched(Event event) {
    return switch (event) {
      case SEE -> State.MINED;
      case REFUSE -> State.REFUSED;
      case FAIL -> State.FAILED;
      case REPLACE -> State.REPLACED;
      case EXPIRE -> State.EXPIRED;
      case CERTIFY, SIGN, SEND, REORGANISE, REOPEN, LOSE_NONCE, GIVE_UP, SETTLE -> null;
    };
  }
}
