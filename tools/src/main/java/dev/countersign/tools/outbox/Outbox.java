package dev.countersign.tools.outbox;

import dev.countersign.network.chain.ChainClient;
import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.tools.outbox.OutboxFailed.Kind;
import dev.countersign.tools.store.Database;
import dev.countersign.tools.store.StoreFailed;
import dev.countersign.tools.wallet.TransactionSigner;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Carries certified actions to the chain.
 *
 * <p>Guarantees: what is about to happen is on the disk before it happens; a transaction's hash is
 * known and stored before any node sees it; whatever a node answers to it, only the chain decides
 * what became of it; after a crash at any point, {@link #reconcile} goes on from what the disk and
 * the chain show, by the same steps as before; an action has one nonce at a time, and each nonce
 * that was taken is used up, by the action or by a cancellation, or taken again when it turns out
 * that a node counted wrongly and the nonce never comes to its turn; what has a certificate is
 * watched until nobody can execute it any more, and settled when anybody did.
 *
 * <p>Does not guarantee by itself that an action has one effect at most: that is the gate, which
 * takes a slot once. Does not guarantee that the node tells the truth; a node that contradicts
 * itself is not believed.
 */
public final class Outbox {
  private static final int MAX_STEPS = 64;

  private final OutboxStore store;
  private final ChainClient chain;
  private final Lookout lookout;
  private final Carrier carrier;
  private final OutboxTerms terms;
  private final long chainId;
  private final InstantSource clock;
  private final Pause pause;
  private final Map<Bytes32, Instant> nonceMissed = new ConcurrentHashMap<>();
  private final Map<Bytes32, Instant> gaps = new ConcurrentHashMap<>();

  /**
   * An outbox.
   *
   * @param clock says how long we waited; deadlines go by the chain's time
   * @param pause lets time pass between two looks at the chain
   */
  public Outbox(
      Database database,
      ChainClient chain,
      TransactionSigner signer,
      OutboxTerms terms,
      InstantSource clock,
      Pause pause) {
    this.store = new OutboxStore(database);
    this.chain = chain;
    this.lookout = new Lookout(chain, terms);
    this.carrier = new Carrier(store, chain, signer, terms);
    this.terms = terms;
    this.chainId = chain.chainId();
    this.clock = clock;
    this.pause = pause;
  }

  /** The rows, for reading. */
  public OutboxStore store() {
    return store;
  }

  /**
   * Writes down an action before anybody is asked about it.
   *
   * @return the action as it stands: planned before, it may be anywhere by now
   * @throws OutboxFailed with {@code SLOT_TAKEN} when another action of the same agent and slot was
   *     planned that may still have, or had, an effect
   */
  public Entry plan(PlannedAction action) throws OutboxFailed, StoreFailed {
    while (true) {
      Optional<Entry> known = store.find(action.runId());
      if (known.isPresent() && known.get().action().receiptId().equals(action.receiptId())) {
        return known.get();
      }
      if (known.isPresent() && !isOver(known.get(), action)) {
        throw new OutboxFailed(
            Kind.SLOT_TAKEN,
            "slot "
                + action.slot()
                + " of "
                + action.agentName()
                + " already has another action, which is "
                + known.get().state());
      }
      try {
        return store.insert(Entry.planned(action, clock.instant()), known);
      } catch (StoreFailed e) {
        if (e.kind() != StoreFailed.Kind.CONFLICT) {
          throw e;
        }
        // Another runtime on this database planned it at the same moment; look again.
      }
    }
  }

  private static boolean isOver(Entry known, PlannedAction later) {
    return (known.state() == State.EXPIRED || known.state() == State.REFUSED)
        && later.validUntil() > known.action().validUntil();
  }

  /**
   * Writes down the call of the gate that carries the certificate.
   *
   * @return the action as it stands: another runtime on the same database may be further
   */
  public Entry certify(Bytes32 runId, Bytes calldata) throws OutboxFailed, StoreFailed {
    Entry entry = known(runId);
    while (entry.state() == State.PLANNED) {
      try {
        return store.save(entry, entry.on(Event.CERTIFY, clock.instant()).certified(calldata));
      } catch (StoreFailed e) {
        if (e.kind() != StoreFailed.Kind.CONFLICT) {
          throw e;
        }
        entry = known(runId);
      }
    }
    return entry;
  }

  /**
   * Carries an action to the chain, and waits until it is in a block, is given up or has ended.
   *
   * @param limit how long to wait; what was not done by then is done by {@link #reconcile}
   */
  public Entry execute(Bytes32 runId, Duration limit)
      throws OutboxFailed, StoreFailed, ChainUnavailable {
    return advanceUntil(
        runId, entry -> entry.state() == State.MINED || entry.state().decided(), limit);
  }

  /** The same, and waits until what was mined is final, or until it is given up or has ended. */
  public Entry conclude(Bytes32 runId, Duration limit)
      throws OutboxFailed, StoreFailed, ChainUnavailable {
    return advanceUntil(runId, entry -> entry.state().decided(), limit);
  }

  /** The same, and waits until it has ended for good. */
  public Entry settle(Bytes32 runId, Duration limit)
      throws OutboxFailed, StoreFailed, ChainUnavailable {
    return advanceUntil(runId, entry -> entry.state().terminal(), limit);
  }

  /**
   * Takes every open action as far as it goes without waiting; to be called before anything new is
   * scheduled, and now and then.
   *
   * @return the actions that were open, as they stand now
   */
  public List<Entry> reconcile() throws OutboxFailed, StoreFailed, ChainUnavailable {
    List<Entry> reconciled = new ArrayList<>();
    for (Entry entry : store.open()) {
      if (entry.action().chainId() == chainId) {
        reconciled.add(advance(entry.runId()));
      }
    }
    return reconciled;
  }

  private Entry advanceUntil(Bytes32 runId, Predicate<Entry> reached, Duration limit)
      throws OutboxFailed, StoreFailed, ChainUnavailable {
    Instant end = clock.instant().plus(limit);
    while (true) {
      Optional<ChainUnavailable> failure = Optional.empty();
      Entry entry;
      try {
        entry = advance(runId);
        if (reached.test(entry)) {
          return entry;
        }
      } catch (ChainUnavailable e) {
        failure = Optional.of(e);
        entry = known(runId);
      }
      if (!clock.instant().isBefore(end)) {
        if (failure.isPresent()) {
          throw failure.get();
        }
        return entry;
      }
      try {
        pause.of(terms.poll());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new OutboxFailed(
            Kind.INTERRUPTED, "interrupted while waiting; the outbox goes on later", e);
      }
    }
  }

  /** Takes an action as far as it goes without waiting. */
  public Entry advance(Bytes32 runId) throws OutboxFailed, StoreFailed, ChainUnavailable {
    Entry entry = known(runId);
    for (int i = 0; i < MAX_STEPS && !entry.state().terminal(); i++) {
      try {
        Entry next = step(entry);
        if (next.version() == entry.version()) {
          return next;
        }
        entry = next;
      } catch (StoreFailed e) {
        if (e.kind() != StoreFailed.Kind.CONFLICT) {
          throw e;
        }
        entry = known(runId); // Somebody else went on with it; go on from there.
      }
    }
    return entry;
  }

  private Entry step(Entry entry) throws OutboxFailed, StoreFailed, ChainUnavailable {
    ChainView view = lookout.at(entry);
    Instant now = clock.instant();
    boolean gap = Steps.waitsForItsTurn(entry, view, terms, now) && hasGap(entry, view, now);
    Steps.Since since =
        new Steps.Since(
            since(nonceMissed, entry.runId(), Steps.missesNonce(entry, view), now),
            since(gaps, entry.runId(), gap, now));
    Step step = Steps.next(entry, view, terms, now, since);
    return carrier.carryOut(step, entry, view, now);
  }

  /** Neither the rows nor the node's pool have a transaction for each nonce before ours. */
  private boolean hasGap(Entry entry, ChainView view, Instant now)
      throws StoreFailed, ChainUnavailable {
    return store.hasGap(entry, view.minedNonce(), now)
        && chain.pendingNonce(entry.latest().orElseThrow().sender()) < entry.nonce().orElseThrow();
  }

  private static Optional<Instant> since(
      Map<Bytes32, Instant> times, Bytes32 runId, boolean so, Instant now) {
    if (so) {
      return Optional.of(times.computeIfAbsent(runId, id -> now));
    }
    times.remove(runId);
    return Optional.empty();
  }

  private Entry known(Bytes32 runId) throws OutboxFailed, StoreFailed {
    return store
        .find(runId)
        .orElseThrow(
            () -> new OutboxFailed(Kind.UNKNOWN, "the outbox has no action of run " + runId));
  }
}
