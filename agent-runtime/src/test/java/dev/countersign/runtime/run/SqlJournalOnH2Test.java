package dev.countersign.runtime.run;

import dev.countersign.tools.store.Storage;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqlJournalOnH2Test extends SqlJournalContract {
  @TempDir private Path folder;

  @Override
  Storage storage() {
    return Storage.file(folder.resolve("db"));
  }
}
