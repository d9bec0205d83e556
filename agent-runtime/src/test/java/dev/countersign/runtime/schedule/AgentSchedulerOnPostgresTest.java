package dev.countersign.runtime.schedule;

import dev.countersign.tools.store.PostgresServer;
import dev.countersign.tools.store.Storage;
import org.jspecify.annotations.Nullable;

class AgentSchedulerOnPostgresTest extends AgentSchedulerContract {
  private @Nullable Storage storage;

  @Override
  ScheduleStore open() throws Exception {
    Storage known = storage;
    if (known == null) {
      known = PostgresServer.shared().storage();
      storage = known;
    }
    return ScheduleStore.server(known.url(), known.user(), known.password());
  }
}
