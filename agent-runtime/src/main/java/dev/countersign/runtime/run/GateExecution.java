package dev.countersign.runtime.run;

import dev.countersign.network.chain.ChainClient;
import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.chain.MinedReceipt;
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
import dev.countersign.tools.outbox.Audit;
import dev.countersign.tools.outbox.Ending;
import dev.countersign.tools.outbox.Entry;
import dev.countersign.tools.outbox.Outbox;
import dev.countersign.tools.outbox.OutboxFailed;
import dev.countersign.tools.outbox.PlannedAction;
import dev.countersign.tools.outbox.State;
import dev.countersign.tools.store.StoreFailed;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries an action through the gate by the outbox, and compares what moved with what was
 * certified.
 */
public final class GateExecution implements Execution {
  /** Beyond the end of the window nothing new can be mined; this is for what was sent before. */
  private static final Duration AFTER_WINDOW = Duration.ofSeconds(60);

  /** How long a run waits for a block to be final; what takes longer, a later command settles. */
  private static final Duration SETTLING = Duration.ofSeconds(60);

  /** The same on a local network, where that is two blocks of a second each. */
  private static final Duration SETTLING_LOCALLY = Duration.ofSeconds(15);

  private static final String UNKNOWN =
      "the action is under way, and the chain did not say more in time; the next command goes on"
          + " with it";

  private static final Logger LOG = LoggerFactory.getLogger(GateExecution.class);

  private final ChainClient chain;
  private final Network network;
  private final Planner planner;
  private final Outbox outbox;
  private final Duration settling;

  /** For one network; the outbox stays the caller's. */
  public GateExecution(ChainClient chain, Network network, Planner planner, Outbox outbox) {
    this(chain, network, planner, outbox, network.disposable() ? SETTLING_LOCALLY : SETTLING);
  }

  private GateExecution(
      ChainClient chain, Network network, Planner planner, Outbox outbox, Duration settling) {
    this.chain = chain;
    this.network = network;
    this.planner = planner;
    this.outbox = outbox;
    this.settling = settling;
  }

  /** The same for a scheduler: a run is over when it is mined, and settled by the outbox. */
  public GateExecution withoutSettling() {
    return new GateExecution(chain, network, planner, outbox, Duration.ZERO);
  }

  @Override
  public void plan(Bundle certified) throws Failure {
    try {
      Receipt receipt = certified.receipt();
      outbox.plan(
          PlannedAction.of(
              certified.manifest(),
              receipt.receipt().slot(),
              receipt.receiptId(),
              certified.calls(),
              certified.flows(),
              receipt.action().validUntil(),
              certified.observations().getFirst().block().number()));
    } catch (OutboxFailed e) {
      Exit exit = e.kind() == OutboxFailed.Kind.SLOT_TAKEN ? Exit.NOT_EXECUTED : Exit.UNEXPECTED;
      throw new Failure(exit, "the outbox: " + e.getMessage(), e);
    } catch (StoreFailed e) {
      throw new Failure(Exit.UNEXPECTED, String.valueOf(e.getMessage()), e);
    } catch (ReceiptRejected e) {
      throw new Failure(Exit.UNEXPECTED, "the certified receipt is wrong: " + e.getMessage(), e);
    }
  }

  @Override
  public Outcome execute(Bytes32 runId, Bundle certified, RunStory story)
      throws Failure, ChainUnavailable {
    try {
      Bytes32 receiptId = certified.receipt().receiptId();
      Entry entry = outbox.certify(runId, calldata(certified));
      if (!entry.state().decided()) {
        Duration limit = Duration.ofSeconds(certified.manifest().deadline()).plus(AFTER_WINDOW);
        entry = outbox.execute(runId, limit);
      }
      Settlement settlement = new Settlement(chain, planner, certified);
      Optional<Found> found = found(entry, settlement, receiptId);
      if (found.isPresent()) {
        story.mined(found.get().report(settlement, false));
      }
      if (entry.state() == State.MINED) {
        entry = concluded(entry);
        found = found(entry, settlement, receiptId);
      }
      return outcome(entry, found, settlement)
          .orElseThrow(() -> new Failure(Exit.UNREACHABLE, UNKNOWN));
    } catch (OutboxFailed e) {
      throw new Failure(Exit.UNEXPECTED, "the outbox: " + e.getMessage(), e);
    } catch (StoreFailed e) {
      throw new Failure(Exit.UNEXPECTED, String.valueOf(e.getMessage()), e);
    } catch (ReceiptRejected e) {
      throw new Failure(Exit.UNEXPECTED, "the certified receipt is wrong: " + e.getMessage(), e);
    }
  }

