package dev.countersign.runtime.watch;

import dev.countersign.runtime.agent.NotifyFile.Recipient;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings messages to one recipient, on a thread of its own: one after the other, with a limit on
 * how many may wait and how often one is tried. Who posts never waits.
 */
final class Post implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Post.class);
  private static final int WAITING = 1000;
  private static final int TRIES = 5;
  private static final int TOO_MANY = 429;
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final Recipient recipient;
  private final HttpClient http;
  private final Duration limit;
  private final Duration pause;
  private final BlockingQueue<Message> waiting = new ArrayBlockingQueue<>(WAITING);
  private final Thread thread;
  private volatile boolean closing;

  /**
   * Begins.
   *
   * @param limit for one try
   * @param pause before the second try, doubled after each
   */
  Post(Recipient recipient, HttpClient http, Duration limit, Duration pause) {
    this.recipient = recipient;
    this.http = http;
    this.limit = limit;
    this.pause = pause;
    this.thread =
        Thread.ofPlatform().daemon().name("notify-" + recipient.name()).start(this::bring);
  }

  /** Takes a message; one is lost when too many wait. */
  void post(Message message) {
    if (recipient.events().contains(message.event()) && !waiting.offer(message)) {
      LOG.warn("{} is too slow; a message to it is lost", recipient);
    }
  }

  private void bring() {
    try {
      while (!closing || !waiting.isEmpty()) {
        Message next = waiting.poll(100, TimeUnit.MILLISECONDS);
        if (next != null) {
          bring(next);
        }
      }
    } catch (InterruptedException e) {
      LOG.warn("{} messages to {} are lost, because the runtime ended", waiting.size(), recipient);
    }
  }

  private void bring(Message message) throws InterruptedException {
    Duration wait = pause;
    for (int i = 1; i <= TRIES; i++) {
      Answer answer = tried(message);
      if (answer.taken()) {
        return;
      }
      if (!answer.again() || i == TRIES) {
        LOG.warn("a message to {} is lost: {}", recipient, answer.what());
        return;
      }
      Duration asked = answer.after().compareTo(wait) > 0 ? answer.after() : wait;
      TimeUnit.MILLISECONDS.sleep(asked.toMillis());
      wait = wait.multipliedBy(2);
    }
  }

  /** What came of a try; the words hold no address, which may be secret. */
  private record Answer(boolean taken, boolean again, Duration after, String what) {}

  private Answer tried(Message message) throws InterruptedException {
    String body =
        recipient.chat().isPresent() ? message.telegram(recipient.chat().get()) : message.webhook();
    try {
      HttpRequest request =
          HttpRequest.newBuilder(recipient.to())
              .timeout(limit)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
      HttpResponse<Void> response = http.send(request, HttpResponse.BodyHandlers.discarding());
      int status = response.statusCode();
      boolean again = status == TOO_MANY || status >= 500;
      return new Answer(status / 100 == 2, again, after(response), "it answered " + status);
    } catch (IOException e) {
      return new Answer(false, true, Duration.ZERO, "it did not answer");
    } catch (IllegalArgumentException e) { // Its words may hold the address.
      return new Answer(false, false, Duration.ZERO, "its address cannot be used");
    }
  }

  private static Duration after(HttpResponse<?> response) {
    String text = response.headers().firstValue("Retry-After").orElse("0");
    long seconds = text.matches("[0-9]{1,4}") ? Long.parseLong(text) : 0;
    return Duration.ofSeconds(Math.min(seconds, LONGEST.toSeconds()));
  }

  /** Brings what waits, for a while. */
  @Override
  public void close() {
    closing = true;
    try {
      thread.join(limit.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    thread.interrupt();
  }
}
