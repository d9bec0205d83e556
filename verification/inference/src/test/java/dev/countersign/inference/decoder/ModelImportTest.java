package dev.countersign.inference.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.inference.InferenceFailed;
import dev.countersign.inference.ModelBundle;
import dev.countersign.inference.ModelRefused;
import dev.countersign.inference.ModelRefused.Code;
import dev.countersign.inference.ModelStore;
import dev.countersign.inference.grammar.CallFormat;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Whatever the folder holds: a bundle, or one sentence and nothing half-written. */
class ModelImportTest {
  private static final String Q = "model.layers.0.self_attn.q_proj.weight";

  @TempDir Path temp;
  private Path source = Path.of("");
  private Path weights = Path.of("");
  private Path root = Path.of("");

  @BeforeEach
  void copy() throws IOException {
    take("mistral-wide-heads");
  }

  private void take(String name) throws IOException {
    source = SourceModels.copy(name, temp.resolve(name));
    weights = source.resolve("model.safetensors");
    root = temp.resolve("store");
  }

  private ModelBundle imported(ModelImport.Wish wish) throws InferenceFailed, IOException {
    ModelImport model = ModelImport.of(source, wish);
    return new ModelStore(root).make(folder -> model.write(folder, (what, done, all) -> {}));
  }

  private ModelBundle imported() throws InferenceFailed, IOException {
    return imported(SourceModels.wish(WeightFormat.FP16));
  }

  private void assertRefused(Code code, String sentence) throws IOException {
    assertThatExceptionOfType(ModelRefused.class)
        .isThrownBy(this::imported)
        .withMessageContaining(sentence)
        .satisfies(e -> assertThat(e.code()).isEqualTo(code))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n").hasSizeLessThan(500));
    if (Files.exists(root)) {
      try (Stream<Path> left = Files.list(root)) {
        assertThat(left).isEmpty();
      }
    }
  }

