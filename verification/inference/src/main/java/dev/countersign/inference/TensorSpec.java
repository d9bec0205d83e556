package dev.countersign.inference;

import dev.countersign.receipt.Tensor;
import java.util.List;

/**
 * The name, type and shape of an input or an output. Shapes are fixed: a card names a size for
 * every dimension, also where the graph leaves one open.
 *
 * @param name the name in the graph
 * @param type the type of the elements
 * @param dims each 1 or more, outermost first
 */
public record TensorSpec(String name, Tensor.Type type, List<Long> dims) {
  /**
   * @throws IllegalArgumentException when a dimension is below 1, or there is more than a {@link
   *     Tensor} can hold
   */
  public TensorSpec {
    dims = List.copyOf(dims);
    if (name.isEmpty() || name.length() > 128 || dims.size() > 8) {
      throw new IllegalArgumentException("no name, or too long a name or shape: " + name);
    }
    long bytes = type.bytes();
    for (long dim : dims) {
      if (dim < 1 || dim > Tensor.MAX_BYTES) {
        throw new IllegalArgumentException("a dimension of " + name + " is " + dim);
      }
      bytes *= dim;
      if (bytes > Tensor.MAX_BYTES) {
        throw new IllegalArgumentException(name + " is larger than " + Tensor.MAX_BYTES + " bytes");
      }
    }
  }

  /** The size of the data, in bytes. */
  public int bytes() {
    return (int) dims.stream().mapToLong(dim -> dim).reduce(type.bytes(), (a, b) -> a * b);
  }

  /** Whether the tensor has this name, type and shape. */
  public boolean fits(Tensor tensor) {
    return name.equals(tensor.name()) && type == tensor.type() && dims.equals(tensor.dims());
  }

  @Override
  public String toString() {
    return name + ":" + type.name().toLowerCase(java.util.Locale.ROOT) + dims;
  }
}
