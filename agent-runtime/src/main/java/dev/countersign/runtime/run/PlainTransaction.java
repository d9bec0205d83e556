package dev.countersign.runtime.run;

import dev.countersign.network.chain.CallRequest;
import dev.countersign.network.chain.ChainClient;
import dev.countersign.network.chain.ChainException;
import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.chain.Fees;
import dev.countersign.network.chain.MinedReceipt;
import dev.countersign.network.gate.GateError;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.tools.wallet.SignedTransaction;
import dev.countersign.tools.wallet.TransactionSigner;
import dev.countersign.tools.wallet.UnsignedTransaction;
import java.math.BigInteger;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends one transaction that a person asked for and waits for its block, at most 90 seconds. Not
 * for actions of agents: those go through the outbox.
 */
public final class PlainTransaction {
  private static final Logger LOG = LoggerFactory.getLogger(PlainTransaction.class);
  private static final long POLL_MILLIS = 100;
  private static final long LIMIT_MILLIS = 90_000;

  private final ChainClient chain;
  private final TransactionSigner payer;

  /**
   * @param payer signs and pays
   */
  public PlainTransaction(ChainClient chain, TransactionSigner payer) {
    this.chain = chain;
    this.payer = payer;
  }

  /**
   * Sends it.
   *
   * @param what it is, for sentences
   * @return its hash, when it was mined and succeeded
   * @throws Failure with {@link Exit#NOT_EXECUTED} when it would revert or did, with {@link
   *     Exit#UNREACHABLE} when no block came in time
   */
  public Bytes32 send(String what, Address to, Bytes data)
      throws Failure, ChainException, InterruptedException {
    long gas = gas(what, to, data);
    Fees fees = chain.fees();
    BigInteger maxFee = fees.baseFee().shiftLeft(1).add(fees.priorityFee());
    UnsignedTransaction transaction =
        new UnsignedTransaction(
            chain.chainId(),
            chain.pendingNonce(payer.address()),
            to,
            BigInteger.ZERO,
            data,
            gas + gas / 4,
            maxFee,
            fees.priorityFee());
    SignedTransaction signed = payer.sign(transaction);
    chain.sendRaw(signed.raw());
    MinedReceipt mined = waitFor(what, signed.hash());
    if (!mined.success()) {
      throw new Failure(Exit.NOT_EXECUTED, what + " " + signed.hash().prefixed() + " reverted");
    }
    return signed.hash();
  }

  private long gas(String what, Address to, Bytes data) throws Failure, ChainUnavailable {
    try {
      return chain.estimateGas(CallRequest.of(payer.address(), to, data));
    } catch (ChainUnavailable e) {
      if (e.kind() == ChainUnavailable.Kind.REVERTED) {
        throw new Failure(
            Exit.NOT_EXECUTED, what + " would revert: " + GateError.describe(e.data()), e);
      }
      throw e;
    }
  }

  private MinedReceipt waitFor(String what, Bytes32 hash) throws Failure, InterruptedException {
    for (long waited = 0; waited < LIMIT_MILLIS; waited += POLL_MILLIS) {
      try {
        Optional<MinedReceipt> mined = chain.receipt(hash);
        if (mined.isPresent()) {
          return mined.get();
        }
      } catch (ChainUnavailable e) {
        // It is out, so only its block tells what became of it: asked again until the limit.
        LOG.warn("asking for {}: {}", hash, e.getMessage());
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    throw new Failure(
        Exit.UNREACHABLE,
        what + " " + hash.prefixed() + " was not mined within " + LIMIT_MILLIS / 1000 + " seconds");
  }
}