  @Test
  void theStoreHasItWholeAndByItsNameAndNothingElse() throws Exception {
    List<String> steps = new ArrayList<>();
    ModelImport model = ModelImport.of(source, SourceModels.wish(WeightFormat.Q8));
    ModelBundle bundle =
        new ModelStore(root)
            .make(folder -> model.write(folder, (what, done, all) -> steps.add(what)));
    assertThat(steps).contains("weights").endsWith("self-test");
    assertThat(new ModelStore(root).find("imported").digest()).isEqualTo(bundle.digest());
    assertThat(bundle.files().keySet())
        .containsExactly(
            "chat_template.jinja",
            "decoder.json",
            "model.json",
            "model.onnx",
            "selftest.json",
            "tokenizer.json",
            "weights.bin");
    assertThat(imported(SourceModels.wish(WeightFormat.Q8)).digest()).isEqualTo(bundle.digest());
    try (Stream<Path> left = Files.list(root)) {
      assertThat(left).containsExactly(root.resolve(bundle.digest().hex()));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          architectures           | ["GemmaForCausalLM"]        | UNSUPPORTED   | the architecture 'GemmaForCausalLM' is not supported
          architectures           | ["Qwen3MoeForCausalLM"]     | UNSUPPORTED   | 'Qwen3MoeForCausalLM' is not supported
          architectures           | []                          | MALFORMED     | architectures does not name one
          model_type              | "llama"                     | UNSUPPORTED   | model_type 'llama' is not that of
          num_local_experts       | 8                           | UNSUPPORTED   | has 'num_local_experts', which is not known
          attn_logit_softcapping  | 50.0                        | UNSUPPORTED   | has 'attn_logit_softcapping'
          quantization_config     | {"bits": 4}                 | UNSUPPORTED   | has 'quantization_config'
          hidden_act              | "gelu"                      | UNSUPPORTED   | hidden_act 'gelu' is not supported
          partial_rotary_factor   | 0.5                         | UNSUPPORTED   | partial_rotary_factor 0.5
          attention_bias          | true                        | UNSUPPORTED   | attention_bias is not supported for Mistral
          mlp_bias                | true                        | UNSUPPORTED   | mlp_bias is not supported
          rope_scaling            | {"type":"dynamic","factor":2} | UNSUPPORTED | RoPE scaling 'dynamic'
          rope_scaling            | {"type":"longrope"}         | UNSUPPORTED   | RoPE scaling 'longrope'
          rope_scaling            | {"type":"linear"}           | MALFORMED     | factor is missing
          rope_scaling            | {"type":"linear","factor":2,"mscale":1} | UNSUPPORTED | has 'mscale'
          rope_scaling            | {"type":"linear","rope_type":"yarn"}    | UNSUPPORTED | contradict
          rope_scaling            | {"type":"yarn","factor":2,"original_max_position_embeddings":256} | UNSUPPORTED | is not max_position_embeddings
          rope_parameters         | {"rope_theta":5,"rope_type":"default"}  | UNSUPPORTED | two different rope_theta
          rope_theta              | 1e-30                       | MALFORMED     | rope
          rope_theta              | 1e40                        | MALFORMED     | rope_theta is absurd
          layer_types             | ["linear_attention"]        | UNSUPPORTED   | the layer type 'linear_attention'
          num_hidden_layers       | 1000000000                  | MALFORMED     | layers is 1000000000; it may be 1 to 256
          num_hidden_layers       | 99999999999                 | MALFORMED     | not a whole number that fits 32 bits
          num_hidden_layers       | 0                           | MALFORMED     | layers is 0
          hidden_size             | 1073741824                  | MALFORMED     | hidden is 1073741824
          hidden_size             | "32"                        | MALFORMED     | hidden_size is not a whole number
          hidden_size             | 48                          | CARD_MISMATCH | has the shape [320, 32]; config.json demands [320, 48]
          num_attention_heads     | 0                           | MALFORMED     | heads is 0
          num_key_value_heads     | 3                           | MALFORMED     | kvHeads 3 does not divide heads 4
          num_key_value_heads     | null                        | MALFORMED     | num_key_value_heads is missing
          head_dim                | 256                         | MALFORMED     | headDim is 256; it may be 2 to 128
          head_dim                | 13                          | MALFORMED     | headDim 13 is odd
          vocab_size              | 1048576                     | CARD_MISMATCH | they do not belong together
          vocab_size              | 319                         | CARD_MISMATCH | they do not belong together
          max_position_embeddings | 2000000000                  | ABSENT        | -
          rms_norm_eps            | 0                           | MALFORMED     | normEpsilon
          rms_norm_eps            | "small"                     | MALFORMED     | rms_norm_eps is not a number
          tie_word_embeddings     | true                        | CARD_MISMATCH | ties lm_head.weight to the embedding
          tie_word_embeddings     | 1                           | MALFORMED     | neither true nor false
          """)
  void whatTheConfigurationAsksForIsComputedOrRefused(
      String member, String json, String code, String sentence) throws Exception {
    SourceModels.config(source, member, json);
    if (code.equals("ABSENT")) {
      assertThat(DecoderBundle.open(imported()).config().context()).isEqualTo(1 << 20);
    } else {
      assertRefused(Code.valueOf(code), sentence);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          config.json           | not json          | MALFORMED    | config.json is not JSON
          config.json           | []                | MALFORMED    | config.json is not a JSON object
          config.json           | {"a":1,"a":2}     | MALFORMED    | config.json is not JSON: Duplicate
          config.json           | {"a":NaN}         | MALFORMED    | config.json is not JSON
          tokenizer.json        | {                 | MALFORMED    | tokenizer.json is not JSON
          tokenizer.json        | {"model":{"type":"Unigram","vocab":[]}} | UNSUPPORTED | of the type 'Unigram'
          tokenizer.json        | {"model":{"type":"BPE","vocab":{"a":0,"b":1}}} | CARD_MISMATCH | '<|im_start|>', which is not in tokenizer.json
          tokenizer.json        | {"model":{"type":"BPE","vocab":{"a":0,"b":0}}} | MALFORMED | shares an id
          tokenizer.json        | {"model":{"type":"BPE","vocab":{"a":-1}}}      | MALFORMED | has no id
          tokenizer_config.json | {"chat_template": 7}                           | UNSUPPORTED | no chat template
          generation_config.json | {"eos_token_id": "x"}                         | MALFORMED | eos_token_id is not a list
          generation_config.json | {"eos_token_id": 999}                         | MALFORMED | an eos id is 999
          model.safetensors     | x                 | TRUNCATED    | ends within the length of its header
          """)
  void filesThatAreNotWhatTheyMustBeAreRefused(
      String file, String content, Code code, String sentence) throws Exception {
    Files.writeString(source.resolve(file), content);
    assertRefused(code, sentence);
  }

  @ParameterizedTest
  @ValueSource(strings = {"config.json", "tokenizer.json", "model.safetensors"})
  void aMissingFileIsNamed(String file) throws Exception {
    Files.delete(source.resolve(file));
    assertRefused(Code.NOT_A_BUNDLE, file.equals("model.safetensors") ? "*.safetensors" : file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"config.json", "tokenizer.json", "model.safetensors"})
  void linksAreRefused(String file) throws Exception {
    Files.move(source.resolve(file), temp.resolve("elsewhere"));
    Files.createSymbolicLink(source.resolve(file), temp.resolve("elsewhere"));
    assertRefused(Code.UNSAFE_PATH, "is a link");
  }

  @Test
  void aTokenizerOfAnotherModelIsRefused() throws Exception {
    Files.write(source.resolve("tokenizer.json"), TestTokenizer.json(700));
    Files.writeString(source.resolve("generation_config.json"), "{\"eos_token_id\": 5}");
    Files.writeString(source.resolve("chat_template.jinja"), "{{ messages }}");
    Files.delete(source.resolve("tokenizer_config.json"));
    assertRefused(Code.CARD_MISMATCH, "up to the id 699; the model's vocabulary is 320");
  }

  @Test
  void aTruncatedFileOfTensorsIsRefusedWhereverItEnds() throws Exception {
    byte[] whole = Files.readAllBytes(weights);
    int header = (int) ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong();
    for (int size : new int[] {0, 7, 8, 100, header, header + 8, whole.length - 1}) {
      Files.write(weights, java.util.Arrays.copyOf(whole, size));
      assertRefused(Code.TRUNCATED, "model.safetensors");
    }
    Files.write(weights, java.util.Arrays.copyOf(whole, whole.length + 1));
    assertRefused(Code.MALFORMED, "1 bytes behind its last tensor");
  }

  @ParameterizedTest
  @ValueSource(longs = {10_000_000_000L, Long.MAX_VALUE, -1, 0})
  void aHeaderOfAnAbsurdLengthIsRefusedBeforeItIsRead(long length) throws Exception {
    try (RandomAccessFile file = new RandomAccessFile(weights.toFile(), "rw")) {
      file.writeLong(Long.reverseBytes(length));
    }
    assertRefused(Code.MALFORMED, "claims a header of " + Long.toUnsignedString(length));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          data_offsets | [0, 9000000000000]     | MALFORMED     | has 9000000000000 bytes
          data_offsets | [-8, 3064]             | MALFORMED     | does not describe the tensor
          data_offsets | [0, 3072]              | MALFORMED     | is the end of the one before
          data_offsets | [0]                    | MALFORMED     | does not describe the tensor
          shape        | [32, 48]               | CARD_MISMATCH | demands [48, 32]
          shape        | [48, 31]               | MALFORMED     | of shape [48, 31] has 3072 bytes
          shape        | [2147483647, 2147483647, 2147483647] | ABSURD_TENSOR | has no sane shape
          shape        | [-48, -32]             | ABSURD_TENSOR | has no sane shape
          dtype        | "I8"                   | UNSUPPORTED   | has the type 'I8'
          dtype        | "F32"                  | MALFORMED     | has 3072 bytes
          extra        | 1                      | MALFORMED     | does not describe the tensor
          """)
  void aTensorThatIsNotAsItSaysIsRefused(String member, String json, Code code, String sentence)
      throws Exception {
    ObjectNode header = SourceModels.header(weights);
    ((ObjectNode) header.path(Q)).set(member, SourceModels.JSON.readTree(json));
    SourceModels.header(weights, header.toString());
    assertRefused(code, sentence);
  }

  @Test
  void aTensorThatIsNamedTwiceIsRefused() throws Exception {
    String header = SourceModels.header(weights).toString();
    SourceModels.header(
        weights, header.replace("layers.0.self_attn.k_proj", "layers.0.self_attn.q_proj"));
    assertRefused(Code.MALFORMED, "is not JSON: Duplicate");
  }

  @Test
  void missingAndUnknownTensorsAreRefused() throws Exception {
    String header = SourceModels.header(weights).toString();
    SourceModels.header(weights, header);
    long end = Files.size(weights) - 8 - header.length();
    SourceModels.header(weights, header.replace("model.norm.weight", "model.norm.bias"));
    assertRefused(Code.CARD_MISMATCH, "has no tensor model.norm.weight");
    ObjectNode more = (ObjectNode) SourceModels.JSON.readTree(header);
    String name = "model.layers.0.mlp.router.weight";
    more.putObject(name).put("dtype", "F16").putArray("shape").add(0);
    ((ObjectNode) more.path(name)).putArray("data_offsets").add(end).add(end);
    SourceModels.header(weights, more.toString());
    assertRefused(Code.UNSUPPORTED, "router.weight', which its configuration does not lead to");
  }

  @ParameterizedTest
  @ValueSource(ints = {0x7f80, 0xff80, 0x7fc0})
  void numbersThatAreNoneAreRefused(int bfloat16) throws Exception {
    long end = Files.size(weights);
    try (RandomAccessFile file = new RandomAccessFile(weights.toFile(), "rw")) {
      file.seek(end - 2);
      file.writeShort(Short.reverseBytes((short) bfloat16));
    }
    assertRefused(Code.MALFORMED, "holds NaN or infinity");
  }

  @Test
  void whatFp16CannotHoldIsRefusedAndTakenOtherwise() throws Exception {
    try (RandomAccessFile file = new RandomAccessFile(weights.toFile(), "rw")) {
      ObjectNode header = SourceModels.header(weights);
      file.seek(0);
      long data = 8 + Long.reverseBytes(file.readLong());
      file.seek(data + header.path(Q).path("data_offsets").path(0).longValue());
      file.writeShort(Short.reverseBytes((short) 0x47c0)); // 98304
    }
    assertRefused(Code.MALFORMED, "98304.0, which fp16 cannot hold");
    assertThat(imported(SourceModels.wish(WeightFormat.FP32))).isNotNull();
  }

  @Test
  void anIndexMustSayWhereEachTensorIs() throws Exception {
    take("llama-biased-linear-in-two-files");
    Path file = source.resolve("model.safetensors.index.json");
    String index = Files.readString(file);
    Files.writeString(file, index.replace("model-00001-of", "../model-00001-of"));
    assertRefused(Code.UNSAFE_PATH, "is not the name of a file in the model's folder");
    Files.writeString(file, index.replaceFirst("model-00001-of", "model-00002-of"));
    assertRefused(Code.MALFORMED, "index.json does not say so");
    Files.writeString(
        file,
        index.replaceFirst(
            "\"lm_head", "\"another\": \"model-00001-of-00002.safetensors\", \"lm_head"));
    assertRefused(Code.MALFORMED, "names the tensor 'another', which is not there");
    Files.writeString(file, "{}");
    assertRefused(Code.MALFORMED, "has no weight_map");
    Files.delete(file);
    assertThat(imported().card().name()).isEqualTo("imported");
  }

  @Test
  void theSameTensorInTwoFilesIsRefused() throws Exception {
    Files.copy(weights, source.resolve("a.safetensors"));
    Files.move(weights, source.resolve("b.safetensors"));
    assertRefused(Code.MALFORMED, "is in two files");
  }

  @Test
  void theTemplateForToolsComesFirstAndAFileBeforeAll() throws Exception {
    Path file = source.resolve("tokenizer_config.json");
    ObjectNode config = (ObjectNode) SourceModels.JSON.readTree(Files.readAllBytes(file));
    config.remove("chat_template");
    var list = config.putArray("chat_template");
    list.addObject().put("name", "default").put("template", "plain");
    list.addObject().put("name", "tool_use").put("template", "[TOOL_CALLS]");
    SourceModels.write(file, config);
    DecoderBundle bundle = DecoderBundle.open(imported());
    assertThat(bundle.chatTemplate()).isEqualTo("[TOOL_CALLS]");
    assertThat(bundle.config().callFormat()).isEqualTo(CallFormat.MISTRAL);
    Files.writeString(source.resolve("chat_template.jinja"), "<tool_call>");
    bundle = DecoderBundle.open(imported());
    assertThat(bundle.chatTemplate()).isEqualTo("<tool_call>");
    Files.write(source.resolve("chat_template.jinja"), new byte[] {(byte) 0xff});
    assertThatExceptionOfType(ModelRefused.class)
        .isThrownBy(this::imported)
        .withMessageContaining("not UTF-8");
  }

  @Test
  void aNameIsChecked() throws Exception {
    ModelImport.Wish wish =
        new ModelImport.Wish("../x", WeightFormat.FP32, 64, "MIT", 0, Optional.empty());
    assertThatExceptionOfType(ModelRefused.class)
        .isThrownBy(() -> imported(wish))
        .withMessageContaining("not a model's name");
  }

  @Test
  void aBundleIsItsGraphAndItsWeights() throws Exception {
    Path folder = imported().folder();
    byte[] graph = Files.readAllBytes(folder.resolve("model.onnx"));
    byte[] config = Files.readAllBytes(folder.resolve("decoder.json"));
    graph[graph.length / 2] ^= 1;
    assertChanged(folder, "model.onnx", graph, "is not the graph that decoder.json leads to");
    String text = new String(config, StandardCharsets.UTF_8);
    assertChanged(
        folder,
        "decoder.json",
        bytes(text.replace("\"layers\":2", "\"layers\":1")),
        "is not the graph");
    assertChanged(
        folder,
        "decoder.json",
        bytes(text.replace("\"vocab\":320", "\"vocab\":321")),
        "is not the graph");
    assertChanged(
        folder, "decoder.json", bytes(text.replace("fp16", "fp32")), "decoder.json demands");
    assertChanged(folder, "decoder.json", bytes(text.replace("{\"bias", "{\"x\":1,\"bias")), "x");
    assertChanged(
        folder, "decoder.json", bytes(text.replace("\"version\":1", "\"version\":2")), "version 2");
    assertChanged(folder, "weights.bin", new byte[10], "weights.bin has 10 bytes");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void assertChanged(Path folder, String file, byte[] content, String sentence)
      throws IOException {
    Path copy = Files.createTempDirectory(temp, "copy");
    try (Stream<Path> files = Files.list(folder)) {
      for (Path each : files.toList()) {
        Files.copy(each, copy.resolve(each.getFileName()));
      }
    }
    assertThat(Files.readAllBytes(copy.resolve(file))).isNotEqualTo(content);
    Files.write(copy.resolve(file), content);
    assertThatExceptionOfType(ModelRefused.class)
        .isThrownBy(() -> ModelBundle.open(copy))
        .withMessageContaining(sentence);
  }
}
