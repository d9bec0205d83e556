package dev.countersign.runtime.schedule;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class AgentSchedulerOnH2Test extends AgentSchedulerContract {
  @TempDir private Path folder;

  @Override
  ScheduleStore open() throws Exception {
    return ScheduleStore.file(folder.resolve("schedule"));
  }
}
