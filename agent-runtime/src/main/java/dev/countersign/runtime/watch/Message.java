package dev.countersign.runtime.watch;

import dev.countersign.receipt.Slot;
import dev.countersign.runtime.agent.NotifyFile.Event;
import java.time.Instant;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;

/**
 * What somebody is told.
 *
 * @param event of which kind it is
 * @param agent by name, or the network where it is no agent's
 * @param slot of the run, 0 where there is none
 * @param sentence what happened
 * @param at when
 */
record Message(Event event, String agent, long slot, String sentence, Instant at) {
  private static final int MOST_TEXT = 3500;

  static Message of(Event event, String agent, Slot slot, String sentence, Instant at) {
    return new Message(event, agent, slot.value(), sentence, at);
  }

  private String word() {
    return event.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Cut to what chats take. */
  private String text() {
    String text = word() + "  " + agent + (slot == 0 ? "" : " slot " + slot) + ": " + sentence;
    return text.length() <= MOST_TEXT ? text : text.substring(0, MOST_TEXT) + " ...";
  }

  /** For a program; {@code text} is what chats show of it. */
  String webhook() {
    return JsonMapper.shared()
        .createObjectNode()
        .put("event", word())
        .put("agent", agent)
        .put("slot", slot)
        .put("sentence", sentence)
        .put("at", at.toString())
        .put("text", text())
        .toString();
  }

  /** For a chat, as Telegram's {@code sendMessage} wants it; plain text, so nothing is markup. */
  String telegram(String chat) {
    return JsonMapper.shared()
        .createObjectNode()
        .put("chat_id", chat)
        .put("text", text())
        .put("disable_web_page_preview", true)
        .toString();
  }
}
