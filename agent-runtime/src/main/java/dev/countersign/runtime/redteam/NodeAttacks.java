package dev.countersign.runtime.redteam;

import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.chain.RpcChain;
import dev.countersign.network.chain.RpcLimits;
import dev.countersign.network.evaluate.Catalog;
import dev.countersign.network.evaluate.Evaluation;
import dev.countersign.network.spi.Refused;
import dev.countersign.network.spi.Unable;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Reason;
import java.math.BigInteger;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * The runtime's own node lies to it. The verifiers have other nodes, which is why the lie ends with
 * them at the latest.
 */
final class NodeAttacks {
  private static final int WORD = 64;
  private static final long HOUR = 3_600;

  private NodeAttacks() {}

  static List<Attack> list() {
    return List.of(
        attack(
            "node-lies-about-balance",
            "lets the runtime's node show ten times the balances",
            NodeAttacks::balance),
        attack(
            "node-lies-about-price",
            "lets the runtime's node show twice the prices",
            NodeAttacks::price,
            Need.VENUE),
        attack(
            "node-lies-about-block",
            "lets the runtime's node date its blocks later",
            NodeAttacks::block),
        Attack.of(
            "node-lies-about-chain",
            Family.INFRASTRUCTURE,
            "connects the runtime to a node of another chain",
            NodeAttacks::chain));
  }

  private static Attack attack(String id, String does, Attack.Plot plot, Need... more) {
    return Attack.of(id, Family.INFRASTRUCTURE, does, plot, Need.and(Need.DECISION, more));
  }

  private static void balance(Scene scene) throws Exception {
    String balanceOf = Abi.call("balanceOf(address)", scene.agent().account()).hex();
    believed(
        scene,
        (method, params, result) ->
            isCall(method)
                    && params
                        .path(0)
                        .path("data")
                        .asString("")
                        .toLowerCase(Locale.ROOT)
                        .equals(balanceOf)
                ? times(result, 0, BigInteger.TEN)
                : result,
        Reason.OBSERVATION_MISMATCH);
  }

  private static boolean isCall(String method) {
    return method.equals("eth_call");
  }

  private static void price(Scene scene) throws Exception {
    Set<Address> quoters = new HashSet<>();
    scene.agent().venues().forEach(venue -> quoters.add(venue.quoter()));
    Set<Address> feeds = new HashSet<>();
    scene.agent().policy().priceCheck().feeds().forEach(feed -> feeds.add(feed.address()));
    believed(
        scene,
        (method, params, result) -> {
          if (!isCall(method)) {
            return result;
          }
          Address to = new Address(params.path(0).path("to").asString(""));
          if (feeds.contains(to)) {
            return words(result) == 5 ? times(result, 1, BigInteger.TWO) : result;
          }
          return quoters.contains(to)
              ? times(result, words(result) == 4 ? amountAt(scene, to) : 0, BigInteger.TWO)
              : result;
        },
        Reason.PRICE_DEVIATION,
        Reason.PRICE_UNAVAILABLE,
        Reason.PRICE_IMPACT,
        Reason.OBSERVATION_MISMATCH);
  }

  /** A V2 router answers with a list, a V3 quoter with the amount first. */
  private static int amountAt(Scene scene, Address quoter) {
    return quoter.equals(scene.ground().at().v2().router()) ? 3 : 0;
  }

  private static int words(JsonNode result) {
    return (result.asString("0x").length() - 2) / WORD;
  }

  private static JsonNode times(JsonNode result, int word, BigInteger factor) {
    String hex = result.asString("0x");
    int at = 2 + word * WORD;
    if (hex.length() < at + WORD) {
      return result;
    }
    BigInteger truth = new BigInteger(hex.substring(at, at + WORD), 16);
    return StringNode.valueOf(
        hex.substring(0, at)
            + "%064x".formatted(truth.multiply(factor))
            + hex.substring(at + WORD));
  }

  private static void block(Scene scene) throws Exception {
    long pinned = scene.seen().block().number();
    believed(
        scene,
        (method, params, result) -> {
          if (method.equals("eth_getBlockByNumber") && result instanceof ObjectNode block) {
            long number = Long.decode(block.path("number").asString("0x0"));
            if (number >= pinned) {
              long time = Long.decode(block.path("timestamp").asString("0x0")) + HOUR;
              block.put("timestamp", "0x" + Long.toHexString(time));
            }
          }
          return result;
        },
        Reason.WRONG_BLOCK,
        Reason.BLOCK_UNKNOWN,
        Reason.SLOT_OFF_SCHEDULE, // No block has the time of a slot on blocks any more.
        Reason.OBSERVATION_MISMATCH,
        Reason.OBSERVATION_INSUFFICIENT);
  }

  /** A runtime that believes the lie: it refuses by itself, or the verifiers do. */
  private static void believed(Scene scene, LyingNode.Lie lie, Reason... expected)
      throws Exception {
    Arena arena = scene.arena();
    URI real = scene.ground().world().network().rpc();
    try (LyingNode node = new LyingNode(real, lie);
        RpcChain chain = RpcChain.connect(node.uri(), scene.agent().chainId(), RpcLimits.DEFAULT)) {
      Evaluation deceived = arena.evaluate(scene.agent(), Catalog.load(), chain);
      if (deceived.observations().equals(scene.honest().observations())) {
        throw new NotApplicable("the agent does not look at it at this moment");
      }
      scene.verifiers(scene.signed(deceived), expected);
    } catch (Refused e) {
      runtime(scene, e.reason(), e, expected);
    } catch (Unable e) {
      runtime(scene, e.reason(), e, expected);
    }
  }

  private static void runtime(Scene scene, Reason reason, Exception e, Reason... expected)
      throws Exception {
    scene.attempt(
        Stopper.RUNTIME,
        Scene.names(expected),
        () -> Scene.Result.refused(reason.name(), String.valueOf(e.getMessage())));
  }

  private static void chain(Scene scene) throws Exception {
    URI real = scene.ground().world().network().rpc();
    LyingNode.Lie lie =
        (method, params, result) ->
            method.equals("eth_chainId") ? StringNode.valueOf("0x1") : result;
    scene.attempt(
        Stopper.RUNTIME,
        Scene.names(ChainUnavailable.Kind.WRONG_CHAIN),
        () -> {
          try (LyingNode node = new LyingNode(real, lie);
              RpcChain chain =
                  RpcChain.connect(node.uri(), scene.agent().chainId(), RpcLimits.DEFAULT)) {
            return Scene.Result.allowed("connected to chain " + chain.chainId());
          } catch (ChainUnavailable e) {
            return Scene.Result.refused(e.kind().name(), String.valueOf(e.getMessage()));
          }
        });
  }
}
