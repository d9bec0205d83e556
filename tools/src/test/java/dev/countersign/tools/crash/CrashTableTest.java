package dev.countersign.tools.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** A sample of the crash table; docs/crash-table fills all of it. */
class CrashTableTest {
  @Test
  void whereverARuntimeIsKilledItsActionsHappenOnce() throws Exception {
    long seed = ThreadLocalRandom.current().nextInt(1, 1_000_000);
    System.out.println("crash table: a sample from seed " + seed);
    assertThat(CrashTable.sample(System.out, 8, 1, seed)).as("from seed %d", seed).isEmpty();
  }
}
