package dev.countersign.tools.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LifecycleTest {
  // A dot is an event that cannot happen in that state.
  private static final String TABLE =
      """
                 CERTIFY   REFUSE  SIGN      SEND      SEE   REORGANISE REOPEN    LOSE_NONCE GIVE_UP SETTLE  FAIL   REPLACE  EXPIRE
      PLANNED    CERTIFIED .       .         .         .     .          .         .          .       SETTLED .      REPLACED EXPIRED
      CERTIFIED  .         .       SIGNED    .         MINED .          .         .          WATCHED .       .      .        .
      SIGNED     .         .       SIGNED    BROADCAST MINED .          .         CERTIFIED  WATCHED .       .      .        .
      BROADCAST  .         .       BROADCAST BROADCAST MINED .          .         CERTIFIED  WATCHED .       .      .        .
      MINED      .         .       MINED     MINED     MINED BROADCAST  CERTIFIED MINED      WATCHED SETTLED .      REPLACED .
      WATCHED    .         REFUSED .         .         MINED .          .         .          .       .       FAILED REPLACED EXPIRED
      SETTLED    .         .       .         .         .     .          .         .          .       .       .      .        .
      REFUSED    .         .       .         .         .     .          .         .          .       .       .      .        .
      FAILED     .         .       .         .         .     .          .         .          .       .       .      .        .
      REPLACED   .         .       .         .         .     .          .         .          .       .       .      .        .
      EXPIRED    .         .       .         .         .     .          .         .          .       .       .      .        .
      """;

  @Test
  void theTableIsTheWholeOfIt() {
    List<String> lines = new ArrayList<>(TABLE.lines().toList());
    List<Event> events =
        Arrays.stream(lines.removeFirst().strip().split(" +", -1)).map(Event::valueOf).toList();
    assertThat(events).containsExactlyInAnyOrder(Event.values());
    Set<State> seen = EnumSet.noneOf(State.class);
    for (String line : lines) {
      String[] cells = line.strip().split(" +", -1);
      State state = State.valueOf(cells[0]);
      seen.add(state);
      for (int i = 0; i < events.size(); i++) {
        Optional<State> expected =
            cells[i + 1].equals(".") ? Optional.empty() : Optional.of(State.valueOf(cells[i + 1]));
        assertThat(Lifecycle.next(state, events.get(i)))
            .as("%s, %s", state, events.get(i))
            .isEqualTo(expected);
      }
    }
    assertThat(seen).containsExactlyInAnyOrder(State.values());
  }

  @Test
  void aTerminalStateIsNeverLeft() {
    for (State state : State.values()) {
      if (state.terminal()) {
        for (Event event : Event.values()) {
          assertThat(Lifecycle.next(state, event)).isEmpty();
        }
      }
    }
  }
}
