package dev.countersign.tools.devnet;

import dev.countersign.network.devnet.DevnetWorld;
import dev.countersign.tools.store.PostgresServer;
import dev.countersign.tools.store.Storage;

class OutboxPathOnPostgresTest extends OutboxPathContract {
  OutboxPathOnPostgresTest(DevnetWorld world) {
    super(world);
  }

  @Override
  Storage storage() throws Exception {
    return PostgresServer.shared().storage();
  }
}
