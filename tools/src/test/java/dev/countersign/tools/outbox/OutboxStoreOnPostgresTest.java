package dev.countersign.tools.outbox;

import dev.countersign.tools.store.PostgresServer;
import dev.countersign.tools.store.Storage;

class OutboxStoreOnPostgresTest extends OutboxStoreContract {
  @Override
  Storage storage() throws Exception {
    return PostgresServer.shared().storage();
  }
}
