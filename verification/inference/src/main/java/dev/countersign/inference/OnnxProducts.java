package dev.countersign.inference;

import java.util.Arrays;

/** Operators whose work is more than their size: matrix products and convolutions. */
final class OnnxProducts {
  private final OnnxArguments arguments;
  private long work;

  OnnxProducts(OnnxArguments arguments) {
    this.arguments = arguments;
  }

  /** Multiplications; saturated far below overflow. */
  long work() {
    return work;
  }

  OnnxShape matMul() throws ModelRefused {
    OnnxShape a = arguments.in(0);
    OnnxShape b = arguments.in(1);
    if (a.rank() < 2 || b.rank() < 2 || a.dim(a.rank() - 1) != b.dim(b.rank() - 2)) {
      throw arguments.wrong("these are no matrices that go together");
    }
    long[] batchA = Arrays.copyOf(a.dims(), a.rank() - 2);
    long[] batchB = Arrays.copyOf(b.dims(), b.rank() - 2);
    long[] batch = OnnxShape.of(batchA).broadcast(OnnxShape.of(batchB)).dims();
    long[] dims = Arrays.copyOf(batch, batch.length + 2);
    dims[batch.length] = a.dim(a.rank() - 2);
    dims[batch.length + 1] = b.dim(b.rank() - 1);
    return multiplied(OnnxShape.of(dims), a.dim(a.rank() - 1));
  }

  OnnxShape gemm() throws ModelRefused {
    OnnxShape a = arguments.in(0);
    OnnxShape b = arguments.in(1);
    int transA = Math.clamp(arguments.number("transA", 0), 0, 1);
    int transB = Math.clamp(arguments.number("transB", 0), 0, 1);
    if (a.rank() != 2 || b.rank() != 2 || a.dim(1 - transA) != b.dim(transB)) {
      throw arguments.wrong("these are no matrices that go together");
    }
    return multiplied(OnnxShape.of(a.dim(transA), b.dim(1 - transB)), a.dim(1 - transA));
  }

  private OnnxShape multiplied(OnnxShape result, long inner) {
    long product = Math.multiplyHigh(result.elements(), inner);
    work =
        product != 0 ? Long.MAX_VALUE / 4 : Math.min(result.elements() * inner, Long.MAX_VALUE / 4);
    work = work < 0 ? Long.MAX_VALUE / 4 : work;
    return result;
  }

  OnnxShape conv() throws ModelRefused {
    OnnxShape x = arguments.in(0);
    OnnxShape w = arguments.in(1);
    int spatial = x.rank() - 2;
    long group = arguments.number("group", 1);
    if (spatial < 1
        || w.rank() != x.rank()
        || group < 1
        || x.dim(1) % group != 0
        || w.dim(1) != x.dim(1) / group
        || arguments.attribute("auto_pad") != null) {
      throw arguments.wrong("this convolution is not understood");
    }
    long[] strides = spatialNumbers("strides", spatial, 1);
    long[] dilations = spatialNumbers("dilations", spatial, 1);
    long[] pads = spatialNumbers("pads", 2 * spatial, 0);
    long[] dims = new long[x.rank()];
    dims[0] = x.dim(0);
    dims[1] = w.dim(0);
    long kernel = w.dim(1);
    for (int i = 0; i < spatial; i++) {
      long reach = dilations[i] * (w.dim(i + 2) - 1) + 1;
      long room = x.dim(i + 2) + pads[i] + pads[i + spatial] - reach;
      if (w.dim(i + 2) < 1 || strides[i] < 1 || dilations[i] < 1 || room < 0) {
        throw arguments.wrong("the kernel is larger than what it slides over");
      }
      dims[i + 2] = room / strides[i] + 1;
      kernel *= w.dim(i + 2);
    }
    return multiplied(OnnxShape.of(dims), kernel);
  }

  private long[] spatialNumbers(String name, int count, long otherwise) throws ModelRefused {
    long[] values = arguments.attribute(name);
    if (values == null) {
      values = new long[count];
      Arrays.fill(values, otherwise);
    }
    for (long value : values) {
      if (value < 0 || value > 1 << 20) {
        throw arguments.wrong("attribute " + name + " has the number " + value);
      }
    }
    if (values.length != count) {
      throw arguments.wrong("attribute " + name + " has " + values.length + " numbers");
    }
    return values;
  }
}
