package dev.countersign.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.countersign.inference.ModelRefused.Code;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Reason;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelBundleTest {
  /** Changes only together with the committed model. */
  private static final Bytes32 SIGNAL =
      new Bytes32("a8b8dc49a7b6eb9bf55dc2a685764c46fad5b9577e1e4e46a0d33b9c4b3d3b27");

  @TempDir Path temp;
  private Path bundle = Path.of("");

  @BeforeEach
  void copy() throws IOException {
    bundle = Shipped.copyOfSignal(temp.resolve("signal"));
  }

  private static void assertRefused(Path folder, Code code, String sentence) {
    assertThatExceptionOfType(ModelRefused.class)
        .isThrownBy(() -> ModelBundle.open(folder))
        .withMessageContaining(sentence)
        .satisfies(refused -> assertThat(refused.code()).isEqualTo(code))
        .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Reason.MODEL_UNAVAILABLE));
  }

  @Test
  void theShippedModelHasItsDigestAndItsCard() throws ModelRefused {
    ModelBundle signal = ModelBundle.open(Shipped.SIGNAL);
    assertThat(signal.digest()).isEqualTo(SIGNAL);
    assertThat(signal.card().name()).isEqualTo("signal-v1");
    assertThat(signal.card().interval()).isEqualTo("1h");
    assertThat(signal.card().features()).isEqualTo(SignalFeatures.ID);
    assertThat(signal.card().description()).contains("not advice");
    assertThat(signal.files())
        .containsOnlyKeys("card.md", "model.json", "model.onnx", "selftest.json");
  }

  @Test
  void theDigestIsTheMerkleRootOverTheFiles() throws ModelRefused, IOException {
    ModelBundle signal = ModelBundle.open(bundle);
    assertThat(signal.digest()).isEqualTo(MerkleTree.root(signal.files()));
    for (Map.Entry<String, Bytes32> file : signal.files().entrySet()) {
      assertThat(file.getValue())
          .isEqualTo(Bytes32.sha256(Files.readAllBytes(bundle.resolve(file.getKey()))));
    }
  }

  @Test
  void oneFlippedBitOfOneWeightIsAnotherModel() throws IOException {
    Shipped.flipBit(bundle.resolve("model.onnx"), 200);
    assertThatExceptionOfType(ModelRefused.class)
        .isThrownBy(() -> ModelBundle.open(bundle, SIGNAL))
        .withMessageContaining(SIGNAL.hex())
        .satisfies(e -> assertThat(e.code()).isEqualTo(Code.MODEL_DIGEST_MISMATCH));
  }

  @Test
  void anAddedOrMissingFileIsAnotherModel() throws IOException {
    Files.writeString(bundle.resolve("extra.bin"), "x");
    assertThatExceptionOfType(ModelRefused.class)
        .isThrownBy(() -> ModelBundle.open(bundle, SIGNAL))
        .satisfies(e -> assertThat(e.code()).isEqualTo(Code.MODEL_DIGEST_MISMATCH));
    Files.delete(bundle.resolve("extra.bin"));
    Files.delete(bundle.resolve("card.md"));
    assertThatExceptionOfType(ModelRefused.class)
        .isThrownBy(() -> ModelBundle.open(bundle, SIGNAL))
        .satisfies(e -> assertThat(e.code()).isEqualTo(Code.MODEL_DIGEST_MISMATCH));
  }

  @Test
  void aFileThatChangesAfterOpeningIsNotRead() throws ModelRefused, IOException {
    ModelBundle opened = ModelBundle.open(bundle);
    Shipped.flipBit(bundle.resolve("model.onnx"), 200);
    assertThatExceptionOfType(ModelRefused.class)
        .isThrownBy(() -> opened.read("model.onnx"))
        .satisfies(e -> assertThat(e.code()).isEqualTo(Code.MODEL_DIGEST_MISMATCH));
  }

  @Test
  void linksAreRefused() throws IOException {
    Files.delete(bundle.resolve("card.md"));
    Files.createSymbolicLink(bundle.resolve("card.md"), Path.of("/etc/hostname"));
    assertRefused(bundle, Code.UNSAFE_PATH, "'card.md' is a link");
  }

  @Test
  void linkedFoldersAreRefused() throws IOException {
    Files.createSymbolicLink(bundle.resolve("weights"), temp);
    assertRefused(bundle, Code.UNSAFE_PATH, "'weights' is a link");
  }

  @ParameterizedTest
  @ValueSource(strings = {".hidden", "Kelvin\u212a", "cafe\u0301", "a b", "a\u202eb", "-rf"})
  void namesWithOtherCharactersAreRefused(String name) throws IOException {
    assumeTrue(accepts(bundle.resolve(name)), "this file system does not take the name");
    assertRefused(bundle, Code.UNSAFE_PATH, "something else than ASCII");
  }

  private static boolean accepts(Path file) throws IOException {
    try {
      Files.writeString(file, "x");
      return true;
    } catch (java.nio.file.InvalidPathException e) {
      return false;
    }
  }

  @Test
  void namesThatDifferByCaseAloneAreRefused() throws IOException {
    Files.writeString(bundle.resolve("weights.bin"), "a");
    Files.writeString(bundle.resolve("WEIGHTS.bin"), "b");
    assertRefused(bundle, Code.UNSAFE_PATH, "case alone");
  }

  @Test
  void tooDeepFoldersAreRefused() throws IOException {
    Path deep = Files.createDirectories(bundle.resolve("a/b/c/d/e"));
    Files.writeString(deep.resolve("f"), "x");
    assertRefused(bundle, Code.UNSAFE_PATH, "too deep");
  }

  @Test
  void tooManyFilesAreRefused() throws IOException {
    for (int i = 0; i < 65; i++) {
      Files.writeString(bundle.resolve("part" + i), "x");
    }
    assertRefused(bundle, Code.TOO_LARGE, "more than 64 files");
  }

  @Test
  void aHugeFileIsRefusedBeforeItIsRead() throws IOException {
    try (RandomAccessFile sparse =
        new RandomAccessFile(bundle.resolve("weights.bin").toFile(), "rw")) {
      sparse.setLength(1L << 40);
    }
    assertRefused(bundle, Code.TOO_LARGE, "bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.json", "model.onnx", "selftest.json"})
  void everyBundleHasTheseFiles(String file) throws IOException {
    Files.delete(bundle.resolve(file));
    assertRefused(bundle, Code.NOT_A_BUNDLE, "has no file '" + file + "'");
  }

  @Test
  void whatIsNoFolderIsRefused() {
    assertRefused(temp.resolve("nothing"), Code.NOT_A_BUNDLE, "is not a folder");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "version": 1          | "version": 2            | version 2 is not known
          "version": 1          | "version": "1"          | model.json
          "format": "onnx"      | "format": "pickle"      | format pickle is not known
          "name": "signal-v1"   | "name": "../evil"       | not a model's name
          "name": "signal-v1"   | "nane": "signal-v1"     | Missing creator property
          "interval": "1h"      | "interval": 1.5         | not an integer
          "interval": "1h"      | "interval": null        | model.json
          "licence": "Apache-2.0" | "licence": "A", "licence": "B" | uplicate
          24                    | 0                       | a dimension of features is 0
          24                    | 99999999                | a dimension of features is 99999999
          "float32"             | "complex64"             | model.json
          """)
  void aCardIsReadStrictly(String from, String to, String sentence) throws IOException {
    Path card = bundle.resolve("model.json");
    String text = Files.readString(card);
    assertThat(text).contains(from);
    Files.writeString(card, text.replace(from, to));
    assertRefused(bundle, Code.BAD_CARD, sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          24                    | 25                      | BAD_CARD      | other inputs than the card
          "logits"              | "probabilities"         | CARD_MISMATCH | is not one of the graph
          "model.onnx"          | "../model.onnx"         | NOT_A_BUNDLE  | has no file
          "selftest.json"       | "/etc/passwd"           | NOT_A_BUNDLE  | has no file
          """)
  void aCardDescribesTheGraphBesideIt(String from, String to, Code code, String sentence)
      throws IOException {
    Path card = bundle.resolve("model.json");
    Files.writeString(card, Files.readString(card).replace(from, to));
    assertRefused(bundle, code, sentence);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"version\":1,\"cases\":[]}",
        "{\"version\":2,\"cases\":[]}",
        "{\"cases\":[{\"inputs\":[],\"outputs\":\"00\"}],\"version\":1}",
        "not json"
      })
  void aSelfTestIsReadStrictly(String text) throws IOException {
    Files.writeString(bundle.resolve("selftest.json"), text);
    assertRefused(bundle, Code.BAD_CARD, "selftest.json");
  }

  @Test
  void aSelfTestWithAnUnknownMemberIsRefused() throws IOException {
    Path file = bundle.resolve("selftest.json");
    Files.writeString(
        file, Files.readString(file).replace("\"version\":1", "\"skip\":true,\"version\":1"));
    assertRefused(bundle, Code.BAD_CARD, "unknown");
  }
}
