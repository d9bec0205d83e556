package dev.countersign.tools.outbox;

import static dev.countersign.tools.Agents.USDC;
import static dev.countersign.tools.Agents.WETH;

import dev.countersign.network.chain.MinedReceipt;
import dev.countersign.network.gate.Executed;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Flow;
import dev.countersign.receipt.Slot;
import dev.countersign.tools.Agents;
import dev.countersign.tools.policy.GasLimit;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Actions in every state, and what a node may say of them. */
final class Entries {
  static final Instant NOW = Instant.parse("2025-01-01T00:01:00Z");
  static final long UNTIL = NOW.getEpochSecond() + 60;
  static final Address SENDER = Agents.token(0x5e4de4);
  static final Bytes32 RECEIPT = hash("receipt");
  static final PlannedAction ACTION =
      new PlannedAction(
          hash("agent"),
          "treasurer",
          Slot.of(NOW.getEpochSecond() - 60, 0),
          31337,
          Agents.token(0x6a7e),
          RECEIPT,
          hash("calls"),
          List.of(new Flow(USDC, BigInteger.valueOf(-100)), new Flow(WETH, BigInteger.valueOf(50))),
          UNTIL,
          5,
          new GasLimit(BigInteger.TEN.pow(16), BigInteger.TEN.pow(17)));

  private Entries() {}

  static Bytes32 hash(String of) {
    return Bytes32.sha256(of.getBytes(StandardCharsets.UTF_8));
  }

  static BlockRef block(long number) {
    return new BlockRef(number, hash("block " + number), NOW.getEpochSecond() - 100 + number);
  }

  static Attempt execute(String name, long nonce) {
    return attempt(name, Attempt.Kind.EXECUTE, nonce);
  }

  static Attempt cancel(String name, long nonce) {
    return attempt(name, Attempt.Kind.CANCEL, nonce);
  }

  private static Attempt attempt(String name, Attempt.Kind kind, long nonce) {
    return new Attempt(
        hash(name),
        kind,
        SENDER,
        nonce,
        new Bytes("0x02"),
        200_000,
        BigInteger.valueOf(3_000_000_000L),
        BigInteger.valueOf(1_000_000),
        NOW,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  static Entry planned() {
    return new Entry(
        ACTION,
        State.PLANNED,
        0,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        NOW,
        NOW);
  }

  static Entry certified() {
    return in(State.CERTIFIED);
  }

  static Entry in(State state, Attempt... attempts) {
    Optional<Long> nonce =
        attempts.length == 0
            ? Optional.empty()
            : Optional.of(attempts[attempts.length - 1].nonce());
    return new Entry(
        ACTION,
        state,
        3,
        Optional.of(new Bytes("0xabcd")),
        nonce,
        List.of(attempts),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        NOW,
        NOW);
  }

  /** What a node says, made part by part. */
  record Says(
      long time,
      long finalBlock,
      long minedNonce,
      Map<Bytes32, MinedReceipt> receipts,
      Set<Bytes32> pending,
      Optional<ChainView.Execution> execution,
      boolean overtaken,
      boolean over) {
    static Says nothing() {
      return new Says(
          NOW.getEpochSecond(), 0, 7, Map.of(), Set.of(), Optional.empty(), false, false);
    }

    Says late() {
      return new Says(
          UNTIL + 1, finalBlock, minedNonce, receipts, pending, execution, overtaken, over);
    }

    /** Also a final block is later than its time, or has a later slot. */
    Says beyondRecall() {
      return new Says(time, finalBlock, minedNonce, receipts, pending, execution, overtaken, true);
    }

    Says finalUpTo(long block) {
      return new Says(time, block, minedNonce, receipts, pending, execution, overtaken, over);
    }

    Says nonce(long mined) {
      return new Says(time, finalBlock, mined, receipts, pending, execution, overtaken, over);
    }

    Says waiting(Attempt attempt) {
      return new Says(
          time,
          finalBlock,
          minedNonce,
          receipts,
          Set.of(attempt.hash()),
          execution,
          overtaken,
          over);
    }

    Says mined(Attempt attempt, boolean success, long block) {
      MinedReceipt receipt =
          new MinedReceipt(
              attempt.hash(),
              block(block),
              0,
              SENDER,
              Optional.of(ACTION.gate()),
              Optional.empty(),
              success,
              100_000,
              BigInteger.TEN,
              List.of());
      return new Says(
          time,
          finalBlock,
          minedNonce,
          Map.of(attempt.hash(), receipt),
          pending,
          execution,
          overtaken,
          over);
    }

    Says executed(Bytes32 receiptId, Bytes32 transaction, long block) {
      Executed executed =
          new Executed(
              ACTION.agentId(), ACTION.slot().value(), receiptId, ACTION.callsHash(), List.of());
      return new Says(
          time,
          finalBlock,
          minedNonce,
          receipts,
          pending,
          Optional.of(new ChainView.Execution(executed, transaction, block(block))),
          overtaken,
          over);
    }

    Says overtakenBySlot() {
      return new Says(time, finalBlock, minedNonce, receipts, pending, execution, true, over);
    }

    ChainView view() {
      return new ChainView(
          new BlockRef(100, hash("head"), time),
          finalBlock,
          minedNonce,
          receipts,
          pending,
          execution,
          overtaken,
          over);
    }
  }
}
