package dev.countersign.runtime.workplace;

import dev.countersign.network.chain.ChainClient;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.agent.Network;
import dev.countersign.runtime.run.Journal;
import dev.countersign.runtime.run.SqlJournal;
import dev.countersign.tools.outbox.Entry;
import dev.countersign.tools.outbox.Outbox;
import dev.countersign.tools.outbox.OutboxStore;
import dev.countersign.tools.outbox.OutboxTerms;
import dev.countersign.tools.store.Database;
import dev.countersign.tools.store.StoreFailed;
import dev.countersign.tools.wallet.TransactionSigner;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.List;
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
   * Opens it, or makes it.
   *
   * @throws Failure with {@link Exit#CONFIGURATION} when another process has it
   */
  public static Store open(Workplace workplace) throws Failure {
    Home home = workplace.home();
    try {
      Files.createDirectories(home.database().toAbsolutePath().getParent());
      return new Store(Database.file(home.database()), workplace.clock());
    } catch (StoreFailed e) {
      boolean busy = String.valueOf(e.getMessage()).contains("locked");
      throw new Failure(
          busy ? Exit.CONFIGURATION : Exit.UNEXPECTED,
          busy
              ? "another countersign command works in "
                  + home.folder()
                  + "; try again when it ended"
              : String.valueOf(e.getMessage()),
          e);
    } catch (IOException e) {
      throw new Failure(
          Exit.CONFIGURATION, "cannot write to " + home.folder() + ": " + e.getMessage(), e);
    }
  }

  /** The runs. */
  public Journal journal() {
    return new SqlJournal(database, clock);
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

  @Override
  public void close() {
    database.close();
  }
}