  /**
   * Waits a while for what was mined to be final; it is in a block whether the node answers now.
   */
  private Entry concluded(Entry mined) throws OutboxFailed, StoreFailed {
    try {
      return outbox.conclude(mined.runId(), settling);
    } catch (ChainUnavailable e) {
      LOG.warn("{} was mined, and the node does not say more: {}", mined.runId(), e.getMessage());
      return outbox.store().find(mined.runId()).orElse(mined);
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
            new NotExecuted("it was interrupted, and the slot then had another action"));
      }
      if (!entry.get().state().terminal()) {
        return Optional.empty();
      }
      Settlement settlement = new Settlement(chain, planner, bundle);
      return outcome(entry.get(), found(entry.get(), settlement, receiptId), settlement);
    } catch (StoreFailed e) {
      throw new Failure(Exit.UNEXPECTED, String.valueOf(e.getMessage()), e);
    } catch (ReceiptRejected e) {
      throw new Failure(Exit.UNEXPECTED, "the kept receipt is wrong: " + e.getMessage(), e);
    }
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
  private record Found(MinedReceipt mined, dev.countersign.network.gate.Executed executed) {
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

  /** Empty while the chain has not said what became of it. */
  private Optional<Outcome> outcome(Entry entry, Optional<Found> found, Settlement settlement)
      throws ChainUnavailable {
    String why = entry.sentence().orElse(entry.reason().orElse("no reason was given"));
    boolean gas = entry.reason().filter(Reason.OVER_GAS_CAP.name()::equals).isPresent();
    return switch (entry.state()) {
      case MINED ->
          found.isPresent()
              ? Optional.of(executed(entry, found.get(), settlement))
              : notFinal(entry);
      case SETTLED ->
          Optional.of(
              found.isPresent()
                  ? executed(entry, found.get(), settlement)
                  : new Recorded(recorded(entry)));
      case WATCHED -> Optional.of(new Watched(gas ? Exit.REFUSED : Exit.NOT_EXECUTED, why));
      case REFUSED ->
          Optional.of(gas ? new Refused(Reason.OVER_GAS_CAP, why) : new NotExecuted(why));
      case FAILED -> Optional.of(new NotExecuted("the transaction reverted: " + why));
      case REPLACED -> Optional.of(new NotExecuted("it was overtaken: " + why));
      case EXPIRED -> Optional.of(new NotExecuted("its time was over: " + why));
      case PLANNED, CERTIFIED, SIGNED, BROADCAST -> Optional.empty();
    };
  }

  private static Outcome executed(Entry entry, Found found, Settlement settlement)
      throws ChainUnavailable {
    return new Executed(
        found.report(settlement, entry.state() == State.SETTLED),
        entry.ending().map(Ending::kind).equals(Optional.of(Ending.Kind.EXECUTED_ELSEWHERE)),
        settlement.balances(found.mined()),
        String.join("; ", Audit.differences(entry.action().flows(), found.executed())));
  }

  /** What a block shows that may still be replaced, where that is no execution. */
  private static Optional<Outcome> notFinal(Entry entry) {
    return entry
        .ending()
        .flatMap(
            ending ->
                switch (ending.kind()) {
                  case EXECUTED, EXECUTED_ELSEWHERE -> Optional.empty();
                  case OVERTAKEN -> watched("another receipt had the effect of this slot");
                  case REVERTED -> watched("the transaction reverted when it was mined");
                  case CANCELLED -> watched("it was not mined in time, and was cancelled");
                });
  }

  private static Optional<Outcome> watched(String why) {
    return Optional.of(new Watched(Exit.NOT_EXECUTED, why));
  }

  private static String recorded(Entry entry) {
    return entry
        .ending()
        .map(
            end ->
                "transaction "
                    + end.transaction().prefixed()
                    + " in block "
                    + end.block().number()
                    + " executed it, for good; the node does not show its receipt now")
        .orElse("it was executed, for good");
  }

  @Override
  public String simulate(Bundle certified, BlockRef at) throws Failure {
    return Simulation.of(network.rpc(), certified.manifest().account(), certified.calls(), at);
  }
}
