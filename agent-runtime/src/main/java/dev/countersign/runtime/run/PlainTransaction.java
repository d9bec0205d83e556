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

/**
 * Sends one transaction of an owner and waits for its block. Not for actions of agents: those go
 * through the outbox.
 */
final class PlainTransaction {
  private static final long POLL_MILLIS = 100;
  private static final long LIMIT_MILLIS = 90_000;

  private final ChainClient chain;
  private final TransactionSigner payer;

  PlainTransaction(ChainClient chain, TransactionSigner payer) {
    this.chain = chain;
    this.payer = payer;
  }

  Bytes32 send(Address to, Bytes data) throws Failure, ChainException, InterruptedException {
    long gas = gas(to, data);
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
    MinedReceipt mined = waitFor(signed.hash());
    if (!mined.success()) {
      throw new Failure(
          Exit.NOT_EXECUTED, "the owner's transaction " + signed.hash().prefixed() + " reverted");
    }
    return signed.hash();
  }

  private long gas(Address to, Bytes data) throws Failure, ChainUnavailable {
    try {
      return chain.estimateGas(CallRequest.of(payer.address(), to, data));
    } catch (ChainUnavailable e) {
      if (e.kind() == ChainUnavailable.Kind.REVERTED) {
        throw new Failure(
            Exit.NOT_EXECUTED,
            "the owner's transaction would revert: " + GateError.describe(e.data()),
            e);
      }
      throw e;
    }
  }

  private MinedReceipt waitFor(Bytes32 hash)
      throws Failure, ChainUnavailable, InterruptedException {
    for (long waited = 0; waited < LIMIT_MILLIS; waited += POLL_MILLIS) {
      Optional<MinedReceipt> mined = chain.receipt(hash);
      if (mined.isPresent()) {
        return mined.get();
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    throw new Failure(
        Exit.UNREACHABLE,
        "the owner's transaction "
            + hash.prefixed()
            + " was not mined within "
            + LIMIT_MILLIS / 1000
            + " seconds");
  }
}
