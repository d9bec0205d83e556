package dev.countersign.inference.decoder;

import java.nio.ByteBuffer;

/**
 * How {@code weights.bin} holds the rows of a matrix, little-endian. All are widened to binary32
 * before anything is computed, each in one way only, so the format costs accuracy once, at import,
 * and never reproducibility.
 */
public enum WeightFormat {
  /** IEEE 754 binary32. */
  FP32 {
    @Override
    int rowBytes(int columns) {
      return Math.multiplyExact(columns, Float.BYTES);
    }

    @Override
    void encode(float[] row, int from, int columns, ByteBuffer into) {
      for (int i = from; i < from + columns; i++) {
        into.putFloat(row[i]);
      }
    }

    @Override
    void decode(ByteBuffer row, float[] into, int at, int columns) {
      for (int i = at; i < at + columns; i++) {
        into[i] = row.getFloat();
      }
    }
  },

  /** IEEE 754 binary16, rounded to nearest, ties to even. */
  FP16 {
    @Override
    int rowBytes(int columns) {
      return Math.multiplyExact(columns, Short.BYTES);
    }

    @Override
    void encode(float[] row, int from, int columns, ByteBuffer into) {
      for (int i = from; i < from + columns; i++) {
        into.putShort(Float.floatToFloat16(row[i]));
      }
    }

    @Override
    void decode(ByteBuffer row, float[] into, int at, int columns) {
      for (int i = at; i < at + columns; i++) {
        into[i] = Float.float16ToFloat(row.getShort());
      }
    }
  },

  /**
   * Blocks of 32 columns (the last of a row may be shorter): a binary32 scale, then a signed byte
   * for each. A value is its byte times the scale; the scale is the block's largest magnitude
   * divided by 127.
   */
  Q8 {
    @Override
    int rowBytes(int columns) {
      return Math.addExact(columns, (columns + BLOCK - 1) / BLOCK * Float.BYTES);
    }

    @Override
    void encode(float[] row, int from, int columns, ByteBuffer into) {
      for (int start = from; start < from + columns; start += BLOCK) {
        int end = Math.min(start + BLOCK, from + columns);
        float largest = 0;
        for (int i = start; i < end; i++) {
          largest = Math.max(largest, Math.abs(row[i]));
        }
        float scale = largest / 127;
        into.putFloat(scale);
        for (int i = start; i < end; i++) {
          into.put((byte) (scale == 0 ? 0 : Math.clamp(Math.round(row[i] / scale), -127, 127)));
        }
      }
    }

    @Override
    void decode(ByteBuffer row, float[] into, int at, int columns) {
      for (int start = at; start < at + columns; start += BLOCK) {
        int end = Math.min(start + BLOCK, at + columns);
        float scale = row.getFloat();
        for (int i = start; i < end; i++) {
          into[i] = row.get() * scale;
        }
      }
    }
  };

  private static final int BLOCK = 32;

  /** The bytes of one row. */
  abstract int rowBytes(int columns);

  /** Writes one row. */
  abstract void encode(float[] row, int from, int columns, ByteBuffer into);

  /** Reads one row. */
  abstract void decode(ByteBuffer row, float[] into, int at, int columns);
}
