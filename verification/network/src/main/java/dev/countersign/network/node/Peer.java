package dev.countersign.network.node;

import com.sun.net.httpserver.Headers;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Pattern;

/** Whose request it is. */
final class Peer {
  private static final String HEADER = "X-Forwarded-For";

  /** Literals only: a name would be looked up. */
  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  private Peer() {}

  /**
   * The address that a proxy on this machine saw: the last of its header, because whatever stands
   * before it was sent by the client itself.
   *
   * @param connected who is at the other end of the connection
   * @return that one where it is not on this machine, or says nothing that is an address
   */
  static InetAddress behindProxy(InetAddress connected, Headers head) {
    List<String> lines = head.getOrDefault(HEADER, List.of());
    if (!connected.isLoopbackAddress() || lines.isEmpty()) {
      return connected;
    }
    String line = lines.getLast();
    String last = line.substring(line.lastIndexOf(',') + 1).strip();
    if (!IPV4.matcher(last).matches() && !IPV6.matcher(last).matches()) {
      return connected;
    }
    try {
      return InetAddress.getByName(last);
    } catch (UnknownHostException e) {
      return connected;
    }
  }
}
