package dev.countersign.runtime.run;

import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.receipt.Bundle;
import dev.countersign.receipt.Bytes32;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.tools.outbox.Entry;
import dev.countersign.tools.outbox.Outbox;
import dev.countersign.tools.outbox.OutboxFailed;
import dev.countersign.tools.store.StoreFailed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Goes on with what an earlier process left under way, and writes into the journal what became of
 * it, so that a run that was interrupted has an end like any other.
 */
public final class Recovery {
  private final Outbox outbox;
  private final GateExecution execution;
  private final Journal journal;

  /** For one network, whose outbox and execution these are. */
  public Recovery(Outbox outbox, GateExecution execution, Journal journal) {
    this.outbox = outbox;
    this.execution = execution;
    this.journal = journal;
  }

  /**
   * What there was.
   *
   * @param open the actions that had not ended, as they stand now
   * @param ended the runs whose end is known from now on
   */
  public record Found(List<Entry> open, List<RunReport> ended) {
    /** Copies the lists. */
    public Found {
      open = List.copyOf(open);
      ended = List.copyOf(ended);
    }
  }

  /**
   * Takes every open action of a chain as far as it goes without waiting.
   *
   * @param chainId of the network
   */
  public Found run(long chainId) throws Failure, ChainUnavailable {
    List<Entry> open;
    try {
      open = outbox.reconcile();
    } catch (OutboxFailed | StoreFailed e) {
      throw new Failure(Exit.UNEXPECTED, "the outbox: " + e.getMessage(), e);
    }
    List<RunReport> ended = new ArrayList<>();
    for (RunReport report : journal.underWay()) {
      Optional<RunReport> end = end(report, chainId);
      if (end.isPresent()) {
        journal.ended(end.get());
        ended.add(end.get());
      }
    }
    return new Found(open, ended);
  }

  private Optional<RunReport> end(RunReport report, long chainId) throws Failure, ChainUnavailable {
    Optional<Bytes32> receiptId = report.receiptId();
    Optional<Bundle> bundle =
        receiptId.isEmpty() ? Optional.empty() : journal.bundle(receiptId.get());
    if (bundle.isEmpty() || bundle.get().manifest().chainId() != chainId) {
      return Optional.empty();
    }
    return execution.ended(report.runId(), bundle.get()).map(report::after);
  }
}
