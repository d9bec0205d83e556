package dev.countersign.runtime.watch;

import dev.countersign.receipt.Reason;
import dev.countersign.receipt.Slot;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.NotifyFile.Event;
import dev.countersign.runtime.agent.NotifyFile.Recipient;
import dev.countersign.runtime.run.RunReport;
import dev.countersign.runtime.schedule.ScheduledAgent;
import dev.countersign.runtime.schedule.SlotListener;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells people what agents did: fills, refusals, protections, low gas and errors.
 *
 * <p>Guarantees: never holds a run up; a message is tried at most five times. Does not guarantee
 * that it arrives, or that it arrives once: the books are what counts.
 */
public final class Notifier implements SlotListener, AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Set<Reason> PROTECTIONS =
      Set.of(Reason.COOLDOWN, Reason.MAX_OPEN, Reason.DAILY_LOSS);

  private final List<Post> posts;
  private final HttpClient http;
  private final InstantSource clock;

  private Notifier(List<Post> posts, HttpClient http, InstantSource clock) {
    this.posts = posts;
    this.http = http;
    this.clock = clock;
  }

  /** For these recipients. */
  public static Notifier open(List<Recipient> recipients, InstantSource clock) {
    return open(recipients, clock, PAUSE);
  }

  static Notifier open(List<Recipient> recipients, InstantSource clock, Duration pause) {
    HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(LIMIT)
            .build();
    List<Post> posts = recipients.stream().map(to -> new Post(to, http, LIMIT, pause)).toList();
    return new Notifier(posts, http, clock);
  }

  private void tell(Event event, String agent, Slot slot, String sentence) {
    Message message = Message.of(event, agent, slot, sentence, clock.instant());
    posts.forEach(post -> post.post(message));
  }

  @Override
  public void lowGas(String network, String sentence) {
    Message message = new Message(Event.LOW_GAS, network, 0, sentence, clock.instant());
    posts.forEach(post -> post.post(message));
  }

  @Override
  public void ended(ScheduledAgent agent, RunReport report, long millis) {
    event(report).ifPresent(event -> tell(event, report));
  }

  @Override
  public void settled(RunReport report) {
    if (report.exit() != Exit.DONE) { // That it was executed was told when it was.
      event(report).ifPresent(event -> tell(event, report));
    }
  }

  private void tell(Event event, RunReport report) {
    String what =
        report.exit() == Exit.DONE
            ? report
                .decision()
                .map(decision -> String.join("; ", decision.intents()))
                .orElse(report.sentence())
            : report.sentence();
    tell(event, report.agent(), report.slot(), what);
  }

  /** Empty where nothing happened: it held, or only tried on paper. */
  static Optional<Event> event(RunReport report) {
    return switch (report.exit()) {
      case DONE -> report.status().equals("executed") ? Optional.of(Event.FILL) : Optional.empty();
      case REFUSED, NOT_VERIFIED, STOPPED -> Optional.of(refusal(report.sentence()));
      case UNEXPECTED, CONFIGURATION, UNREACHABLE, NOT_EXECUTED -> Optional.of(Event.ERROR);
    };
  }

  private static Event refusal(String sentence) {
    boolean protection =
        PROTECTIONS.stream()
            .anyMatch(reason -> sentence.startsWith("refused: " + reason.name() + ":"));
    return protection ? Event.PROTECTION : Event.REFUSAL;
  }

  @Override
  public void failed(ScheduledAgent agent, Slot slot, String sentence, Throwable error) {
    tell(Event.ERROR, agent.name(), slot, sentence);
  }

  /** Brings what waits, for a few seconds. */
  @Override
  public void close() {
    posts.forEach(Post::close);
    http.close();
  }
}
