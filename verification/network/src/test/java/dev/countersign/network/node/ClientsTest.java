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
    return address(new byte[] {(byte) 192, 0, 2, (byte) last});
  }

  /** An address of the documentation prefix 2001:db8::/32 (RFC 3849). */
  private static InetAddress addressOfIpv6(int network, int last) {
    byte[] bytes = new byte[16];
    System.arraycopy(new byte[] {0x20, 0x01, 0x0d, (byte) 0xb8}, 0, bytes, 0, 4);
    bytes[7] = (byte) network;
    bytes[15] = (byte) last;
    return address(bytes);
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
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
  void whoHasOneAddressOfIpv6HasAllOfItsNetwork() {
    assertThat(enterAndLeave(addressOfIpv6(1, 1), 10)).isEqualTo(4);
    assertThat(enterAndLeave(addressOfIpv6(1, 2), 10)).isZero();
    assertThat(enterAndLeave(addressOfIpv6(2, 1), 10)).isEqualTo(4);
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
