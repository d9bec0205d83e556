package dev.countersign.inference.decoder;

import dev.countersign.inference.Excerpt;
import dev.countersign.inference.ModelRefused;
import dev.countersign.inference.ModelRefused.Code;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A file of tensors: eight bytes with the length of a JSON header, the header, the data
 * (github.com/huggingface/safetensors).
 *
 * <p>Guarantees, once opened: every tensor lies inside the file; together they cover its data
 * without a hole and without an overlap; each has the length that its type and shape demand.
 */
final class Safetensors implements AutoCloseable {
  private static final int PREFIX = Long.BYTES;
  private static final long MOST_HEADER = 32L << 20;

  /** How an element is held. */
  enum Type {
    F32(4) {
      @Override
      float read(ByteBuffer from) {
        return from.getFloat();
      }
    },
    F16(2) {
      @Override
      float read(ByteBuffer from) {
        return Float.float16ToFloat(from.getShort());
      }
    },
    BF16(2) {
      @Override
      float read(ByteBuffer from) {
        return Float.intBitsToFloat(from.getShort() << Short.SIZE);
      }
    };

    private final int bytes;

    Type(int bytes) {
      this.bytes = bytes;
    }

    abstract float read(ByteBuffer from);
  }

  /**
   * A tensor of the file.
   *
   * @param begin where it begins in the data
   * @param end where it ends
   */
  record Entry(String name, Type type, List<Long> shape, long begin, long end) {}

  private final String file;
  private final FileChannel in;
  private final long data;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private Safetensors(String file, FileChannel in) throws ModelRefused, IOException {
    this.file = file;
    this.in = in;
    long size = in.size();
    if (size < PREFIX) {
      throw refused(Code.TRUNCATED, "ends within the length of its header");
    }
    long header = bytes(0, PREFIX).getLong();
    if (header < 2 || header > MOST_HEADER) {
      throw refused(
          Code.MALFORMED,
          "claims a header of %s bytes; 2 to %d are possible"
              .formatted(Long.toUnsignedString(header), MOST_HEADER));
    }
    if (header > size - PREFIX) {
      throw refused(
          Code.TRUNCATED, "claims a header of %d bytes and has %d in all".formatted(header, size));
    }
    this.data = PREFIX + header;
    ObjectNode names = SourceFolder.object(file, bytes(PREFIX, (int) header).array());
    for (Map.Entry<String, JsonNode> tensor : names.properties()) {
      if (!tensor.getKey().equals("__metadata__")) {
        entries.put(tensor.getKey(), entry(tensor.getKey(), tensor.getValue()));
      }
    }
    requireWholeCover(size - data);
  }

  /** Opens a file and reads its header. */
  static Safetensors open(SourceFolder folder, String file) throws ModelRefused {
    FileChannel in = folder.open(file);
    boolean opened = false;
    try {
      Safetensors tensors = new Safetensors(file, in);
      opened = true;
      return tensors;
    } catch (IOException e) {
      throw new ModelRefused(Code.NOT_A_BUNDLE, "cannot read " + file + ": " + e, e);
    } finally {
      if (!opened) {
        closeQuietly(in);
      }
    }
  }

  private static void closeQuietly(FileChannel in) {
    try {
      in.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("cannot close a file", e);
    }
  }

  private Entry entry(String name, JsonNode json) throws ModelRefused {
    JsonNode offsets = json.path("data_offsets");
    boolean formed =
        json.isObject()
            && json.size() == 3
            && json.path("dtype").isString()
            && json.path("shape").isArray()
            && offsets.isArray()
            && offsets.size() == 2
            && whole(offsets.path(0))
            && whole(offsets.path(1));
    if (!formed) {
      throw refused(Code.MALFORMED, "does not describe the tensor " + Excerpt.of(name));
    }
    Type type = type(name, json.path("dtype").stringValue());
    List<Long> shape = new ArrayList<>();
    long elements = 1;
    for (JsonNode dim : json.path("shape")) {
      if (!whole(dim) || shape.size() == 8 || dim.longValue() > Integer.MAX_VALUE) {
        throw refused(Code.ABSURD_TENSOR, "the tensor " + Excerpt.of(name) + " has no sane shape");
      }
      shape.add(dim.longValue());
      elements =
          Math.multiplyHigh(elements, dim.longValue()) == 0 ? elements * dim.longValue() : -1;
      if (elements < 0 || elements > Long.MAX_VALUE / Float.BYTES) {
        throw refused(Code.ABSURD_TENSOR, "the tensor " + Excerpt.of(name) + " has no sane shape");
      }
    }
    long begin = offsets.path(0).longValue();
    long end = offsets.path(1).longValue();
    if (end - begin != elements * type.bytes) {
      throw refused(
          Code.MALFORMED,
          "the tensor %s of shape %s has %d bytes".formatted(Excerpt.of(name), shape, end - begin));
    }
    return new Entry(name, type, List.copyOf(shape), begin, end);
  }

  private static boolean whole(JsonNode node) {
    return node.isIntegralNumber() && node.canConvertToLong() && node.longValue() >= 0;
  }

  private Type type(String name, String dtype) throws ModelRefused {
    for (Type type : Type.values()) {
      if (type.name().equals(dtype)) {
        return type;
      }
    }
    throw refused(
        Code.UNSUPPORTED,
        "the tensor %s has the type %s; F32, F16 and BF16 are supported"
            .formatted(Excerpt.of(name), Excerpt.of(dtype)));
  }

  private void requireWholeCover(long length) throws ModelRefused {
    long at = 0;
    for (Entry entry :
        entries.values().stream().sorted(Comparator.comparingLong(Entry::begin)).toList()) {
      if (entry.begin() != at) {
        throw refused(
            Code.MALFORMED,
            "the tensor %s begins at %d, where %d is the end of the one before"
                .formatted(Excerpt.of(entry.name()), entry.begin(), at));
      }
      at = entry.end();
    }
    if (at > length) {
      throw refused(
          Code.TRUNCATED, "holds %d bytes of data; its tensors need %d".formatted(length, at));
    }
    if (at < length) {
      throw refused(Code.MALFORMED, "holds %d bytes behind its last tensor".formatted(length - at));
    }
  }

  private ByteBuffer bytes(long from, int count) throws ModelRefused, IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    long at = from;
    while (bytes.hasRemaining()) {
      int read = in.read(bytes, at);
      if (read < 0) {
        throw refused(Code.TRUNCATED, "ends too early");
      }
      at += read;
    }
    return bytes.flip();
  }

  private ModelRefused refused(Code code, String sentence) {
    return new ModelRefused(code, file + ": " + sentence);
  }

  /** The tensors by name. */
  Map<String, Entry> entries() {
    return entries;
  }

  /** Reads elements of a tensor, row-major, widened to binary32. */
  void read(Entry entry, long first, int count, float[] into) throws ModelRefused, IOException {
    int width = entry.type().bytes;
    ByteBuffer bytes = bytes(data + entry.begin() + first * width, count * width);
    for (int i = 0; i < count; i++) {
      into[i] = entry.type().read(bytes);
    }
  }

  @Override
  public void close() {
    closeQuietly(in);
  }
}
