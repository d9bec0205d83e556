package dev.countersign.runtime.run;

import dev.countersign.network.chain.ChainClient;
import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.chain.MinedReceipt;
import dev.countersign.network.gate.Executed;
import dev.countersign.network.gate.Gate;
import dev.countersign.network.gate.GateAgent;
import dev.countersign.network.spi.Planner;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bundle;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Certificate;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Reason;
import dev.countersign.receipt.Receipt;
import dev.countersign.receipt.ReceiptRejected;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.agent.Network;
import dev.countersign.tools.outbox.Entry;
import dev.countersign.tools.outbox.Outbox;
import dev.countersign.tools.outbox.OutboxFailed;
import dev.countersign.tools.outbox.PlannedAction;
import dev.countersign.tools.outbox.State;
import dev.countersign.tools.store.StoreFailed;
import java.time.Duration;
import java.util.Optional;

/**
 * Carries an action through the gate by the outbox, and compares what moved with what was
 * certified.
 */
public final class GateExecution implements Execution {
  /**
   * Beyond the end of the window nothing new can be mined; this is for what was mined to settle.
   */
  private static final Duration AFTER_WINDOW = Duration.ofSeconds(60);

  private final ChainClient chain;
  private final Network network;
  private final Planner planner;
  private final Outbox outbox;

  /** For one network; the outbox stays the caller's. */
  public GateExecution(ChainClient chain, Network network, Planner planner, Outbox outbox) {
    this.chain = chain;
    this.network = network;
    this.planner = planner;
    this.outbox = outbox;
  }

  @Override
  public Outcome execute(Bytes32 runId, Bundle certified, RunStory story)
      throws Failure, ChainUnavailable {
    try {
      Receipt receipt = certified.receipt();
      Duration limit = Duration.ofSeconds(certified.manifest().deadline()).plus(AFTER_WINDOW);
      Entry entry = planned(certified, receipt);
      if (entry.state() == State.PLANNED) {
        entry = outbox.certify(runId, calldata(certified));
      }
      if (!entry.state().terminal()) {
        entry = outbox.execute(runId, limit);
      }
      Settlement settlement = new Settlement(chain, planner, certified);
      Optional<Found> found = found(entry, settlement, receipt.receiptId());
      if (found.isPresent()) {
        story.mined(found.get().report(settlement, false));
        entry = outbox.settle(runId, limit);
        found = found(entry, settlement, receipt.receiptId());
      }
      return outcome(entry, found, settlement);
    } catch (OutboxFailed e) {
      if (e.kind() == OutboxFailed.Kind.SLOT_TAKEN) {
        return new NotExecuted(String.valueOf(e.getMessage()));
      }
      throw new Failure(Exit.UNEXPECTED, "the outbox: " + e.getMessage(), e);
    } catch (StoreFailed e) {
      throw new Failure(Exit.UNEXPECTED, String.valueOf(e.getMessage()), e);
    } catch (ReceiptRejected e) {
      throw new Failure(Exit.UNEXPECTED, "the certified receipt is wrong: " + e.getMessage(), e);
    }
  }

  /**
   * What came of an action that was handed to the outbox before, perhaps by another process.
   *
   * @param bundle of its receipt, certified or not
   * @return empty while it is under way
   */
  Optional<Outcome> ended(Bytes32 runId, Bundle bundle) throws Failure, ChainUnavailable {
    try {
      Bytes32 receiptId = bundle.receipt().receiptId();
      Optional<Entry> entry =
          outbox.store().find(runId).filter(e -> e.action().receiptId().equals(receiptId));
      if (entry.isEmpty()) {
        return Optional.of(
            new NotExecuted("it was interrupted before anything was signed, and nothing moved"));
      }
      if (!entry.get().state().terminal()) {
        return Optional.empty();
      }
      Settlement settlement = new Settlement(chain, planner, bundle);
      return Optional.of(
          outcome(entry.get(), found(entry.get(), settlement, receiptId), settlement));
    } catch (StoreFailed e) {
      throw new Failure(Exit.UNEXPECTED, String.valueOf(e.getMessage()), e);
    } catch (ReceiptRejected e) {
      throw new Failure(Exit.UNEXPECTED, "the kept receipt is wrong: " + e.getMessage(), e);
    }
  }

  private Entry planned(Bundle certified, Receipt receipt) throws OutboxFailed, StoreFailed {
    return outbox.plan(
        PlannedAction.of(
            certified.manifest(),
            receipt.receipt().slot(),
            receipt.receiptId(),
            certified.calls(),
            certified.flows(),
            receipt.action().validUntil(),
            certified.observations().getFirst().block().number()));
  }

  private static Bytes calldata(Bundle certified) {
    Certificate certificate =
        certified
            .certificate()
            .orElseThrow(() -> new IllegalArgumentException("only what is certified is executed"));
    Manifest manifest = certified.manifest();
    return Gate.execute(
        certified.calls(),
        certified.flows(),
        certificate.verdict(),
        certificate.signatures(),
        GateAgent.of(manifest));
  }

  /** The transaction that executed it, and the gate's own account of that. */
  private record Found(MinedReceipt mined, Executed executed) {
    RunReport.Execution report(Settlement settlement, boolean settled) {
      return settlement.report(mined, executed, settled);
    }
  }

  private Optional<Found> found(Entry entry, Settlement settlement, Bytes32 receiptId)
      throws ChainUnavailable {
    if (entry.ending().isEmpty()) {
      return Optional.empty();
    }
    Optional<MinedReceipt> mined = chain.receipt(entry.ending().get().transaction());
    return mined.isEmpty()
        ? Optional.empty()
        : settlement
            .executed(mined.get(), receiptId)
            .map(executed -> new Found(mined.get(), executed));
  }

  private Outcome outcome(Entry entry, Optional<Found> found, Settlement settlement)
      throws Failure, ChainUnavailable {
    String why = entry.sentence().orElse(entry.reason().orElse("no reason was given"));
    return switch (entry.state()) {
      case SETTLED ->
          found.isPresent()
              ? new Settled(
                  found.get().report(settlement, true),
                  settlement.balances(found.get().mined()),
                  entry.sentence().orElse(""))
              : new NotExecuted("the execution can no longer be found on the chain");
      case REFUSED ->
          entry.reason().filter(Reason.OVER_GAS_CAP.name()::equals).isPresent()
              ? new Refused(Reason.OVER_GAS_CAP, why)
              : new NotExecuted(why);
      case FAILED -> new NotExecuted("the transaction reverted: " + why);
      case REPLACED -> new NotExecuted("it was overtaken: " + why);
      case EXPIRED -> new NotExecuted("its time was over: " + why);
      case PLANNED, CERTIFIED, SIGNED, BROADCAST, MINED ->
          throw new Failure(
              Exit.UNREACHABLE,
              "the action is "
                  + entry.state()
                  + " and the chain did not say more in time; the next command goes on with it");
    };
  }

  @Override
  public String simulate(Bundle certified, BlockRef at) throws Failure {
    return Simulation.of(network.rpc(), certified.manifest().account(), certified.calls(), at);
  }
}
