package dev.countersign.inference;

import static dev.countersign.inference.OnnxReader.refused;

import dev.countersign.inference.ModelRefused.Code;
import dev.countersign.inference.OnnxGraph.Weight;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The size of a value, with its numbers where it is a short constant list of integers. */
final class OnnxShape {
  private static final long MOST_ELEMENTS = 1L << 40;

  private final long[] dims;
  private final long @Nullable [] integers;

  OnnxShape(long[] dims, long @Nullable [] integers) {
    this.dims = dims;
    this.integers = integers;
  }

  static OnnxShape of(List<Long> dims) throws ModelRefused {
    return of(array(dims));
  }

  /** A shape that is known not to overflow. */
  static OnnxShape of(long... dims) throws ModelRefused {
    if (dims.length > 8) {
      throw refused(Code.ABSURD_TENSOR, "a value has " + dims.length + " dimensions");
    }
    long elements = 1;
    for (long dim : dims) {
      if (dim < 0 || (dim > 0 && elements > MOST_ELEMENTS / dim)) {
        throw refused(Code.ABSURD_TENSOR, "a value has the shape " + Arrays.toString(dims));
      }
      elements *= dim;
    }
    return new OnnxShape(dims, null);
  }

  static OnnxShape of(Weight weight) throws ModelRefused {
    List<Long> integers = weight.integers();
    return new OnnxShape(of(weight.dims()).dims, integers == null ? null : array(integers));
  }

  static long[] array(List<Long> numbers) {
    return numbers.stream().mapToLong(number -> number).toArray();
  }

  /** Sizes, outermost first; a copy. */
  long[] dims() {
    return dims.clone();
  }

  /** The numbers, or null; a copy. */
  long @Nullable [] integers() {
    return integers == null ? null : integers.clone();
  }

  int rank() {
    return dims.length;
  }

  long dim(int axis) {
    return dims[axis];
  }

  long elements() {
    long elements = 1;
    for (long dim : dims) {
      elements *= dim;
    }
    return elements;
  }

  List<Long> list() {
    return Arrays.stream(dims).boxed().toList();
  }

  /** The shape that both have after broadcasting (ONNX, multidirectional). */
  OnnxShape broadcast(OnnxShape other) throws ModelRefused {
    int rank = Math.max(rank(), other.rank());
    long[] result = new long[rank];
    for (int i = 0; i < rank; i++) {
      long a = i < rank - rank() ? 1 : dims[i - rank + rank()];
      long b = i < rank - other.rank() ? 1 : other.dims[i - rank + other.rank()];
      if (a != b && a != 1 && b != 1) {
        throw refused(
            Code.MALFORMED, "shapes %s and %s do not go together".formatted(list(), other.list()));
      }
      result[i] = a == 1 ? b : a;
    }
    return of(result);
  }
}
