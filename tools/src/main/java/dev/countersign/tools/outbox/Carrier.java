package dev.countersign.tools.outbox;

import dev.countersign.network.chain.CallRequest;
import dev.countersign.network.chain.ChainClient;
import dev.countersign.network.chain.ChainRefused;
import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.chain.Fees;
import dev.countersign.network.chain.MinedReceipt;
import dev.countersign.network.gate.Gate;
import dev.countersign.network.gate.GateError;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Reason;
import dev.countersign.tools.WholeTokens;
import dev.countersign.tools.policy.Denial;
import dev.countersign.tools.store.StoreFailed;
import dev.countersign.tools.wallet.TransactionSigner;
import dev.countersign.tools.wallet.UnsignedTransaction;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Carries out one step: writes it down, and only then acts. */
final class Carrier {
  private static final long PLAIN_SEND = 21_000;
  private static final int NATIVE_DECIMALS = 18;

  private final OutboxStore store;
  private final ChainClient chain;
  private final TransactionSigner signer;
  private final OutboxTerms terms;

  Carrier(OutboxStore store, ChainClient chain, TransactionSigner signer, OutboxTerms terms) {
    this.store = store;
    this.chain = chain;
    this.signer = signer;
    this.terms = terms;
  }

  /** The action afterwards; of the same version when there was nothing to do. */
  Entry carryOut(Step step, Entry entry, ChainView view, Instant now)
      throws OutboxFailed, StoreFailed, ChainUnavailable {
    return switch (step) {
      case Step.Wait wait -> entry;
      case Step.Sign sign -> sign(entry, view, now);
      case Step.Send send -> send(entry, send.attempt(), now);
      case Step.Raise raise -> raise(entry, raise.attempt(), view, now);
      case Step.Cancel cancel -> cancel(entry, cancel.attempt(), now);
      case Step.See see ->
          store.save(
              entry, booked(entry, view).on(Event.SEE, now).ending(Optional.of(see.ending())));
      case Step.Forget forget -> store.save(entry, forgotten(entry, forget.event(), view, now));
      case Step.LoseNonce lost -> {
        Entry without = entry.on(Event.LOSE_NONCE, now).owning(Optional.empty());
        yield lost.gap()
            ? store.closeGap(entry, without, firstFree(entry, view))
            : store.save(entry, without);
      }
      case Step.GiveUp given ->
          decide(
              entry,
              booked(entry, view).on(Event.GIVE_UP, now).because(given.reason(), given.sentence()),
              view);
      case Step.Finish finish -> finish(entry, finish, view, now);
    };
  }

  private Entry finish(Entry entry, Step.Finish finish, ChainView view, Instant now)
      throws OutboxFailed, StoreFailed {
    String sentence = finish.sentence();
    if (finish.event() == Event.SETTLE && view.execution().isPresent()) {
      List<String> differences =
          Audit.differences(entry.action().flows(), view.execution().get().executed());
      sentence = String.join("; ", differences);
    }
    return decide(
        entry,
        booked(entry, view)
            .on(finish.event(), now)
            .ending(entry.ending().or(() -> Steps.ending(entry, view)))
            .because(finish.reason(), sentence),
        view);
  }

  /**
   * Writes what needs no nonce any more. One that no transaction of its own is seen to have used is
   * taken by the next: the node may have counted wrongly all along, and where another transaction
   * of the key used it, the chain's count is beyond it.
   */
  private Entry decide(Entry before, Entry after, ChainView view) throws StoreFailed {
    return before.nonce().isPresent() && Steps.mined(before, view).isEmpty()
        ? store.closeGap(before, after.owning(Optional.empty()), before.nonce().get())
        : store.save(before, after);
  }

  /** What was seen is gone; one that is open again for another nonce has none. */
  private static Entry forgotten(Entry entry, Event event, ChainView view, Instant now)
      throws OutboxFailed {
    Entry forgotten = booked(entry, view).on(event, now).ending(Optional.empty());
    return event == Event.REOPEN ? forgotten.owning(Optional.empty()) : forgotten;
  }

