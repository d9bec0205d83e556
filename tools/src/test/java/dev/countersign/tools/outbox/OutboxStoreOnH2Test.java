package dev.countersign.tools.outbox;

import dev.countersign.tools.store.Storage;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class OutboxStoreOnH2Test extends OutboxStoreContract {
  @TempDir private Path folder;

  @Override
  Storage storage() {
    return Storage.file(folder.resolve("db"));
  }
}
