package id.openclass.nexus.quant;

/// How one block of weights is written: a fixed count of elements in a fixed count of bytes, all
/// numbers little-endian. An instance keeps working memory, so one thread at a time uses it.
abstract class BlockFormat {
  /// Encodes the block that starts at `x[from]` into `out`, starting at `at`; every byte of the
  /// block is written.
  abstract void encode(float[] x, int from, byte[] out, int at);

  /// Decodes the block that starts at `in[at]` into `y`, starting at `to`.
  abstract void decode(byte[] in, int at, float[] y, int to);

  /// Stores a number as IEEE binary16, rounded to nearest, ties to even; gives back what was
  /// stored.
  static float putHalf(float value, byte[] out, int at) {
    short half = Float.floatToFloat16(value);
    out[at] = (byte) half;
    out[at + 1] = (byte) (half >> 8);
    return Float.float16ToFloat(half);
  }

  static float half(byte[] in, int at) {
    return Float.float16ToFloat((short) ((in[at] & 0xff) | in[at + 1] << 8));
  }

  /// The nearest integer, ties to even, by the sum with 1.5 * 2^23: right for magnitudes up to
  /// 4,194,303, and beyond that it wraps exactly as ggml's does.
  static int nearest(float value) {
    return (Float.floatToRawIntBits(value + 12582912f) & 0x007fffff) - 0x00400000;
  }

  static int clamp(int value, int low, int high) {
    return Math.max(low, Math.min(high, value));
  }
}