  /** With what our transactions cost, as far as they are mined; a reorganisation may undo it. */
  private static Entry booked(Entry entry, ChainView view) {
    return entry.tried(
        entry.attempts().stream()
            .map(
                attempt -> {
                  MinedReceipt receipt = view.receipts().get(attempt.hash());
                  return attempt.costing(Optional.ofNullable(receipt).map(MinedReceipt::cost));
                })
            .toList());
  }

  private Entry sign(Entry entry, ChainView view, Instant now)
      throws OutboxFailed, StoreFailed, ChainUnavailable {
    Bytes calldata = entry.calldata().orElseThrow();
    // The same sender, calldata and block as what will be sent.
    CallRequest request = CallRequest.of(signer.address(), entry.action().gate(), calldata);
    Optional<GateRefusal> refusal = tried(request, view);
    if (refusal.isPresent()) {
      return refusal.get().error() == GateError.SLOT_NOT_RISING
          ? entry // The chain has moved on since we looked; look again.
          : refuse(entry, refusal.get().error().name(), refusal.get().sentence(), now);
    }
    OptionalLong gas = estimated(request);
    return gas.isEmpty() ? entry : sign(entry, view, gas.getAsLong() * 5 / 4, now);
  }

  /** Nodes estimate on top of what waits in their pool, which may revert and may never come. */
  private OptionalLong estimated(CallRequest request) throws ChainUnavailable {
    try {
      return OptionalLong.of(chain.estimateGas(request));
    } catch (ChainUnavailable e) {
      if (e.kind() == ChainUnavailable.Kind.REVERTED) {
        return OptionalLong.empty();
      }
      throw e;
    }
  }

  private Entry sign(Entry entry, ChainView view, long gasLimit, Instant now)
      throws OutboxFailed, StoreFailed, ChainUnavailable {
    Fees market = chain.fees();
    BigInteger today = store.gasToday(entry.action().agentId(), entry.runId(), now);
    Optional<Offer> offer = Offer.first(market, terms, gasLimit, left(entry, today));
    if (offer.isEmpty()) {
      return overGasLimit(entry, market, gasLimit, today, now);
    }
    BigInteger worst = offer.get().maxFee().multiply(BigInteger.valueOf(gasLimit));
    BigInteger funds = chain.balance(signer.address(), view.head());
    if (funds.compareTo(worst) < 0) {
      String sentence =
          signer.address() + " holds " + coin(funds) + "; the gas may cost " + coin(worst);
      return refuse(entry, Reason.INSUFFICIENT_BALANCE.name(), sentence, now);
    }
    UnsignedTransaction transaction =
        new UnsignedTransaction(
            entry.action().chainId(),
            0,
            entry.action().gate(),
            BigInteger.ZERO,
            entry.calldata().orElseThrow(),
            gasLimit,
            offer.get().maxFee(),
            offer.get().tip());
    return store.sign(
        entry,
        signer.address(),
        store.minedNonce(chain, signer.address()),
        nonce -> signer.sign(transaction.withNonce(nonce)),
        now);
  }

  /** The first nonce that neither the chain nor the node's pool has a transaction for. */
  private long firstFree(Entry entry, ChainView view) throws ChainUnavailable {
    return Math.max(view.minedNonce(), chain.pendingNonce(entry.latest().orElseThrow().sender()));
  }

  /** What another transaction of an action may cost, after those of its that were mined. */
  private static BigInteger left(Entry entry, BigInteger today) {
    return entry.action().gas().left(today).subtract(entry.cost()).max(BigInteger.ZERO);
  }

  private static String coin(BigInteger wei) {
    return WholeTokens.plain(wei, NATIVE_DECIMALS) + " of the native coin";
  }

  private record GateRefusal(GateError error, String sentence) {}

