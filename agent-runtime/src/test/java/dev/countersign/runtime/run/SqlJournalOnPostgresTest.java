package dev.countersign.runtime.run;

import dev.countersign.tools.store.PostgresServer;
import dev.countersign.tools.store.Storage;

class SqlJournalOnPostgresTest extends SqlJournalContract {
  @Override
  Storage storage() throws Exception {
    return PostgresServer.shared().storage();
  }
}
