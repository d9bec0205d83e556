package dev.countersign.inference.language;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.countersign.inference.decoder.DecoderBundle;
import dev.countersign.inference.language.CheatTable.Honest;
import dev.countersign.inference.language.CheatTable.Row;
import dev.countersign.inference.language.Cheats.Entry;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A few prompts of the table that {@code docs/benchmark cheats} fills. */
class CheatTableTest {
  private static final int PROMPTS = 4;

  @TempDir Path temp;

  @Test
  void everyCheatIsCaughtAndNoHonestAnswerIsRefused() throws Exception {
    DecoderBundle bundle = TestModel.write(temp.resolve("model"), 5);
    try (LanguageCore writer = TestModel.open(bundle);
        LanguageCore reader = TestModel.open(bundle, 2, 50, OptLevel.ALL_OPT);
        Cheats cheats = new Cheats(temp, bundle, writer)) {
      CheatTable table = new CheatTable(bundle, PROMPTS, writer, reader);
      List<Entry> entries = cheats.all();
      assertThat(entries).hasSize(14);
      for (Entry entry : entries) {
        Row row = table.row(entry);
        assertThat(row.claims()).as("%s", row).isEqualTo(PROMPTS);
        assertThat(row.caught()).as("%s", row).isEqualTo(PROMPTS);
      }
      Honest honest = table.honest(table.answers(), 2, 16, OptLevel.NO_OPT);
      assertThat(honest.answers()).isEqualTo(3 * PROMPTS);
      assertThat(honest.refused()).isZero();
    }
  }
}
