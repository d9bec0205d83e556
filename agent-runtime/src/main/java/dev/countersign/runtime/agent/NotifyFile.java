package dev.countersign.runtime.agent;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who is told what, as it stands in a YAML file: a list {@code notify} of webhooks and Telegram
 * chats. Addresses and tokens that are secret stand in files of their own, which only their owner
 * can read; the environment is never read.
 */
public final class NotifyFile {
  private static final Set<String> FILE = Set.of("notify");
  private static final Set<String> ENTRY = Set.of("webhook", "telegram", "events");
  private static final Set<String> WEBHOOK = Set.of("url", "url-file");
  private static final Set<String> TELEGRAM = Set.of("token-file", "chat", "api");
  private static final Map<String, Event> WORDS =
      Map.of(
          "fills", Event.FILL,
          "refusals", Event.REFUSAL,
          "protections", Event.PROTECTION,
          "low-gas", Event.LOW_GAS,
          "errors", Event.ERROR);
  private static final Set<PosixFilePermission> OWNER =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private NotifyFile() {}

  /** What somebody may be told. */
  public enum Event {
    /** An action is on the chain. */
    FILL,
    /** The policy or the verifiers said no. */
    REFUSAL,
    /** A protection of the policy refused. */
    PROTECTION,
    /** The key that pays for gas is nearly empty. */
    LOW_GAS,
    /** A run could give no answer. */
    ERROR
  }

  /**
   * Somebody who is told.
   *
   * @param name for logs, without what is secret
   * @param to the address that is sent to; may hold a secret
   * @param chat of Telegram; empty for a webhook
   * @param events what of
   */
  public record Recipient(String name, URI to, Optional<String> chat, Set<Event> events) {
    /** Copies the set. */
    public Recipient {
      events = Set.copyOf(events);
    }

    /** Without the address. */
    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * Reads a file.
   *
   * @throws Failure with {@link Exit#CONFIGURATION}
   */
  public static List<Recipient> read(Path path) throws Failure {
    Section file = Section.of("", YamlReader.read(path), FILE);
    List<Recipient> recipients = new ArrayList<>();
    List<YamlNode> items = file.items("notify");
    for (int i = 0; i < items.size(); i++) {
      recipients.add(recipient(path, i, Section.of("notify[" + i + "]", items.get(i), ENTRY)));
    }
    return recipients;
  }

  private static Recipient recipient(Path path, int index, Section entry) throws Failure {
    if (entry.has("webhook") == entry.has("telegram")) {
      throw Failure.at(entry.at(), "an entry of notify is either a webhook or a telegram");
    }
    Set<Event> events = EnumSet.noneOf(Event.class);
    for (String word : entry.texts("events")) {
      Event event = WORDS.get(word);
      if (event == null) {
        throw Failure.at(
            entry.required("events").at(),
            entry.name("events") + " has " + word + Spelling.hint(word, WORDS.keySet()));
      }
      events.add(event);
    }
    Set<Event> told = events.isEmpty() ? EnumSet.allOf(Event.class) : events;
    if (entry.has("webhook")) {
      Section webhook = entry.requiredSection("webhook", WEBHOOK);
      if (webhook.has("url") == webhook.has("url-file")) {
        throw Failure.at(webhook.at(), "a webhook has either a url or a url-file");
      }
      String url = webhook.has("url") ? webhook.text("url") : secret(path, webhook, "url-file");
      URI to = uri(webhook, webhook.has("url") ? "url" : "url-file", url);
      return new Recipient("webhook " + (index + 1), to, Optional.empty(), told);
    }
    Section telegram = entry.requiredSection("telegram", TELEGRAM);
    String api = telegram.text("api", "https://api.telegram.org");
    String token = secret(path, telegram, "token-file");
    if (!token.matches("[0-9]+:[A-Za-z0-9_-]+")) {
      throw Failure.at(
          telegram.required("token-file").at(),
          telegram.name("token-file") + " does not hold a bot's token");
    }
    URI to = uri(telegram, "api", api + "/bot" + token + "/sendMessage");
    return new Recipient("telegram " + (index + 1), to, Optional.of(telegram.text("chat")), told);
  }

  private static URI uri(Section section, String key, String text) throws Failure {
    Failure wrong =
        Failure.at(
            section.has(key) ? section.required(key).at() : section.at(),
            section.name(key) + " is no address that begins with http:// or https://");
    try {
      URI uri = URI.create(text);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (!web || uri.getHost() == null) {
        throw wrong;
      }
      return uri;
    } catch (IllegalArgumentException e) {
      throw wrong; // Without its cause, which repeats the text.
    }
  }

  /** What a file holds that only its owner can read. */
  private static String secret(Path path, Section section, String key) throws Failure {
    Path file = path.toAbsolutePath().resolveSibling(section.text(key));
    try {
      if (!OWNER.containsAll(Files.getPosixFilePermissions(file))) {
        throw Failure.at(
            section.required(key).at(), file + " can be read by others; chmod 600 " + file);
      }
      return Files.readString(file, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw Failure.at(section.required(key).at(), file + " cannot be read");
    }
  }
}
