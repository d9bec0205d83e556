package dev.countersign.runtime.backtest;

import dev.countersign.network.evaluate.Evaluation;
import dev.countersign.receipt.Bundle;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Dsse;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Mode;
import dev.countersign.receipt.Receipt;
import dev.countersign.receipt.ReceiptKey;
import dev.countersign.receipt.ReceiptRejected;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Receipts of a backtest's trades, a file each, so that somebody else can make the same decisions
 * again.
 *
 * <p>Guarantees: the same agent over the same candles gives the same receipts, byte by byte, on
 * every machine; each names the file that it saw by its digest and a chain that does not exist.
 * Does not show who made them: the key that signs them is known to everybody. No verifier
 * countersigns them, since what they saw is on no chain.
 */
public final class BacktestReceipts {
  /** Everybody's key. */
  public static final ReceiptKey KEY =
      ReceiptKey.of(
          Bytes32.sha256("countersign backtest".getBytes(StandardCharsets.UTF_8)).toArray());

  private final Path folder;
  private final boolean wanted;
  private Bytes32 previous = Bytes32.ZERO;
  private int count;
  private @Nullable IOException failed;

  /**
   * Receipts in a folder.
   *
   * @param wanted whether any are written
   */
  public BacktestReceipts(Path folder, boolean wanted) {
    this.folder = folder;
    this.wanted = wanted;
  }

  /** Writes the receipt of a decision that trades. */
  public void take(Evaluation evaluation) {
    if (!wanted
        || failed != null
        || evaluation.decision().intents().getFirst() instanceof Intent.Hold) {
      return;
    }
    Receipt receipt = evaluation.receipt(Mode.PAPER, previous);
    Bundle bundle = evaluation.bundle(Dsse.sign(receipt, KEY));
    try {
      Files.createDirectories(folder);
      Files.write(
          folder.resolve(evaluation.manifest().name() + "-" + evaluation.slot() + ".receipt.json"),
          bundle.toBytes());
      previous = receipt.receiptId();
      count++;
    } catch (IOException e) {
      failed = e;
    }
  }

  /**
   * Returns when a bundle is as this writes them: nobody's signature but everybody's key, for
   * nothing but paper, with no certificate.
   *
   * @throws Failure with {@link Exit#NOT_VERIFIED} when it claims more
   */
  public static void requireNothingClaimed(Bundle bundle) throws Failure, ReceiptRejected {
    Receipt receipt = Receipt.parse(bundle.envelope().payloadBytes());
    if (receipt.receipt().mode() != Mode.PAPER
        || bundle.certificate().isPresent()
        || !bundle.envelope().equals(Dsse.sign(receipt, KEY))) {
      throw new Failure(
          Exit.NOT_VERIFIED,
          "it says that it is of a backtest, but no backtest writes a receipt like this: another"
              + " signer, a certificate, or not paper");
    }
  }

  /** How many were written. */
  public int count() {
    return count;
  }

  /**
   * Returns when every one was written.
   *
   * @throws Failure when one could not be
   */
  public void requireWritten() throws Failure {
    if (failed != null) {
      throw new Failure(
          Exit.CONFIGURATION,
          "cannot write receipts to " + folder + ": " + failed.getMessage(),
          failed);
    }
  }
}
