package dev.countersign.network.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeerTest {
  private static final InetAddress PROXY = InetAddress.getLoopbackAddress();

  private static Headers forwardedFor(String... lines) {
    Headers head = new Headers();
    if (lines.length > 0) {
      head.put("X-forwarded-for", List.of(lines));
    }
    return head;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          192.0.2.1                     | 192.0.2.1
          203.0.113.5, 192.0.2.1        | 192.0.2.1
          forged, ::1,192.0.2.1         | 192.0.2.1
          2001:db8::1                   | 2001:db8::1
          192.0.2.9, 2001:db8::1        | 2001:db8::1
          """)
  void theLastAddressIsWhoTheProxySaw(String header, String client) throws Exception {
    assertThat(Peer.behindProxy(PROXY, forwardedFor(header)))
        .isEqualTo(InetAddress.getByName(client));
  }

  @Test
  void theLastLineIsTheProxys() throws Exception {
    assertThat(Peer.behindProxy(PROXY, forwardedFor("203.0.113.5", "192.0.2.1")))
        .isEqualTo(InetAddress.getByName("192.0.2.1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ",",
        "localhost",
        "999.0.2.1",
        ":::",
        "192.0.2.1:80",
        "dead.beef",
        "[::1]"
      })
  void whatIsNoAddressIsTheProxy(String header) {
    assertThat(Peer.behindProxy(PROXY, forwardedFor(header))).isEqualTo(PROXY);
  }

  @Test
  void withoutTheHeaderItIsTheProxy() {
    assertThat(Peer.behindProxy(PROXY, forwardedFor())).isEqualTo(PROXY);
  }

  @Test
  void whoIsNotOnThisMachineIsNoProxy() throws UnknownHostException {
    InetAddress stranger = InetAddress.getByName("192.0.2.7");

    assertThat(Peer.behindProxy(stranger, forwardedFor("192.0.2.1"))).isEqualTo(stranger);
  }
}
