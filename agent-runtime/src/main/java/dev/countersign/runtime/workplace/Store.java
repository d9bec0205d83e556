package dev.countersign.runtime.workplace;

import dev.countersign.network.chain.ChainClient;
import dev.countersign.receipt.Bytes32;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.agent.Network;
import dev.countersign.runtime.run.Journal;
import dev.countersign.runtime.run.SqlJournal;
import dev.countersign.tools.outbox.Entry;
import dev.countersign.tools.outbox.Nonces;
import dev.countersign.tools.outbox.Outbox;
import dev.countersign.tools.outbox.OutboxStore;
import dev.countersign.tools.outbox.OutboxTerms;
import dev.countersign.tools.store.Database;
import dev.countersign.tools.store.StoreFailed;
import dev.countersign.tools.wallet.TransactionSigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The database of a home. */
public final class Store implements AutoCloseable {
  private final Database database;
  private final Clock clock;

  private Store(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Opens it, or makes it: what the variable {@code COUNTERSIGN_DATABASE} says, a JDBC URL of
   * PostgreSQL, or H2 in a file of the home.
   *
   * @throws Failure with {@link Exit#CONFIGURATION} when another process has the file, or the
   *     server is not there
   */
  public static Store open(Workplace workplace) throws Failure {
    return new Store(opened(workplace, Database::file), workplace.clock());
  }

  /**
   * Opens it for reading, also while another process works with it. H2's file is copied for that: a
   * reader that shared it would have to hold its lock, and the next run would find it taken, or to
   * have it served on a port.
   */
  public static Store read(Workplace workplace) throws Failure {
    return new Store(opened(workplace, Database::snapshot), workplace.clock());
  }

  private interface Opening {
    Database of(Path file) throws StoreFailed;
  }

  private static Database opened(Workplace workplace, Opening file) throws Failure {
    Home home = workplace.home();
    String url = variable(workplace, "COUNTERSIGN_DATABASE");
    try {
      if (!url.isEmpty()) {
        return Database.open(
            url,
            variable(workplace, "COUNTERSIGN_DATABASE_USER"),
            variable(workplace, "COUNTERSIGN_DATABASE_PASSWORD"));
      }
      Files.createDirectories(home.database().toAbsolutePath().getParent());
      return file.of(home.database());
    } catch (StoreFailed e) {
      String why = String.valueOf(e.getMessage());
      if (!url.isEmpty()) {
        throw new Failure(Exit.CONFIGURATION, "COUNTERSIGN_DATABASE: " + why, e);
      }
      boolean busy = e.kind() == StoreFailed.Kind.IN_USE;
      throw new Failure(
          busy ? Exit.CONFIGURATION : Exit.UNEXPECTED,
          busy
              ? "another countersign command works in "
                  + home.folder()
                  + "; try again when it ended"
              : why,
          e);
    } catch (IOException e) {
      throw new Failure(
          Exit.CONFIGURATION, "cannot write to " + home.folder() + ": " + e.getMessage(), e);
    }
  }

  private static String variable(Workplace workplace, String name) {
    String value = workplace.variables().apply(name);
    return value == null ? "" : value.strip();
  }

  /** The runs. */
  public Journal journal() {
    return new SqlJournal(database, clock);
  }

  /** Nonces for what is not an action, so that no action takes the same. */
  public Nonces nonces() {
    return new Nonces(database, clock);
  }

  /** The actions, on their way to a chain. */
  public Outbox outbox(ChainClient chain, TransactionSigner payer, Network network) {
    return new Outbox(
        database,
        chain,
        payer,
        network.disposable() ? OutboxTerms.LOCAL : OutboxTerms.DEFAULT,
        clock,
        duration -> TimeUnit.MILLISECONDS.sleep(duration.toMillis()));
  }

  /** The actions that have not come to an end. */
  public List<Entry> open() throws Failure {
    try {
      return new OutboxStore(database).open();
    } catch (StoreFailed e) {
      throw new Failure(Exit.UNEXPECTED, String.valueOf(e.getMessage()), e);
    }
  }

  /** The run that a transaction was signed for, or that it ended. */
  public Optional<Bytes32> runOf(Bytes32 transaction) throws Failure {
    try {
      return new OutboxStore(database).findByTransaction(transaction).map(Entry::runId);
    } catch (StoreFailed e) {
      throw new Failure(Exit.UNEXPECTED, String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public void close() {
    database.close();
  }
}
