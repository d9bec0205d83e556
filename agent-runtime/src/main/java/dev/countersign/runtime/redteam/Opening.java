package dev.countersign.runtime.redteam;

import dev.countersign.network.chain.ChainException;
import dev.countersign.network.devnet.DevnetFailed;
import dev.countersign.network.evaluate.Evaluation;
import dev.countersign.network.gate.Gate;
import dev.countersign.network.gate.GateError;
import dev.countersign.network.quorum.Attestation;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.network.spi.Refused;
import dev.countersign.network.spi.Unable;
import dev.countersign.receipt.Bundle;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Certificate;
import dev.countersign.receipt.Dsse;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Mode;
import dev.countersign.receipt.ReceiptRejected;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import java.util.Optional;

/**
 * What happens when nobody attacks: without it a refusal would prove nothing.
 *
 * @param honest what the agent sees and decides; empty where it can decide nothing
 * @param sentence what came of its slot, for people
 * @param move an action that the gate executes when it is certified; empty where there is none
 * @param control where the action comes from, or why there is none
 */
record Opening(Optional<Evaluation> honest, String sentence, Optional<Move> move, String control) {

  /** Plays it; afterwards the chain is as it was before. */
  static Opening of(Arena arena) throws Failure, InterruptedException {
    try {
      Evaluation honest = arena.evaluate(arena.agent());
      String sentence = slot(arena, honest);
      Move.Search search =
          new Move.Search(
              arena.agent(),
              honest,
              arena.catalog().planner(),
              new PinnedChain(arena.ground().chain(), honest.block()));
      Optional<Move> move = search.find();
      String trouble = move.isPresent() ? tried(arena, move.get(), honest) : search.why();
      return trouble.isEmpty()
          ? new Opening(Optional.of(honest), sentence, move, source(move.orElseThrow()))
          : new Opening(Optional.of(honest), sentence, Optional.empty(), trouble);
    } catch (Refused e) {
      String why = "the agent can decide nothing at this moment: " + e.getMessage();
      return new Opening(Optional.empty(), why, Optional.empty(), why);
    } catch (Unable e) {
      throw new Failure(Exit.CONFIGURATION, String.valueOf(e.getMessage()), e);
    } catch (ReceiptRejected e) {
      throw new Failure(Exit.UNEXPECTED, "the agent's own receipt is wrong: " + e.getMessage(), e);
    } catch (ChainException | DevnetFailed e) {
      throw new Failure(Exit.UNREACHABLE, "the local network: " + e.getMessage(), e);
    }
  }

  private static String source(Move move) {
    return move.decided()
        ? "actions are bent from the agent's own decision"
        : "the agent holds, so actions are bent from one within its limits";
  }

  /** The honest slot: asked for, and, where it moves money, executed. */
  private static String slot(Arena arena, Evaluation honest)
      throws ReceiptRejected, InterruptedException, ChainException, DevnetFailed, Failure {
    Manifest agent = arena.agent();
    Bundle bundle =
        honest.bundle(Dsse.sign(honest.receipt(Mode.LIVE, Bytes32.ZERO), arena.receiptKey()));
    Attestation attestation = arena.quorum().attest(bundle, agent.verify().quorum());
    String decision = honest.decision().because().replaceFirst("\\.$", "");
    Optional<Certificate> certificate = attestation.certificate();
    if (certificate.isEmpty()) {
      return decision + "; not countersigned: " + attestation.summary();
    }
    if (honest.decision().intents().getFirst() instanceof Intent.Hold) {
      return decision + "; the hold was countersigned";
    }
    Bytes data =
        Gate.execute(
            bundle.calls(),
            bundle.flows(),
            certificate.get().verdict(),
            certificate.get().signatures(),
            arena.limits(agent));
    return decision + "; countersigned, and " + executed(arena, data);
  }

  private static String executed(Arena arena, Bytes data) throws ChainException, DevnetFailed {
    String answer = outcome(arena, data);
    return answer.isEmpty() ? "executed" : "not executed: " + answer;
  }

  /** Why a certified action is not executed; empty where it is. */
  private static String outcome(Arena arena, Bytes data) throws ChainException, DevnetFailed {
    Ground ground = arena.ground();
    String before = ground.world().snapshot();
    try {
      Ground.Sent sent = ground.send(ground.hotKey(), arena.agent().gate(), data);
      return sent.success() ? "" : GateError.describe(sent.answer());
    } finally {
      ground.world().revert(before);
    }
  }

  private static String tried(Arena arena, Move move, Evaluation honest)
      throws ChainException, DevnetFailed, Failure {
    long now = honest.block().timestamp();
    Order order =
        Order.of(
            arena.agent(),
            arena.limits(arena.agent()),
            arena.moment().slot(),
            move.plan(),
            now,
            now + Outflow.WINDOW);
    String answer = outcome(arena, order.signedBy(arena.signers()));
    return answer.isEmpty() ? "" : "the gate does not execute what the file permits: " + answer;
  }

  /** Why an attack with this need cannot be tried; empty where it can. */
  Optional<String> lacks(Need need, Arena arena) {
    Manifest agent = arena.agent();
    int quorum = agent.verify().quorum();
    return switch (need) {
      case DECISION -> honest.isPresent() ? Optional.empty() : Optional.of(sentence);
      case ACTION -> move.isPresent() ? Optional.empty() : Optional.of(control);
      case VENUE -> because(Outflow.sellable(agent).isEmpty(), "the agent trades nowhere");
      case MODEL ->
          because(agent.decide().model().equals(Manifest.ModelRef.NONE), "no model decides");
      case FEED ->
          because(
              agent.policy().priceCheck().feeds().isEmpty(),
              "no feed in price-check: the gate compares trades with nothing");
      case SEVERAL_SIGNERS -> because(quorum < 2, "one signature is enough for this file");
      case INTERVAL ->
          because(
              !agent.schedule().on().equals("request") || agent.minInterval() < 2,
              "only agents that run on request keep a min-interval");
    };
  }

  private static Optional<String> because(boolean lacking, String why) {
    return lacking ? Optional.of(why) : Optional.empty();
  }
}
