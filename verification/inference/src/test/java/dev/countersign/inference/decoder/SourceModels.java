package dev.countersign.inference.decoder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Models as Hugging Face publishes them: those of {@code src/test/goldens/decoders.py}. */
public final class SourceModels {
  static final JsonMapper JSON = new JsonMapper();

  /** The vocabulary of all of them. */
  static final int VOCAB = 320;

  private static final Path GOLDENS =
      Path.of(Objects.requireNonNull(System.getProperty("countersign.root"), "countersign.root"))
          .resolve("verification/inference/src/test/resources/decoders");

  private SourceModels() {}

  /** The names of the goldens. */
  public static List<String> names() throws IOException {
    try (Stream<Path> folders = Files.list(GOLDENS)) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
    }
  }

  /** A file of a golden. */
  static byte[] golden(String name, String file) throws IOException {
    return Files.readAllBytes(GOLDENS.resolve(name).resolve(file));
  }

  /** Copies a model into a new folder, with a tokenizer, a template and what ends an answer. */
  public static Path copy(String name, Path target) throws IOException {
    Files.createDirectories(target);
    try (Stream<Path> files = Files.list(GOLDENS.resolve(name))) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
    }
    Files.write(target.resolve("tokenizer.json"), TestTokenizer.json(VOCAB));
    Files.writeString(
        target.resolve("generation_config.json"), "{\"eos_token_id\": [317], \"do_sample\": true}");
    ObjectNode config = JSON.createObjectNode().put("bos_token", "<|im_start|>");
    config.putObject("eos_token").put("content", "<|im_end|>");
    config.put("chat_template", RandomDecoder.TEMPLATE);
    write(target.resolve("tokenizer_config.json"), config);
    return target;
  }

  static void write(Path file, ObjectNode json) throws IOException {
    Files.writeString(file, json.toString());
  }

  /** A change of {@code config.json}. */
  static void config(Path folder, String member, String json) throws IOException {
    Path file = folder.resolve("config.json");
    ObjectNode config = (ObjectNode) JSON.readTree(Files.readAllBytes(file));
    config.set(member, JSON.readTree(json));
    write(file, config);
  }

  /** The header of a file of tensors. */
  static ObjectNode header(Path safetensors) throws IOException {
    ByteBuffer bytes = bytes(safetensors);
    byte[] header = new byte[(int) bytes.getLong()];
    bytes.get(header);
    return (ObjectNode) JSON.readTree(header);
  }

  /** Puts another header before the data, as text. */
  static void header(Path safetensors, String header) throws IOException {
    ByteBuffer old = bytes(safetensors);
    int length = (int) old.getLong();
    byte[] utf8 = header.getBytes(StandardCharsets.UTF_8);
    int data = old.capacity() - Long.BYTES - length;
    ByteBuffer file =
        ByteBuffer.allocate(Long.BYTES + utf8.length + data).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(utf8.length).put(utf8).put(old.slice(Long.BYTES + length, data));
    Files.write(safetensors, file.array());
  }

  private static ByteBuffer bytes(Path file) throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** What an import is asked for unless a test says otherwise. */
  public static ModelImport.Wish wish(WeightFormat weights) {
    return new ModelImport.Wish("imported", weights, 1 << 20, "NOASSERTION", 0, Optional.empty());
  }
}
