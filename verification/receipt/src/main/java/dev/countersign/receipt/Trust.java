package dev.countersign.receipt;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whom to believe. Comes from the network file or from a file that a person names, never from a
 * bundle.
 *
 * @param chainId EIP-155
 * @param gate the gate that verdicts must be for; the zero address accepts paper receipts and no
 *     others
 * @param verifiers strictly ascending by address; none: nobody is believed
 * @param quorum the least number of verifiers that must have signed; a manifest may demand more
 * @param manifest the digest registered on chain, where it is known
 */
public record Trust(
    long chainId,
    Address gate,
    List<TrustedVerifier> verifiers,
    int quorum,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Bytes32> manifest) {

  /** Nobody is believed: every check ends with {@link Reason#NO_TRUST}. */
  public static final Trust NONE = new Trust(0, Address.ZERO, List.of(), 0, Optional.empty());

  /**
   * @throws IllegalArgumentException when the verifiers are not strictly ascending, or the quorum
   *     is not between 1 and their number (0 without verifiers)
   */
  public Trust {
    verifiers = List.copyOf(verifiers);
    for (int i = 1; i < verifiers.size(); i++) {
      if (verifiers.get(i - 1).address().compareTo(verifiers.get(i).address()) >= 0) {
        throw new IllegalArgumentException("verifiers are not strictly ascending by address");
      }
    }
    if (quorum > verifiers.size() || (quorum < 1 && !verifiers.isEmpty()) || quorum < 0) {
      throw new IllegalArgumentException(
          "a quorum is 1 to the number of verifiers, not " + quorum + " of " + verifiers.size());
    }
  }

  /** The trust in these verifiers, in any order, without a known manifest. */
  public static Trust of(long chainId, Address gate, List<TrustedVerifier> verifiers, int quorum) {
    List<TrustedVerifier> sorted =
        verifiers.stream()
            .sorted(java.util.Comparator.comparing(TrustedVerifier::address))
            .toList();
    return new Trust(chainId, gate, sorted, quorum, Optional.empty());
  }

  /** The same verifiers for receipts that move nothing. */
  public Trust forPaper() {
    return new Trust(chainId, Address.ZERO, verifiers, quorum, manifest);
  }

  /** The same, with the manifest digest that is registered on chain. */
  public Trust withManifest(Bytes32 registered) {
    return new Trust(chainId, gate, verifiers, quorum, Optional.of(registered));
  }

  /** The verifier with this address, where it is trusted at these unix seconds. */
  public Optional<TrustedVerifier> verifier(Address address, long at) {
    return verifiers.stream()
        .filter(verifier -> verifier.address().equals(address) && verifier.covers(at))
        .findFirst();
  }

  /** Reads the JSON form; whatever this record does not hold is refused. */
  public static Trust parse(JsonNode json) throws ReceiptRejected {
    Optional<Bytes32> manifest = Optional.empty();
    JsonNode rest = json;
    if (json.has("manifest")) {
      manifest = Optional.of(JsonForm.bind(json.get("manifest"), Bytes32.class));
      rest = json.deepCopy();
      ((ObjectNode) rest).remove("manifest");
    }
    Form form = JsonForm.read(rest, Form.class);
    try {
      return new Trust(form.chainId(), form.gate(), form.verifiers(), form.quorum(), manifest);
    } catch (IllegalArgumentException e) {
      throw new ReceiptRejected(Reason.SCHEMA, "not a trust: " + e.getMessage(), e);
    }
  }

  /** The JSON form. */
  public JsonNode toJson() {
    return JsonForm.write(this);
  }

  private record Form(long chainId, Address gate, List<TrustedVerifier> verifiers, int quorum) {}

  /**
   * A verifier and when it was, or is, one.
   *
   * @param address the account it signs with
   * @param from unix seconds, included
   * @param until unix seconds, not included; {@link #ALWAYS} where it was not removed
   */
  public record TrustedVerifier(Address address, long from, long until) {
    /** A time that does not come: 2^53 - 1. */
    public static final long ALWAYS = (1L << 53) - 1;

    /**
     * @throws IllegalArgumentException when the interval is empty or out of range
     */
    public TrustedVerifier {
      if (from < 0 || until <= from || until > ALWAYS) {
        throw new IllegalArgumentException(
            "a verifier's interval is from " + from + " until " + until);
      }
    }

    /** A verifier since a time. */
    public static TrustedVerifier since(Address address, long from) {
      return new TrustedVerifier(address, from, ALWAYS);
    }

    /** Whether the interval covers these unix seconds. */
    public boolean covers(long at) {
      return from <= at && at < until;
    }
  }
}
