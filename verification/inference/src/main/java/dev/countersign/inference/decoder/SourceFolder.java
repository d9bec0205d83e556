package dev.countersign.inference.decoder;

import dev.countersign.inference.Excerpt;
import dev.countersign.inference.ModelRefused;
import dev.countersign.inference.ModelRefused.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The files of a model as Hugging Face publishes it. Only regular files that lie in the folder
 * itself are read: links are refused, wherever they lead.
 */
final class SourceFolder {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,199}");
  private static final int MOST_FILES = 10_000;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(64)
                          .maxDocumentLength(DecoderBundle.MOST_TOKENIZER)
                          .maxStringLength(DecoderBundle.MOST_TEMPLATE)
                          .maxNameLength(1 << 16)
                          .maxNumberLength(32)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private final Path folder;

  SourceFolder(Path folder) throws ModelRefused {
    this.folder = folder;
    if (!Files.isDirectory(folder)) {
      throw new ModelRefused(Code.NOT_A_BUNDLE, folder + " is not a folder");
    }
  }

  /** The names of the files that end so, ascending. */
  List<String> endingWith(String suffix) throws ModelRefused {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      int seen = 0;
      for (Path entry : entries) {
        if (++seen > MOST_FILES) {
          throw new ModelRefused(Code.TOO_LARGE, folder + " has more than 10000 files");
        }
        String name = entry.getFileName().toString();
        if (name.endsWith(suffix)) {
          names.add(name);
        }
      }
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
    names.sort(null);
    return names;
  }

  boolean has(String name) {
    return Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS);
  }

  /** Opens a file for reading. */
  FileChannel open(String name) throws ModelRefused {
    if (!NAME.matcher(name).matches()) {
      throw new ModelRefused(
          Code.UNSAFE_PATH, Excerpt.of(name) + " is not the name of a file in the model's folder");
    }
    Path file = folder.resolve(name);
    if (Files.isSymbolicLink(file)) {
      throw new ModelRefused(
          Code.UNSAFE_PATH, file + " is a link; copy the model with its files, as cp -rL does");
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new ModelRefused(Code.NOT_A_BUNDLE, "there is no file " + file);
    }
    try {
      return FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static ModelRefused unreadable(Path file, IOException e) {
    return new ModelRefused(Code.NOT_A_BUNDLE, "cannot read " + file + ": " + e, e);
  }

  /** The content of a file of at most so many bytes. */
  byte[] bytes(String name, int most) throws ModelRefused {
    try (FileChannel in = open(name)) {
      if (in.size() > most) {
        throw new ModelRefused(
            Code.TOO_LARGE, name + " has " + in.size() + " bytes; the limit is " + most);
      }
      ByteBuffer bytes = ByteBuffer.allocate((int) in.size());
      while (bytes.hasRemaining() && in.read(bytes) >= 0) {
        // until it is full or the file ends
      }
      if (bytes.hasRemaining()) {
        throw new ModelRefused(Code.NOT_A_BUNDLE, name + " changed while it was read");
      }
      return bytes.array();
    } catch (IOException e) {
      throw unreadable(folder.resolve(name), e);
    }
  }

  /** A file that holds one JSON object, if it is there. */
  Optional<ObjectNode> object(String name, int most) throws ModelRefused {
    return has(name) ? Optional.of(object(name, bytes(name, most))) : Optional.empty();
  }

  /** Reads one JSON object. */
  static ObjectNode object(String name, byte[] json) throws ModelRefused {
    JsonNode value;
    try {
      value = MAPPER.readTree(json);
    } catch (JacksonException e) {
      throw new ModelRefused(
          Code.MALFORMED, name + " is not JSON: " + Excerpt.sentence(e.getOriginalMessage()), e);
    }
    if (value instanceof ObjectNode object) {
      return object;
    }
    throw new ModelRefused(Code.MALFORMED, name + " is not a JSON object");
  }
}