  private Optional<GateRefusal> tried(CallRequest request, ChainView view) throws ChainUnavailable {
    try {
      chain.simulate(request, view.head());
      return Optional.empty();
    } catch (ChainUnavailable e) {
      if (e.kind() != ChainUnavailable.Kind.REVERTED) {
        throw e;
      }
      return Optional.of(
          new GateRefusal(
              Gate.error(e.data()), "the gate would refuse it: " + GateError.describe(e.data())));
    }
  }

  private Entry overGasLimit(Entry entry, Fees market, long gasLimit, BigInteger today, Instant now)
      throws OutboxFailed, StoreFailed {
    BigInteger least =
        market
            .baseFee()
            .add(market.priorityFee().max(terms.leastTip()))
            .multiply(BigInteger.valueOf(gasLimit));
    String sentence =
        entry
            .action()
            .gas()
            .judge(least, today)
            .map(Denial::sentence)
            .orElse("the gas would cost more than the limit");
    return refuse(entry, Reason.OVER_GAS_CAP.name(), sentence, now);
  }

  private Entry refuse(Entry entry, String reason, String sentence, Instant now)
      throws OutboxFailed, StoreFailed {
    return store.save(entry, entry.on(Event.GIVE_UP, now).because(reason, sentence));
  }

  /** Whatever the node answers, the transaction may be out from now on. */
  private Entry send(Entry entry, Attempt attempt, Instant now) throws OutboxFailed, StoreFailed {
    String answer;
    try {
      chain.sendRaw(attempt.raw());
      answer = "ACCEPTED";
    } catch (ChainRefused e) {
      answer = e.reason() + ": " + e.getMessage();
    } catch (ChainUnavailable e) {
      answer = e.kind() + ": " + e.getMessage();
    }
    Attempt sent = attempt.sent(now, answer);
    return store.save(
        entry,
        entry
            .on(Event.SEND, now)
            .tried(
                entry.attempts().stream()
                    .map(each -> each.hash().equals(sent.hash()) ? sent : each)
                    .toList()));
  }

  private Entry raise(Entry entry, Attempt before, ChainView view, Instant now)
      throws OutboxFailed, StoreFailed, ChainUnavailable {
    boolean execute = before.kind() == Attempt.Kind.EXECUTE;
    Optional<Entry> raised =
        signAgain(
            entry,
            before,
            before.kind(),
            execute ? entry.calldata().orElseThrow() : Bytes.EMPTY,
            before.gasLimit(),
            now);
    if (raised.isPresent()) {
      return raised.get();
    }
    Step instead = Steps.withoutRaising(before, entry, view, terms, now);
    return carryOut(instead, entry, view, now);
  }

  private Entry cancel(Entry entry, Attempt before, Instant now)
      throws OutboxFailed, StoreFailed, ChainUnavailable {
    return signAgain(entry, before, Attempt.Kind.CANCEL, Bytes.EMPTY, PLAIN_SEND, now)
        .orElse(entry);
  }

  private Optional<Entry> signAgain(
      Entry entry, Attempt before, Attempt.Kind kind, Bytes calldata, long gasLimit, Instant now)
      throws OutboxFailed, StoreFailed, ChainUnavailable {
    if (!before.sender().equals(signer.address())) {
      return Optional.empty(); // Another key's transaction; only that key can replace it.
    }
    BigInteger today = store.gasToday(entry.action().agentId(), entry.runId(), now);
    // A cancellation costs less than what it replaces, whatever else was spent today.
    BigInteger limit =
        kind == Attempt.Kind.CANCEL ? entry.action().gas().perAction() : left(entry, today);
    Optional<Offer> offer = Offer.raised(before, chain.fees(), terms, gasLimit, limit);
    if (offer.isEmpty()) {
      return Optional.empty();
    }
    UnsignedTransaction transaction =
        new UnsignedTransaction(
            entry.action().chainId(),
            before.nonce(),
            kind == Attempt.Kind.CANCEL ? signer.address() : entry.action().gate(),
            BigInteger.ZERO,
            calldata,
            gasLimit,
            offer.get().maxFee(),
            offer.get().tip());
    return Optional.of(
        store.signAgain(entry, Attempt.of(kind, signer.sign(transaction), now), now));
  }
}
