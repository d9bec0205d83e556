package dev.countersign.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.runtime.agent.Exit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A model as Hugging Face publishes it becomes one of this checkout's. */
class ModelImportCommandTest {
  private static final Path GOLDENS =
      Terminal.checkout().resolve("verification/inference/src/test/resources/decoders");

  @TempDir Path temp;
  private Path source = Path.of("");
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void write() throws IOException {
    source = Files.createDirectory(temp.resolve("Tiny_Mistral 0.1"));
    for (String file : List.of("config.json", "model.safetensors")) {
      Files.copy(GOLDENS.resolve("mistral-sliding").resolve(file), source.resolve(file));
    }
    ObjectNode tokenizer = new JsonMapper().createObjectNode();
    ObjectNode model = tokenizer.putObject("model").put("type", "BPE");
    ObjectNode vocab = model.putObject("vocab");
    for (int id = 0; id < 320; id++) {
      vocab.put("t" + id, id);
    }
    Files.writeString(source.resolve("tokenizer.json"), tokenizer.toString());
    Files.writeString(source.resolve("chat_template.jinja"), "{{ messages }}");
  }

  private int run(String... arguments) {
    out.reset();
    err.reset();
    Surroundings surroundings =
        new Surroundings(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            false,
            Terminal.checkout(),
            temp.resolve("home"),
            Clock.systemUTC(),
            new SecureRandom(),
            Map.of());
    return Main.run(arguments, surroundings);
  }

  private JsonNode answer() {
    return JsonMapper.shared().readTree(out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void itIsListedShownAndRepeated() {
    assertThat(run("model", "import", source.toString(), "--weights", "q8", "--json")).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("context 64, cut from 256", "weights 100 %", "self-test 100 %");
    String digest = answer().path("digest").stringValue();
    String selfTest = answer().path("selfTest").stringValue();
    assertThat(answer().path("name").stringValue()).isEqualTo("tiny-mistral-0.1");
    assertThat(answer().path("format").stringValue()).isEqualTo("decoder");
    assertThat(run("model", "show", "tiny-mistral-0.1")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains(digest, "(decoder)", "stored as q8");
    assertThat(run("model", "list", "--json")).isZero();
    assertThat(answer()).anySatisfy(e -> assertThat(e.path("digest").asString()).isEqualTo(digest));
    String store = temp.resolve("store").toString();
    assertThat(
            run("model", "import", source.toString(), "--weights", "q8", "--out", store, "--json"))
        .isZero();
    assertThat(answer().path("digest").stringValue()).isEqualTo(digest);
    assertThat(answer().path("selfTest").stringValue()).isEqualTo(selfTest);
  }

  @Test
  void whatCannotBeImportedIsOneSentenceAndNothingElse() throws IOException {
    byte[] tensors = Files.readAllBytes(source.resolve("model.safetensors"));
    Files.write(source.resolve("model.safetensors"), Arrays.copyOf(tensors, tensors.length - 1000));
    assertThat(run("model", "import", source.toString())).isEqualTo(Exit.CONFIGURATION.code());
    assertThat(
            err.toString(StandardCharsets.UTF_8).lines().filter(l -> l.startsWith("countersign:")))
        .singleElement()
        .asString()
        .contains("model.safetensors: holds", "its tensors need");
    try (Stream<Path> left = Files.list(temp.resolve("home/models"))) {
      assertThat(left).isEmpty();
    }
  }
}
