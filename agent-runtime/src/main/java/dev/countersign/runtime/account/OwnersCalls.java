package dev.countersign.runtime.account;

import dev.countersign.network.chain.ChainException;
import dev.countersign.network.gate.SafeAccount;
import dev.countersign.network.gate.SafeTransaction;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Call;
import dev.countersign.receipt.VerifierKey;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.workplace.Connection;
import dev.countersign.runtime.workplace.Home;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What only the cold owner of an account can do. Where the owner's key is at hand, which is on a
 * local network only, it is done; elsewhere it is written as a file for the Safe's transaction
 * builder, and the owner signs it with its own tools.
 */
public final class OwnersCalls {
  private final Connection connection;
  private final Address safe;
  private final Home home;

  /** For the calls of one Safe. */
  public OwnersCalls(Connection connection, Address safe, Home home) {
    this.connection = connection;
    this.safe = safe;
    this.home = home;
  }

  /** What became of the calls. */
  public sealed interface Outcome {}

  /**
   * They were made.
   *
   * @param transactions a transaction for each
   */
  public record Done(List<Bytes32> transactions) implements Outcome {
    /** Copies the list. */
    public Done {
      transactions = List.copyOf(transactions);
    }
  }

  /**
   * They are for the owner to sign.
   *
   * @param file for the Safe's transaction builder
   */
  public record Written(Path file) implements Outcome {}

  /**
   * Makes the calls, in order, or writes them.
   *
   * @param name of the file, and what it is for
   */
  public Outcome make(String name, List<Call> calls) throws Failure, InterruptedException {
    try {
      Optional<VerifierKey> owner = owner();
      return owner.isPresent() ? execute(owner.get(), calls) : write(name, calls);
    } catch (ChainException e) {
      throw new Failure(Exit.UNREACHABLE, String.valueOf(e.getMessage()), e);
    }
  }

  /** The key at hand, where it alone owns this Safe. */
  private Optional<VerifierKey> owner() throws ChainException {
    Optional<VerifierKey> key = connection.owner();
    if (key.isEmpty()) {
      return key;
    }
    SafeAccount.State state = SafeAccount.state(now(), safe);
    boolean alone = state.threshold() == 1 && state.owners().contains(key.get().address());
    return alone ? key : Optional.empty();
  }

  private PinnedChain now() throws ChainException {
    return new PinnedChain(connection.chain(), connection.chain().head());
  }

  private Outcome execute(VerifierKey owner, List<Call> calls)
      throws Failure, ChainException, InterruptedException {
    List<Bytes32> hashes = new ArrayList<>();
    try (Connection.Paying paying = connection.paying()) {
      for (Call call : calls) {
        BigInteger nonce = SafeTransaction.nextNonce(now(), safe);
        SafeTransaction transaction =
            new SafeTransaction(call.target(), call.value(), call.data(), nonce);
        Bytes signed = transaction.signed(connection.network().chainId(), safe, List.of(owner));
        hashes.add(paying.sender().send("the owner's transaction", safe, signed));
      }
    }
    return new Done(hashes);
  }

  private Outcome write(String name, List<Call> calls) throws Failure {
    List<SafeTransaction> transactions =
        calls.stream()
            .map(
                call ->
                    new SafeTransaction(call.target(), call.value(), call.data(), BigInteger.ZERO))
            .toList();
    long chainId = connection.network().chainId();
    try {
      return new Written(
          home.writeForOwner(name, SafeTransaction.builderFile(chainId, safe, name, transactions)));
    } catch (IOException e) {
      throw new Failure(
          Exit.CONFIGURATION, "cannot write to " + home.folder() + ": " + e.getMessage(), e);
    }
  }
}
