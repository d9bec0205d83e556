package dev.countersign.network.chain;

import dev.countersign.receipt.Bytes;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * A node answered that it will not: the call reverts, the transaction cannot be accepted, the
 * method is unknown.
 */
public final class ChainRefused extends ChainException {
  private static final long serialVersionUID = 1L;
  private static final int MAX_TEXT = 300;

  /** Why, as far as the node's words tell: nodes have no common codes for these. */
  public enum Reason {
    /** The EVM reverted; {@link ChainRefused#data} has what it returned. */
    REVERTED,
    /** A transaction with this nonce is already mined. */
    NONCE_TOO_LOW,
    /** The node already has exactly this transaction. */
    ALREADY_KNOWN,
    /** The fee is below what the node or a replacement needs. */
    UNDERPRICED,
    /** The sender cannot pay value and gas. */
    INSUFFICIENT_FUNDS,
    /** The range has more logs, or blocks, than the node gives at once. */
    TOO_MANY_RESULTS,
    /** The node does not have this block. */
    UNKNOWN_BLOCK,
    /** The node has the block, but no longer the state at it. */
    STATE_PRUNED,
    /** The node does not know the method, or not these parameters. */
    UNSUPPORTED,
    /** Anything else. */
    OTHER
  }

  private final Reason reason;
  private final long code;
  private final Bytes data;

  ChainRefused(Reason reason, long code, Bytes data, String sentence) {
    super(sentence);
    this.reason = reason;
    this.code = code;
    this.data = data;
  }

  /** Reads a JSON-RPC error object. Never fails: what cannot be read is left out. */
  static ChainRefused of(String node, String what, JsonNode error) {
    long code = error.path("code").asLong(0);
    String text = error.path("message").asString("");
    Bytes data = revertData(error.path("data"));
    return new ChainRefused(
        classify(code, text.toLowerCase(Locale.ROOT), data),
        code,
        data,
        node + " refused " + what + ": " + printable(text) + " (code " + code + ")");
  }

  /** The reason code. */
  public Reason reason() {
    return reason;
  }

  /** The JSON-RPC error code, 0 when there was none. */
  public long code() {
    return code;
  }

  /** What a reverted call returned: a custom error, {@code Error(string)}, or nothing. */
  public Bytes data() {
    return data;
  }

  private static Bytes revertData(JsonNode data) {
    // Some nodes put the bytes into a "data" member of the "data" object.
    String hex = data.isObject() ? data.path("data").asString("") : data.asString("");
    try {
      return hex.startsWith("0x") ? Bytes.ofPrefixed(hex) : Bytes.EMPTY;
    } catch (IllegalArgumentException e) {
      return Bytes.EMPTY;
    }
  }

  // The words of geth, Besu, Nethermind, Erigon, Reth and anvil.
  private static Reason classify(long code, String text, Bytes data) {
    if (text.contains("nonce too low")) {
      return Reason.NONCE_TOO_LOW;
    }
    if (text.contains("already known") || text.contains("already imported")) {
      return Reason.ALREADY_KNOWN;
    }
    if (text.contains("underpriced") || text.contains("less than block base fee")) {
      return Reason.UNDERPRICED;
    }
    if (text.contains("insufficient funds")) {
      return Reason.INSUFFICIENT_FUNDS;
    }
    if (code == 3 || text.contains("revert") || data.length() > 0) {
      return Reason.REVERTED;
    }
    if (code == -32005
        || text.contains("query returned more than")
        || text.contains("too many results")
        || text.contains("block range")
        || text.contains("response size")) {
      return Reason.TOO_MANY_RESULTS;
    }
    return classifyBlock(code, text);
  }

  private static Reason classifyBlock(long code, String text) {
    if (text.contains("missing trie node")
        || text.contains("state not available")
        || text.contains("required historical state")
        || text.contains("data unavailable")
        || text.contains("pruned")) {
      return Reason.STATE_PRUNED;
    }
    if (code == -32001 // EIP-1474: resource not found
        || text.contains("block not found")
        || text.contains("unknown block")
        || text.contains("header not found")
        || text.contains("blockoutofrange")) {
      return Reason.UNKNOWN_BLOCK;
    }
    return code == -32601 || code == -32602 ? Reason.UNSUPPORTED : Reason.OTHER;
  }

  private static String printable(String text) {
    String line = text.replaceAll("[^\\x20-\\x7e]+", " ").strip();
    return line.length() <= MAX_TEXT ? line : line.substring(0, MAX_TEXT) + "...";
  }
}
