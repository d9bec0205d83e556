package dev.countersign.network.node;

import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.chain.RpcChain;
import dev.countersign.network.chain.RpcLimits;
import dev.countersign.network.evaluate.Catalog;
import dev.countersign.network.evaluate.Evaluator;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bytes32;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A verifier: re-checks receipts through its own connection to the chain, with its own models and
 * code, and signs verdicts over HTTP.
 *
 * <p>Guarantees: it signs a verdict only when it came to the same receipt by itself, byte for byte;
 * at most one that can still take effect for each slot, also after a crash, and the same answer to
 * the same receipt until days after its window; whatever it cannot find out is an abstention. A
 * receipt that a stranger could have made uses up nothing that others need; a live one of a
 * stranger gets no signature.
 *
 * <p>Does not guarantee an answer, nor that its own node tells the truth about the chain.
 *
 * <p>{@code POST /v1/attest} takes a bundle without a certificate and gives a {@link Reply}; {@code
 * GET /v1/identity} says who this is and what it can re-run; {@code GET /v1/health} whether its
 * chain answers. Errors are JSON: {@code {"kind": "error", "reason", "detail"}}.
 */
public final class VerifierNode implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(VerifierNode.class);

  /** Some two thousand bytes each. */
  private static final int PAPER_ANSWERS = 5_000;

  private final Address address;
  private final long chainId;
  private final Address gate;
  private final Catalog catalog;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final RpcChain chain;
  private final Models models;
  private final HttpServing serving;

  private VerifierNode(NodeConfig config, Catalog catalog) throws NodeFailed {
    this.address = config.key().address();
    this.chainId = config.chainId();
    this.gate = config.gate();
    this.catalog = catalog;
    boolean started = false;
    try {
      this.chain = opened(connect(config));
      this.models = opened(Models.load(config.models()));
      GuardedSigner signer =
          opened(
              new GuardedSigner(
                  config.key(),
                  config.chainId(),
                  store(config),
                  AnswerStore.inMemory(PAPER_ANSWERS)));
      opened(new Upkeep(chain, signer));
      Judge judge = new Judge(chain, config.gate(), new Evaluator(catalog), models.inference());
      Attesting attesting = opened(new Attesting(chain, judge, signer, config.limits()));
      this.serving =
          opened(
              HttpServing.start(
                  config.listen(),
                  Map.of(
                      "POST /v1/attest", attesting,
                      "GET /v1/identity", body -> identity(),
                      "GET /v1/health", body -> health()),
                  config.limits(),
                  config.behindProxy()));
      started = true;
    } catch (IOException e) {
      throw new NodeFailed(
          NodeFailed.Reason.ADDRESS, config.listen() + " cannot be served: " + e.getMessage(), e);
    } finally {
      if (!started) {
        close();
      }
    }
  }

  /**
   * Starts a node with the strategies and sources that are on the class path.
   *
   * @throws NodeFailed when it cannot work
   */
  public static VerifierNode start(NodeConfig config) throws NodeFailed {
    return start(config, Catalog.load());
  }

  /**
   * Starts a node with these strategies and sources.
   *
   * @throws NodeFailed when it cannot work
   */
  public static VerifierNode start(NodeConfig config, Catalog catalog) throws NodeFailed {
    VerifierNode node = new VerifierNode(config, catalog);
    LOG.info("verifier {} serves at {}", node.address(), node.uri());
    return node;
  }

  private <T extends AutoCloseable> T opened(T part) {
    parts.push(part);
    return part;
  }

  private static RpcChain connect(NodeConfig config) throws NodeFailed {
    try {
      return RpcChain.connect(config.chain(), config.chainId(), RpcLimits.DEFAULT);
    } catch (ChainUnavailable e) {
      throw new NodeFailed(NodeFailed.Reason.CHAIN, "the verifier's chain: " + e.getMessage(), e);
    }
  }

  private static AnswerStore store(NodeConfig config) throws NodeFailed {
    return AnswerStore.open(
        config.store(),
        config.key().address() + " for gate " + config.gate() + " on chain " + config.chainId());
  }

  /** Whose signatures these are. */
  public Address address() {
    return address;
  }

  /** Where it serves. */
  public URI uri() {
    return serving.uri();
  }

  private HttpReply identity() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("address", address.hex());
    json.put("chainId", chainId);
    json.put("gate", gate.hex());
    json.put("version", version());
    ArrayNode digests = json.putArray("models");
    new TreeSet<>(models.inference().digests()).forEach(digest -> digests.add(digest.hex()));
    ObjectNode strategies = json.putObject("strategies");
    for (Map.Entry<String, Bytes32> strategy :
        new TreeMap<>(catalog.strategyDigests()).entrySet()) {
      strategies.put(strategy.getKey(), strategy.getValue().hex());
    }
    return HttpReply.of(200, json);
  }

  private static String version() {
    return Optional.ofNullable(VerifierNode.class.getPackage().getImplementationVersion())
        .orElse("development");
  }

  private HttpReply health() {
    try {
      BlockRef head = chain.head();
      return HttpReply.of(
          200,
          JsonNodeFactory.instance
              .objectNode()
              .put("status", "ok")
              .put("block", head.number())
              .put("time", head.timestamp()));
    } catch (ChainUnavailable e) {
      return HttpReply.error(503, "CHAIN_UNAVAILABLE", "the verifier's chain does not answer");
    }
  }

  /** Stops serving, then lets go of everything. What was answered is on the disk. */
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        LOG.warn("a part of the node could not be closed", e);
      }
    }
  }
}
