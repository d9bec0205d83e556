package dev.countersign.inference;

import static dev.countersign.inference.OnnxReader.refused;

import dev.countersign.inference.ModelRefused.Code;
import dev.countersign.inference.OnnxGraph.External;
import dev.countersign.inference.OnnxGraph.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads TensorProto of onnx.proto without its data, and holds what it claims against what is there:
 * the product of the dimensions, the bytes in the file, or the part of another file of the bundle.
 */
final class OnnxTensorReader {
  static final int INT64 = 7;
  private static final int SHORT = 64;

  private final SortedMap<String, Long> files;
  private final ModelLimits limits;
  private long total;

  OnnxTensorReader(SortedMap<String, Long> files, ModelLimits limits) {
    this.files = files;
    this.limits = limits;
  }

  Weight read(Wire tensor) throws ModelRefused {
    Claim claim = new Claim();
    while (tensor.next()) {
      switch (tensor.field()) {
        case 1 -> tensor.readLongs(claim.dims);
        case 2 -> claim.type = tensor.readLong();
        case 4 -> claim.typed(4, 4 * tensor.countNumbers(4));
        case 5 -> claim.typed(5, tensor.countNumbers(0));
        case 7 -> tensor.readLongs(claim.longs);
        case 8 -> claim.name = tensor.readString(512);
        case 9 -> claim.raw = tensor.readMessage();
        case 10 -> claim.typed(10, 8 * tensor.countNumbers(8));
        case 11 -> claim.typed(11, tensor.countNumbers(0));
        case 12, 16 -> tensor.skipAs(Wire.BYTES);
        case 13 -> claim.external(tensor.readMessage());
        case 14 -> claim.isExternal = tensor.readLong() == 1;
        case 3, 6 ->
            throw refused(Code.MALFORMED, "a weight has text or segments instead of numbers");
        default -> throw OnnxReader.unknown("TensorProto", tensor);
      }
    }
    return weight(claim);
  }

  private Weight weight(Claim claim) throws ModelRefused {
    int width = width(claim.type);
    List<Long> dims = claim.dims.toList();
    long bytes = product(claim.name, dims, width);
    total += bytes;
    if (total > limits.bundleBytes()) {
      throw refused(
          Code.ABSURD_TENSOR,
          "its weights together claim more than " + limits.bundleBytes() + " bytes");
    }
    External external = null;
    if (claim.isExternal) {
      external = external(claim, bytes);
    } else {
      long there = claim.bytes(width);
      if (there != bytes || claim.path != null) {
        throw refused(
            Code.ABSURD_TENSOR,
            "weight %s claims %d bytes by its shape %s; %d are in the file"
                .formatted(Excerpt.of(claim.name), bytes, dims, there));
      }
    }
    return new Weight(
        claim.name, (int) claim.type, dims, bytes, external, claim.integers(bytes / width));
  }

  private long product(String name, List<Long> dims, int width) throws ModelRefused {
    long bytes = width;
    for (long dim : dims) {
      if (dim < 0 || (dim > 0 && bytes > limits.bundleBytes() / dim)) {
        throw refused(
            Code.ABSURD_TENSOR,
            "weight %s has the shape %s: more than %d bytes"
                .formatted(Excerpt.of(name), dims, limits.bundleBytes()));
      }
      bytes *= dim;
    }
    return bytes;
  }

  private External external(Claim claim, long bytes) throws ModelRefused {
    String path = claim.path;
    Long size = path == null ? null : files.get(path);
    if (path == null || size == null || path.equals(ModelCard.FILE)) {
      throw refused(
          Code.EXTERNAL_DATA,
          "weight %s is in %s, which is not a file of the bundle"
              .formatted(Excerpt.of(claim.name), Excerpt.of(path == null ? "" : path)));
    }
    boolean lengthFits = claim.length < 0 || claim.length == bytes;
    if (claim.offset < 0
        || claim.offset > size
        || bytes > size - claim.offset
        || !lengthFits
        || claim.hasData()) {
      throw refused(
          Code.EXTERNAL_DATA,
          "weight %s needs %d bytes at offset %d of %s, which has %d"
              .formatted(Excerpt.of(claim.name), bytes, claim.offset, path, size));
    }
    return new External(path, claim.offset);
  }

  /** Bytes of one element: onnx.proto, TensorProto.DataType. */
  private static int width(long type) throws ModelRefused {
    return switch (Math.clamp(type, -1, 99)) {
      case 2, 3, 9 -> 1;
      case 4, 5, 10, 16 -> 2;
      case 1, 6, 12 -> 4;
      case INT64, 11, 13 -> 8;
      default ->
          throw refused(
              Code.MALFORMED, "a weight has the type " + type + ", which is not supported");
    };
  }

  private static final class Claim {
    final Wire.Longs dims = new Wire.Longs(8, "a shape");
    final Wire.Longs longs = new Wire.Longs(1 << 22, "a weight's int64_data");
    String name = "";
    long type;
    boolean isExternal;
    @Nullable Wire raw;
    @Nullable String path;
    long offset;
    long length = -1;
    private int typedField;
    private long typedSize;

    void typed(int field, long size) throws ModelRefused {
      if (typedField != 0 && typedField != field) {
        throw refused(Code.MALFORMED, "weight " + Excerpt.of(name) + " has data of two kinds");
      }
      typedField = field;
      typedSize += size;
    }

    boolean hasData() {
      return raw != null || typedField != 0 || longs.size() > 0;
    }

    /** Bytes of the data in the file once widened to the tensor's type; -1 when of another kind. */
    long bytes(int width) {
      boolean several =
          (raw != null ? 1 : 0) + (typedField != 0 ? 1 : 0) + (longs.size() > 0 ? 1 : 0) > 1;
      if (several) {
        return -1;
      }
      if (raw != null) {
        return raw.length();
      }
      if (longs.size() > 0) {
        return type == INT64 ? 8L * longs.size() : -1;
      }
      return switch (typedField) {
        case 0 -> 0;
        case 4 -> type == 1 ? typedSize : -1;
        case 10 -> type == 11 ? typedSize : -1;
        case 11 -> type == 12 || type == 13 ? width * typedSize : -1;
        default -> width <= 2 || type == 6 ? width * typedSize : -1;
      };
    }

    @Nullable List<Long> integers(long count) {
      if (type != INT64 || count > SHORT || isExternal) {
        return null;
      }
      if (raw == null) {
        return longs.toList();
      }
      List<Long> values = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        values.add(raw.int64At(8 * i));
      }
      return values;
    }

    void external(Wire entry) throws ModelRefused {
      String key = "";
      String value = "";
      while (entry.next()) {
        switch (entry.field()) {
          case 1 -> key = entry.readString(512);
          case 2 -> value = entry.readString(512);
          default -> throw OnnxReader.unknown("StringStringEntryProto", entry);
        }
      }
      switch (key) {
        case "location" -> path = value;
        case "offset" -> offset = number(value);
        case "length" -> length = number(value);
        case "checksum" -> {}
        default ->
            throw refused(Code.EXTERNAL_DATA, "external data has the key " + Excerpt.of(key));
      }
    }

    private static long number(String text) throws ModelRefused {
      if (!text.matches("[0-9]{1,18}")) {
        throw refused(Code.EXTERNAL_DATA, "external data has the number " + Excerpt.of(text));
      }
      return Long.parseLong(text);
    }
  }
}
