package dev.countersign.inference;

import dev.countersign.inference.ModelRefused.Code;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A reader of the protocol-buffers wire format over a part of an array. Never reads beyond its
 * part, never allocates more than the strings it is asked for, knows nothing of groups.
 *
 * <p>Format: protobuf.dev/programming-guides/encoding.
 */
final class Wire {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int BYTES = 2;
  static final int FIXED32 = 5;

  private final byte[] bytes;
  private final int end;
  private int at;
  private int field;
  private int type;

  Wire(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private Wire(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  /** Moves to the next field; false at the end. */
  boolean next() throws ModelRefused {
    if (at == end) {
      return false;
    }
    long tag = varint();
    long number = tag >>> 3;
    if (number == 0 || number > 536_870_911) {
      throw malformed("a field has the number " + number);
    }
    field = (int) number;
    type = (int) (tag & 7);
    return true;
  }

  int field() {
    return field;
  }

  long readLong() throws ModelRefused {
    require(VARINT);
    return varint();
  }

  /** A nested message, or bytes whose content does not matter. */
  Wire readMessage() throws ModelRefused {
    require(BYTES);
    long length = varint();
    if (length < 0 || length > end - at) {
      throw truncated(length);
    }
    int start = skip((int) length);
    return new Wire(bytes, start, at);
  }

  /** Text of at most this many bytes, strict UTF-8. */
  String readString(int most) throws ModelRefused {
    Wire part = readMessage();
    if (part.length() > most) {
      throw malformed("a name has " + part.length() + " bytes; the limit is " + most);
    }
    try {
      CharBuffer text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes, part.at, part.length()));
      return text.toString();
    } catch (CharacterCodingException e) {
      throw new ModelRefused(Code.MALFORMED, "a name in the graph is not UTF-8", e);
    }
  }

  /** Steps over one number, or a packed run of them; gives their count. */
  long countNumbers(int width) throws ModelRefused {
    if (type != BYTES) {
      require(width == 0 ? VARINT : width == 4 ? FIXED32 : FIXED64);
      if (width == 0) {
        varint();
      } else {
        skip(width);
      }
      return 1;
    }
    Wire packed = readMessage();
    if (width != 0) {
      if (packed.length() % width != 0) {
        throw malformed("a packed list ends inside a number");
      }
      return packed.length() / width;
    }
    long count = 0;
    while (packed.at < packed.end) {
      packed.varint();
      count++;
    }
    return count;
  }

  /** Adds one integer, or a packed run of them, to the list. */
  void readLongs(Longs into) throws ModelRefused {
    if (type != BYTES) {
      into.add(readLong());
      return;
    }
    Wire packed = readMessage();
    while (packed.at < packed.end) {
      into.add(packed.varint());
    }
  }

  /** Steps over a field of the type that is expected here. */
  void skipAs(int expected) throws ModelRefused {
    require(expected);
    switch (expected) {
      case VARINT -> varint();
      case FIXED64 -> skip(8);
      case FIXED32 -> skip(4);
      default -> readMessage();
    }
  }

  int length() {
    return end - at;
  }

  /** Eight little-endian bytes as an integer; the caller knows that they are there. */
  long int64At(int offset) {
    return ByteBuffer.wrap(bytes, at + offset, 8).order(java.nio.ByteOrder.LITTLE_ENDIAN).getLong();
  }

  private long varint() throws ModelRefused {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (at == end) {
        throw truncated(1);
      }
      byte b = bytes[at++];
      value |= shift == 63 ? (long) (b & 1) << 63 : (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw malformed("a number has more than ten bytes");
  }

  private int skip(int length) throws ModelRefused {
    if (length > end - at) {
      throw truncated(length);
    }
    int start = at;
    at += length;
    return start;
  }

  private void require(int expected) throws ModelRefused {
    if (type != expected) {
      throw malformed("field " + field + " has the wire type " + type + " instead of " + expected);
    }
  }

  private ModelRefused truncated(long wanted) {
    return new ModelRefused(
        Code.TRUNCATED,
        "the ONNX file ends too early: %s bytes are claimed at offset %d, %d are there"
            .formatted(Long.toUnsignedString(wanted), at, end - at));
  }

  private ModelRefused malformed(String what) {
    return new ModelRefused(
        Code.MALFORMED, "not a well-formed ONNX file: " + what + " (before offset " + at + ")");
  }

  /** A bounded list of integers. */
  static final class Longs {
    private final int most;
    private final String what;
    private long[] values = new long[4];
    private int size;

    Longs(int most, String what) {
      this.most = most;
      this.what = what;
    }

    void add(long value) throws ModelRefused {
      if (size == most) {
        throw new ModelRefused(Code.MALFORMED, what + " has more than " + most + " numbers");
      }
      if (size == values.length) {
        values = Arrays.copyOf(values, Math.min(most, size * 2));
      }
      values[size++] = value;
    }

    int size() {
      return size;
    }

    List<Long> toList() {
      return Arrays.stream(values, 0, size).boxed().toList();
    }
  }
}
