package dev.countersign.network.node;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How much each client may still ask: a token bucket for new requests, and a number of requests at
 * the same time. A client is an IPv4 address, or the first 64 bits of an IPv6 address: whoever has
 * one of those has all 2^64 (RFC 4291, section 2.5.1).
 *
 * <p>Guarantees: memory is bounded; who was not heard of for longest, and has nothing running, is
 * forgotten first. Thread-safe.
 */
final class Clients {
  private static final int REMEMBERED = 10_000;
  private static final double NANOS = 1e9;

  private final Limits limits;
  private final LongSupplier nanoTime;
  private final Map<ByteBuffer, Client> clients = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param nanoTime a clock that only goes forward, in nanoseconds
   */
  Clients(Limits limits, LongSupplier nanoTime) {
    this.limits = limits;
    this.nanoTime = nanoTime;
  }

  /** Whether a new request of this address may begin; if so it must {@link #leave}. */
  synchronized boolean enter(InetAddress address) {
    Client client = clients.computeIfAbsent(prefix(address), a -> new Client(limits.burst()));
    long now = nanoTime.getAsLong();
    client.fill(now);
    if (client.tokens < 1 || client.running >= limits.requestsPerClient()) {
      return false;
    }
    client.tokens--;
    client.running++;
    forgetSomeone();
    return true;
  }

  /** A request of this address ended. */
  synchronized void leave(InetAddress address) {
    Client client = clients.get(prefix(address));
    if (client != null) {
      client.running--;
    }
  }

  private static ByteBuffer prefix(InetAddress address) {
    byte[] bytes = address.getAddress();
    return ByteBuffer.wrap(address instanceof Inet6Address ? Arrays.copyOf(bytes, 8) : bytes);
  }

  private void forgetSomeone() {
    if (clients.size() > REMEMBERED) {
      clients.entrySet().stream()
          .filter(entry -> entry.getValue().running == 0)
          .findFirst()
          .map(Map.Entry::getKey)
          .ifPresent(clients::remove);
    }
  }

  private final class Client {
    private double tokens;
    private int running;
    private long filled = nanoTime.getAsLong();

    Client(double tokens) {
      this.tokens = tokens;
    }

    void fill(long now) {
      tokens = Math.min(limits.burst(), tokens + (now - filled) / NANOS * limits.ratePerSecond());
      filled = now;
    }
  }
}
