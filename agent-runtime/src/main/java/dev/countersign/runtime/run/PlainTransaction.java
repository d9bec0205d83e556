package dev.countersign.runtime.run;

import dev.countersign.network.chain.CallRequest;
import dev.countersign.network.chain.ChainClient;
import dev.countersign.network.chain.ChainException;
import dev.countersign.network.chain.ChainRefused;
import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.chain.Fees;
import dev.countersign.network.chain.MinedReceipt;
import dev.countersign.network.gate.GateError;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.tools.outbox.Nonces;
import dev.countersign.tools.store.StoreFailed;
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
 *
 * <p>Guarantees: it takes no nonce that an action of the same key has in the same database; it
 * never offers more than {@value #MOST_FEE_GWEI} gwei for a unit of gas, nor for more than {@value
 * #MOST_GAS} units, whatever the node says.
 */
public final class PlainTransaction {
  private static final Logger LOG = LoggerFactory.getLogger(PlainTransaction.class);
  private static final long MOST_FEE_GWEI = 1_000;

  /** What one transaction may use at all (EIP-7825). */
  private static final long MOST_GAS = 16_777_216;

  private static final BigInteger GWEI = BigInteger.valueOf(1_000_000_000);
  private static final long POLL_MILLIS = 100;
  private static final long LIMIT_MILLIS = 90_000;

  private final ChainClient chain;
  private final TransactionSigner payer;
  private final Optional<Nonces> nonces;

  /**
   * @param payer signs and pays
   * @param nonces of the database in which actions of the same key may be under way
   */
  public PlainTransaction(ChainClient chain, TransactionSigner payer, Nonces nonces) {
    this(chain, payer, Optional.of(nonces));
  }

  private PlainTransaction(ChainClient chain, TransactionSigner payer, Optional<Nonces> nonces) {
    this.chain = chain;
    this.payer = payer;
    this.nonces = nonces;
  }

  /** For a key that no agent's actions are sent with. */
  public static PlainTransaction ofOwnKey(ChainClient chain, TransactionSigner payer) {
    return new PlainTransaction(chain, payer, Optional.empty());
  }

  /**
   * Sends it.
   *
   * @param what it is, for sentences
   * @return its hash, when it was mined and succeeded
   * @throws Failure with {@link Exit#NOT_EXECUTED} when it would revert or did, with {@link
   *     Exit#UNREACHABLE} when no block came in time, or the node asks for more gas than this pays
   */
  public Bytes32 send(String what, Address to, Bytes data)
      throws Failure, ChainException, InterruptedException {
    long gas = gas(what, to, data);
    Fees fees = chain.fees();
    BigInteger maxFee = fees.baseFee().shiftLeft(1).add(fees.priorityFee());
    checkBounds(what, gas, maxFee);
    SignedTransaction signed =
        send(
            new UnsignedTransaction(
                chain.chainId(),
                0,
                to,
                BigInteger.ZERO,
                data,
                gas + gas / 4,
                maxFee,
                fees.priorityFee()));
    MinedReceipt mined = waitFor(what, signed.hash());
    if (!mined.success()) {
      throw new Failure(Exit.NOT_EXECUTED, what + " " + signed.hash().prefixed() + " reverted");
    }
    return signed.hash();
  }

  /** A node that lies must not be able to have the payer's coins burnt as fees. */
  private static void checkBounds(String what, long gas, BigInteger maxFee) throws Failure {
    if (gas < 0 || gas > MOST_GAS / 5 * 4) {
      throw new Failure(
          Exit.UNREACHABLE,
          "the node says that "
              + what
              + " needs "
              + gas
              + " units of gas; at most "
              + MOST_GAS / 5 * 4
              + " are believed, and nothing was sent");
    }
    if (maxFee.compareTo(GWEI.multiply(BigInteger.valueOf(MOST_FEE_GWEI))) > 0) {
      throw new Failure(
          Exit.UNREACHABLE,
          "the node asks for "
              + maxFee.divide(GWEI)
              + " gwei for a unit of gas; at most "
              + MOST_FEE_GWEI
              + " are offered, and nothing was sent");
    }
  }

  private SignedTransaction send(UnsignedTransaction transaction) throws Failure, ChainException {
    try {
      long nonce =
          nonces.isPresent()
              ? nonces.get().lend(chain, payer.address())
              : chain.pendingNonce(payer.address());
      SignedTransaction signed = payer.sign(transaction.withNonce(nonce));
      try {
        chain.sendRaw(signed.raw());
      } catch (ChainRefused e) {
        if (e.reason() != ChainRefused.Reason.ALREADY_KNOWN) {
          if (nonces.isPresent()) {
            nonces.get().takeBack(chain.chainId(), payer.address(), nonce);
          }
          throw e;
        }
      }
      return signed;
    } catch (StoreFailed e) {
      throw new Failure(Exit.UNEXPECTED, String.valueOf(e.getMessage()), e);
    }
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
