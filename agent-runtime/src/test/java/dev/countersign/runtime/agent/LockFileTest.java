package dev.countersign.runtime.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.receipt.Bytes32;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The digests beside an agent file. */
class LockFileTest {
  private static final Bytes32 DIGEST = Bytes32.sha256(new byte[] {1});

  @TempDir Path folder;

  @Test
  void whatIsWrittenReadsBack() throws Exception {
    Path agent = folder.resolve("sample.agent.yaml");
    assertThat(LockFile.of(agent).model("signal-v1")).isEmpty();
    LockFile.of(agent).with("signal-v1", DIGEST).write();
    assertThat(folder.resolve("sample.agent.lock.json")).exists();
    assertThat(LockFile.of(agent).model("signal-v1")).contains(DIGEST);
  }

  @Test
  void anythingElseInItIsRefused() throws Exception {
    Path agent = folder.resolve("sample.yaml");
    for (String wrong :
        new String[] {
          "",
          "[]",
          "{}",
          "{\"version\":2,\"models\":{}}",
          "{\"version\":1,\"models\":{},\"x\":1}",
          "{\"version\":1,\"models\":{\"m\":\"abc\"}}"
        }) {
      Files.writeString(LockFile.beside(agent), wrong);
      assertThatThrownBy(() -> LockFile.of(agent))
          .as(wrong)
          .isInstanceOf(Failure.class)
          .hasMessageContaining("sample.lock.json");
    }
  }
}
