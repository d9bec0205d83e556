package dev.countersign.runtime.cli;

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
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The database of a home. */
final class Store implements AutoCloseable {
  private final Database database;
  private final Surroundings surroundings;

  private Store(Database database, Surroundings surroundings) {
    this.database = database;
    this.surroundings = surroundings;
  }

  static Store open(Home home, Surroundings surroundings) throws Failure {
    try {
      Files.createDirectories(home.database().toAbsolutePath().getParent());
      return new Store(Database.file(home.database()), surroundings);
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

  Journal journal() {
    return new SqlJournal(database, surroundings.clock());
  }

  Outbox outbox(ChainClient chain, TransactionSigner payer, Network network) {
    return new Outbox(
        database,
        chain,
        payer,
        network.disposable() ? OutboxTerms.LOCAL : OutboxTerms.DEFAULT,
        surroundings.clock(),
        duration -> TimeUnit.MILLISECONDS.sleep(duration.toMillis()));
  }

  /** The actions that have not come to an end. */
  List<Entry> open() throws Failure {
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
