package dev.countersign.network.node;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Reads the body of a request within a size and a time. */
final class RequestBody {
  /** How long the rest of a refused body is thrown away, so that the client reads our answer. */
  private static final Duration LINGER = Duration.ofSeconds(1);

  private static final long UNKNOWN = Long.MAX_VALUE;

  private final ExecutorService readers;
  private final InputStream in;
  private final long declared;
  private @Nullable Future<?> reading;
  private boolean complete;

  /** The body is not accepted. */
  static final class Unacceptable extends Exception {
    private static final long serialVersionUID = 1L;
    private final int status;
    private final String reason;

    Unacceptable(int status, String reason, String sentence) {
      super(sentence);
      this.status = status;
      this.reason = reason;
    }

    HttpReply reply() {
      return HttpReply.error(status, reason, String.valueOf(getMessage()));
    }
  }

  /**
   * @param readers runs each reading in a thread of its own
   */
  RequestBody(HttpExchange exchange, ExecutorService readers) {
    this.readers = readers;
    this.in = exchange.getRequestBody();
    this.declared = declaredLength(exchange.getRequestHeaders());
  }

  /** What is sent in chunks does not say how much it is. */
  private static long declaredLength(Headers head) {
    String header = head.getFirst("Content-Length");
    try {
      if (head.containsKey("Transfer-Encoding")) {
        return UNKNOWN;
      }
      return header == null ? 0 : Long.parseLong(header);
    } catch (NumberFormatException e) {
      return UNKNOWN - 1;
    }
  }

  /** Whether it says that it has no more bytes than this. */
  boolean isWithin(int bytes) {
    return declared <= bytes;
  }

  /** The whole body. */
  byte[] read(int maxBytes, Duration limit) throws Unacceptable, InterruptedException {
    if (declared > maxBytes && declared < UNKNOWN) {
      throw tooLarge(maxBytes);
    }
    byte[] body = readWithin(maxBytes + 1, limit);
    if (body.length > maxBytes) {
      throw tooLarge(maxBytes);
    }
    complete = true;
    return body;
  }

  private byte[] readWithin(int bytes, Duration limit) throws Unacceptable, InterruptedException {
    Future<byte[]> body = readers.submit(() -> in.readNBytes(bytes));
    reading = body;
    try {
      byte[] read = body.get(limit.toNanos(), TimeUnit.NANOSECONDS);
      reading = null;
      return read;
    } catch (TimeoutException e) {
      throw new Unacceptable(
          408, "TOO_SLOW", "the request was not here after " + limit.toMillis() + " ms");
    } catch (ExecutionException e) {
      throw new Unacceptable(400, "MALFORMED", "the body of the request cannot be read");
    }
  }

  private static Unacceptable tooLarge(int maxBytes) {
    return new Unacceptable(413, "TOO_LARGE", "a request has at most " + maxBytes + " bytes");
  }

  /**
   * Ends every read of the connection, after a moment in which what still comes is thrown away.
   * Does nothing when the body was read whole.
   */
  void abandon() throws InterruptedException {
    if (complete) {
      return;
    }
    Future<?> last = reading == null ? readers.submit(this::discard) : reading;
    try {
      last.get(LINGER.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException | CancellationException e) {
      // There was more of it, or no end to it.
    } finally {
      // Interrupting a thread that still reads a socket channel closes the channel.
      last.cancel(true);
    }
  }

  private Long discard() throws IOException {
    byte[] buffer = new byte[8192];
    long total = 0;
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      total += n;
    }
    return total;
  }
}
