package dev.countersign.network.quorum;

import dev.countersign.receipt.Address;
import java.net.URI;
import java.util.Set;

/**
 * A verifier to ask.
 *
 * @param name for people
 * @param uri where its node serves, {@code http} or {@code https}, without a path
 * @param address whose signature counts as its own
 */
public record VerifierEndpoint(String name, URI uri, Address address) {
  /**
   * @throws IllegalArgumentException when the URI is of another kind
   */
  public VerifierEndpoint {
    if (!Set.of("http", "https").contains(String.valueOf(uri.getScheme()))
        || uri.getHost() == null) {
      throw new IllegalArgumentException("a verifier is reached by http or https, not by " + uri);
    }
  }
}
