package dev.countersign.network.evaluate;

import dev.countersign.network.spi.Planner;
import dev.countersign.network.spi.Refused;
import dev.countersign.network.spi.Strategy;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bundle;
import dev.countersign.receipt.Json;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.Reason;
import dev.countersign.receipt.Receipt;
import dev.countersign.receipt.ReceiptRejected;
import dev.countersign.receipt.Tensor;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Follows an evaluation and stops it at the first step that comes out otherwise than a bundle
 * claims, with the reason of that step. At the end the receipts must be equal byte by byte.
 */
final class Comparison implements EvaluationListener {
  private static final int MAX_TEXT = 120;

  private final Bundle bundle;
  private final Receipt claimed;

  Comparison(Bundle bundle, Receipt claimed) {
    this.bundle = bundle;
    this.claimed = claimed;
  }

  @Override
  public void pinned(BlockRef block) throws Refused {
    for (Observation observation : bundle.observations()) {
      if (!observation.block().equals(block)) {
        throw new Refused(
            Reason.WRONG_BLOCK,
            "the slot's block is "
                + text(block)
                + "; the receipt's is "
                + text(observation.block()));
      }
    }
  }

  @Override
  public void observed(List<Observation> observations) throws Refused {
    compare(observations, bundle.observations(), 0);
  }

  @Override
  public void inferred(List<Tensor> inputs, List<Tensor> outputs) throws Refused {
    if (!Tensor.digest(inputs).equals(Tensor.digest(bundle.inputs()))) {
      throw new Refused(
          Reason.INPUT_MISMATCH,
          "the observations give the model another input than the receipt's");
    }
    if (!Tensor.digest(outputs).equals(Tensor.digest(bundle.outputs()))) {
      throw new Refused(
          Reason.OUTPUT_MISMATCH, "the model gives another output here than the receipt's");
    }
  }

  @Override
  public void decided(Strategy.Decision decision) throws Refused {
    if (!decision.intents().equals(claimed.action().intents())) {
      throw new Refused(
          Reason.INTENTS_MISMATCH,
          "the decision is "
              + text(decision.intents())
              + " here; the receipt says "
              + text(claimed.action().intents()));
    }
  }

  @Override
  public void planned(List<Observation> quotes, Planner.Plan plan) throws Refused {
    List<Observation> all = bundle.observations();
    compare(quotes, all, all.size() - quotes.size());
    if (!plan.calls().equals(bundle.calls()) || !plan.flows().equals(bundle.flows())) {
      throw new Refused(
          Reason.ACTION_MISMATCH, "the intents give other calls or flows than the receipt's");
    }
  }

  private static void compare(List<Observation> here, List<Observation> claimed, int from)
      throws Refused {
    for (int i = 0; i < here.size(); i++) {
      Receipt.Seen seen = Receipt.Seen.of(here.get(i));
      int at = from + i;
      if (at < 0 || at >= claimed.size()) {
        throw new Refused(
            Reason.OBSERVATION_MISMATCH,
            "the receipt lacks the observation " + seen.kind() + " of " + seen.source());
      }
      Receipt.Seen other = Receipt.Seen.of(claimed.get(at));
      if (!seen.equals(other)) {
        throw new Refused(
            Reason.OBSERVATION_MISMATCH,
            "observation %d is %s of %s with the digest %s here; the receipt has %s of %s with %s"
                .formatted(
                    at,
                    seen.kind(),
                    seen.source(),
                    seen.digest(),
                    other.kind(),
                    other.source(),
                    other.digest()));
      }
    }
  }

  /** The receipts are the same, byte by byte. */
  void finish(Evaluation evaluation) throws Refused {
    byte[] own =
        evaluation
            .receipt(claimed.receipt().mode(), claimed.receipt().previous(), claimed.runtime())
            .canonicalPayload();
    byte[] theirs = claimed.canonicalPayload();
    if (!Arrays.equals(own, theirs)) {
      throw difference(own, theirs);
    }
  }

  private static Refused difference(byte[] own, byte[] theirs) {
    try {
      JsonNode here = Json.parse(own).path("predicate");
      JsonNode there = Json.parse(theirs).path("predicate");
      for (Member member : Member.values()) {
        JsonNode mine = here.at(member.pointer);
        JsonNode other = there.at(member.pointer);
        if (!mine.equals(other)) {
          return new Refused(
              member.reason,
              "the receipt's %s is %s; it must be %s"
                  .formatted(member.pointer.substring(1), text(other), text(mine)));
        }
      }
    } catch (ReceiptRejected e) {
      return new Refused(Reason.RECEIPT_MISMATCH, "a receipt cannot be read: " + e.getMessage());
    }
    return new Refused(Reason.RECEIPT_MISMATCH, "the receipt's bytes are others");
  }

  /** What may differ, causes before their consequences. */
  private enum Member {
    AGENT("/receipt/agentId", Reason.RECEIPT_MISMATCH),
    SLOT("/receipt/slot", Reason.RECEIPT_MISMATCH),
    MANIFEST("/manifest", Reason.MANIFEST_MISMATCH),
    MODEL("/model", Reason.CODE_MISMATCH),
    PROFILE("/runtime/profile", Reason.PROFILE_NOT_PERMITTED),
    OBSERVATIONS("/input/observations", Reason.OBSERVATION_MISMATCH),
    INPUT("/input", Reason.INPUT_MISMATCH),
    OUTPUT("/output", Reason.OUTPUT_MISMATCH),
    EVIDENCE("/evidence", Reason.OUTPUT_MISMATCH),
    SAMPLING("/sampling", Reason.OUTPUT_MISMATCH),
    INTENTS("/action/intents", Reason.INTENTS_MISMATCH),
    CALLS("/action/callsHash", Reason.ACTION_MISMATCH),
    VALID_AFTER("/action/validAfter", Reason.RECEIPT_MISMATCH),
    VALID_UNTIL("/action/validUntil", Reason.RECEIPT_MISMATCH),
    ACTION("/action", Reason.RECEIPT_MISMATCH),
    HEADER("/receipt", Reason.RECEIPT_MISMATCH);

    private final String pointer;
    private final Reason reason;

    Member(String pointer, Reason reason) {
      this.pointer = pointer;
      this.reason = reason;
    }
  }

  private static String text(Object value) {
    String text = value.toString();
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "...";
  }

  private static String text(BlockRef block) {
    return block.number() + " (" + block.hash().hex().substring(0, 8) + ")";
  }
}
