package dev.countersign.tools.devnet;

import dev.countersign.network.devnet.DevnetWorld;
import dev.countersign.tools.store.Storage;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class OutboxPathOnH2Test extends OutboxPathContract {
  OutboxPathOnH2Test(DevnetWorld world) {
    super(world);
  }

  @TempDir private Path folder;
  private int places;

  @Override
  Storage storage() {
    return Storage.file(folder.resolve("db" + ++places));
  }
}
