package dev.countersign.inference;

/**
 * How much a model may ask for. Everything beyond is refused before the engine sees the file.
 *
 * @param files files in a bundle
 * @param bundleBytes all files together
 * @param graphBytes the graph's file, which is held in memory while it is checked
 * @param nodes operators in the graph
 * @param tensorBytes the largest single value while the model runs, at 8 bytes an element
 * @param valueBytes all values and weights together, at 8 bytes an element
 * @param work multiplications and element operations of one run
 */
record ModelLimits(
    int files,
    long bundleBytes,
    long graphBytes,
    int nodes,
    long tensorBytes,
    long valueBytes,
    long work) {
  /** For models that decide: far above what is shipped, far below what hurts a small host. */
  static final ModelLimits DEFAULT =
      new ModelLimits(64, 1L << 30, 128L << 20, 20_000, 256L << 20, 1L << 30, 5_000_000_000L);

  /** For language models, whose graph is derived and not read: only the files count. */
  static final ModelLimits DECODER = new ModelLimits(64, 64L << 30, 128L << 20, 20_000, 0, 0, 0);
}
