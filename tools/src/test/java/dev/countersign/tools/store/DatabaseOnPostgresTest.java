package dev.countersign.tools.store;

class DatabaseOnPostgresTest extends DatabaseContract {
  @Override
  Storage storage() throws Exception {
    return PostgresServer.shared().storage();
  }
}
