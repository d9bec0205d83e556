package dev.countersign.network.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClientsTest {
  private static final Limits LIMITS =
      new Limits(1, Duration.ofSeconds(1), Duration.ofSeconds(1), 1, 100, 3, 2, 4);

  private final AtomicLong nanos = new AtomicLong();
  private final Clients clients = new Clients(LIMITS, nanos::get);
  private final InetAddress one = address(1);
  private final InetAddress other = address(2);

  private static InetAddress address(int last) {
    try {
      return InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, (byte) last});
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private int enterAndLeave(InetAddress address, int times) {
    int entered = 0;
    for (int i = 0; i < times; i++) {
      if (clients.enter(address)) {
        entered++;
        clients.leave(address);
      }
    }
    return entered;
  }

  @Test
  void aClientMayBeginABurstAndThenSoManyASecond() {
    assertThat(enterAndLeave(one, 10)).isEqualTo(4);
    nanos.addAndGet(Duration.ofMillis(499).toNanos());
    assertThat(enterAndLeave(one, 10)).isZero();
    nanos.addAndGet(Duration.ofMillis(1).toNanos());
    assertThat(enterAndLeave(one, 10)).isEqualTo(1);
    nanos.addAndGet(Duration.ofDays(1).toNanos());
    assertThat(enterAndLeave(one, 10)).isEqualTo(4);
  }

  @Test
  void oneClientDoesNotUseUpAnothers() {
    assertThat(enterAndLeave(one, 10)).isEqualTo(4);
    assertThat(enterAndLeave(other, 10)).isEqualTo(4);
  }

  @Test
  void aClientHasOnlySoManyAtTheSameTime() {
    assertThat(clients.enter(one)).isTrue();
    assertThat(clients.enter(one)).isTrue();
    assertThat(clients.enter(one)).isTrue();
    assertThat(clients.enter(one)).isFalse();
    clients.leave(one);
    assertThat(clients.enter(one)).isTrue();
  }
}
