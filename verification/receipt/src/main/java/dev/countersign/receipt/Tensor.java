package dev.countersign.receipt;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A named, immutable array of numbers: what goes into a model or comes out of it.
 *
 * <p>The digest is SHA-256 over, in this order: the name (UTF-8), the type's name in lower case
 * (ASCII), the rank, each dimension, and the data in little-endian order. Name, type and data are
 * each preceded by their length; every length, the rank and every dimension is an unsigned 64-bit
 * big-endian integer. The digest of several tensors is SHA-256 over their number (64-bit,
 * big-endian) and then their digests, sorted by name.
 *
 * <p>Guarantees: the data has exactly the length that type and dimensions demand; there is no NaN,
 * because NaN has many bit patterns and no order. Infinities and negative zero are values like any
 * other and keep their bits.
 */
public final class Tensor {
  /** The type of an element. */
  public enum Type {
    /** IEEE 754 binary32. */
    FLOAT32(4),
    /** IEEE 754 binary64. */
    FLOAT64(8),
    /** Two's complement, 32 bits. */
    INT32(4),
    /** Two's complement, 64 bits. */
    INT64(8),
    /** Unsigned, 8 bits: text and digests. */
    UINT8(1);

    private final int bytes;

    Type(int bytes) {
      this.bytes = bytes;
    }

    /** Bytes of one element. */
    public int bytes() {
      return bytes;
    }
  }

  /** The largest tensor, in bytes. */
  public static final int MAX_BYTES = 8 * 1024 * 1024;

  private final String name;
  private final Type type;
  private final List<Long> dims;
  private final byte[] data;

  private Tensor(String name, Type type, List<Long> dims, byte[] data) {
    this.name = name;
    this.type = type;
    this.dims = List.copyOf(dims);
    this.data = data;
    Text.name("tensor's name", name);
    if (dims.size() > 8) {
      throw new IllegalArgumentException("a tensor has at most 8 dimensions, not " + dims.size());
    }
    long expected = type.bytes();
    for (long dim : dims) {
      if (dim < 0 || dim > MAX_BYTES) {
        throw new IllegalArgumentException("a dimension of tensor " + name + " is " + dim);
      }
      expected = expected * dim;
      if (expected > MAX_BYTES) {
        throw new IllegalArgumentException(
            "tensor " + name + " is larger than " + MAX_BYTES + " bytes");
      }
    }
    if (data.length != expected) {
      throw new IllegalArgumentException(
          "tensor " + name + " has " + data.length + " bytes; its shape demands " + expected);
    }
    requireNumbers();
  }

  /** A tensor of little-endian data; the data is copied. */
  public static Tensor of(String name, Type type, List<Long> dims, byte[] data) {
    return new Tensor(name, type, dims, data.clone());
  }

  /** A tensor of binary32 numbers. */
  public static Tensor ofFloats(String name, List<Long> dims, float[] values) {
    ByteBuffer buffer =
        ByteBuffer.allocate(Math.multiplyExact(values.length, 4)).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    return new Tensor(name, Type.FLOAT32, dims, buffer.array());
  }

  /** A tensor of bytes with one dimension. */
  public static Tensor ofBytes(String name, byte[] values) {
    return of(name, Type.UINT8, List.of((long) values.length), values);
  }

  /** A tensor of 64-bit integers. */
  public static Tensor ofLongs(String name, List<Long> dims, long[] values) {
    ByteBuffer buffer =
        ByteBuffer.allocate(Math.multiplyExact(values.length, 8)).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asLongBuffer().put(values);
    return new Tensor(name, Type.INT64, dims, buffer.array());
  }

  private void requireNumbers() {
    ByteBuffer values = data();
    boolean nan = false;
    if (type == Type.FLOAT32) {
      while (values.hasRemaining()) {
        nan |= Float.isNaN(values.getFloat());
      }
    } else if (type == Type.FLOAT64) {
      while (values.hasRemaining()) {
        nan |= Double.isNaN(values.getDouble());
      }
    }
    if (nan) {
      throw new IllegalArgumentException("tensor " + name + " holds NaN");
    }
  }

  /** The name. */
  public String name() {
    return name;
  }

  /** The type of the elements. */
  public Type type() {
    return type;
  }

  /** The dimensions, outermost first; empty for a scalar. */
  public List<Long> dims() {
    return dims;
  }

  /** The data: a read-only, little-endian view. */
  public ByteBuffer data() {
    return ByteBuffer.wrap(data).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The elements of a {@link Type#FLOAT32} tensor, a fresh array. */
  public float[] floats() {
    if (type != Type.FLOAT32) {
      throw new IllegalStateException("tensor " + name + " is " + type);
    }
    float[] values = new float[data.length / 4];
    data().asFloatBuffer().get(values);
    return values;
  }

  /** The digest described above. */
  public Bytes32 digest() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(data.length + 128);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      prefixed(out, name.getBytes(StandardCharsets.UTF_8));
      prefixed(out, typeName().getBytes(StandardCharsets.US_ASCII));
      out.writeLong(dims.size());
      for (long dim : dims) {
        out.writeLong(dim);
      }
      prefixed(out, data);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return Bytes32.sha256(bytes.toByteArray());
  }

  /** The digest of several tensors, whatever their order. */
  public static Bytes32 digest(Collection<Tensor> tensors) {
    List<Tensor> sorted = tensors.stream().sorted(Comparator.comparing(Tensor::name)).toList();
    ByteBuffer bytes = ByteBuffer.allocate(8 + 32 * sorted.size());
    bytes.putLong(sorted.size());
    for (Tensor tensor : sorted) {
      bytes.put(tensor.digest().toArray());
    }
    return Bytes32.sha256(bytes.array());
  }

  private static void prefixed(DataOutputStream out, byte[] part) throws IOException {
    out.writeLong(part.length);
    out.write(part);
  }

  private String typeName() {
    return type.name().toLowerCase(Locale.ROOT);
  }

  /** The JSON form: name, type, dims, and the data in base64 (RFC 4648 section 4, padded). */
  public JsonNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", name).put("type", typeName());
    dims.forEach(json.putArray("dims")::add);
    json.put("data", CanonicalBase64.encode(data));
    return json;
  }

  /** Reads the JSON form; every other form of the same tensor is refused. */
  public static Tensor parse(JsonNode json) throws ReceiptRejected {
    try {
      Form form = JsonForm.read(json, Form.class);
      return new Tensor(
          form.name(), typeOf(form.type()), form.dims(), CanonicalBase64.decode(form.data()));
    } catch (IllegalArgumentException e) {
      throw new ReceiptRejected(Reason.SCHEMA, "not a tensor: " + e.getMessage(), e);
    }
  }

  private static Type typeOf(String name) {
    for (Type type : Type.values()) {
      if (name.equals(type.name().toLowerCase(Locale.ROOT))) {
        return type;
      }
    }
    throw new IllegalArgumentException("no type of elements: " + Hex.excerpt(name));
  }

  private record Form(String name, String type, List<Long> dims, String data) {}

  @Override
  public boolean equals(Object other) {
    return other instanceof Tensor tensor
        && name.equals(tensor.name)
        && type == tensor.type
        && dims.equals(tensor.dims)
        && java.util.Arrays.equals(data, tensor.data);
  }

  @Override
  public int hashCode() {
    return java.util.Objects.hash(name, type, dims, java.util.Arrays.hashCode(data));
  }

  @Override
  public String toString() {
    return name + ":" + typeName() + dims;
  }
}
