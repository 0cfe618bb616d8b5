package id.openclass.nexus.tensor;

import id.openclass.nexus.model.TensorType;

/// Turns a row of floats into an array for each of its lanes, and back: a 32-bit word of a row has
/// one F32, or two numbers of 16 bits. Entry `w` of lane `l` is number `lanes * w + l`, as an
/// integer in the order of the numbers: -1 is the largest negative, `-0.0`. Stateless loops, shaped
/// like those of [Lanes].
final class FloatLanes {
  private FloatLanes() {}

  /// Arrays for a row.
  static int[][] of(int columns, int lanes) {
    int[][] all = new int[lanes][];
    for (int l = 0; l < lanes; l++) {
      all[l] = new int[(columns + lanes - 1 - l) / lanes];
    }
    return all;
  }

  /// Reads a row.
  static void read(byte[] rows, int at, int[][] lanes) {
    if (lanes.length == 1) {
      words(rows, at, lanes[0]);
      return;
    }
    int[] first = lanes[0];
    int[] second = lanes[1];
    for (int w = 0; w < second.length; w++) {
      int word = (int) BlockLayout.INTS.get(rows, at + 4 * w);
      first[w] = (word << 16) >> 16;
      second[w] = word >> 16;
    }
    if (first.length > second.length) {
      first[second.length] = (short) BlockLayout.SHORTS.get(rows, at + 4 * second.length);
    }
    order(first, Short.MAX_VALUE);
    order(second, Short.MAX_VALUE);
  }

  private static void words(byte[] rows, int at, int[] lane) {
    for (int w = 0; w < lane.length; w++) {
      lane[w] = (int) BlockLayout.INTS.get(rows, at + 4 * w);
    }
    order(lane, Integer.MAX_VALUE);
  }

  /// Turns sign and magnitude into an ordered integer; its own inverse.
  static void order(int[] lane, int magnitude) {
    for (int w = 0; w < lane.length; w++) {
      int bits = lane[w];
      lane[w] = bits ^ (bits >> 31 & magnitude);
    }
  }

  /// Writes a row; the lanes are overwritten.
  static void write(int[][] lanes, byte[] rows, int at) {
    if (lanes.length == 1) {
      int[] lane = lanes[0];
      order(lane, Integer.MAX_VALUE);
      for (int w = 0; w < lane.length; w++) {
        BlockLayout.INTS.set(rows, at + 4 * w, lane[w]);
      }
      return;
    }
    int[] first = lanes[0];
    int[] second = lanes[1];
    wrap(first);
    wrap(second);
    order(first, Short.MAX_VALUE);
    order(second, Short.MAX_VALUE);
    for (int w = 0; w < second.length; w++) {
      BlockLayout.INTS.set(rows, at + 4 * w, (first[w] & 0xFFFF) | second[w] << 16);
    }
    if (first.length > second.length) {
      BlockLayout.SHORTS.set(rows, at + 4 * second.length, (short) first[second.length]);
    }
  }

  /// A sum may leave 16 bits, where a segment is damaged.
  private static void wrap(int[] lane) {
    for (int w = 0; w < lane.length; w++) {
      lane[w] = (lane[w] << 16) >> 16;
    }
  }

  /// Spreads values over lanes, as their bits.
  static void spread(float[] values, int[][] lanes) {
    int step = lanes.length;
    for (int l = 0; l < step; l++) {
      int[] lane = lanes[l];
      for (int w = 0; w < lane.length; w++) {
        lane[w] = Float.floatToRawIntBits(values[step * w + l]);
      }
    }
  }

  /// Rounds values to a type, halves away from zero in BF16, to even in F16.
  ///
  /// @param lane bits of the values; overwritten with ordered integers
  /// @param position takes which 16th of the distance to the neighbours a value lies in; 8 is the
  ///   middle
  static void round(TensorType type, int[] lane, int[] position) {
    switch (type) {
      case BF16 -> roundBrain(lane, position);
      case F16 -> roundHalf(lane, position);
      default -> {
        java.util.Arrays.fill(position, 8);
        order(lane, Integer.MAX_VALUE);
      }
    }
  }

  private static void roundBrain(int[] lane, int[] position) {
    for (int w = 0; w < lane.length; w++) {
      int bits = lane[w];
      int rounded = (bits & Integer.MAX_VALUE) + 0x8000;
      position[w] = (rounded >>> 12 ^ bits >> 31) & 15;
      lane[w] = (rounded >>> 16 & Short.MAX_VALUE) ^ bits >> 31;
    }
  }

  private static void roundHalf(int[] lane, int[] position) {
    for (int w = 0; w < lane.length; w++) {
      float value = Float.intBitsToFloat(lane[w]);
      short half = Float.floatToFloat16(value);
      int exponent = Math.max(half >>> 10 & 31, 1);
      float inUlps =
          (value - Float.float16ToFloat(half)) * Float.intBitsToFloat((152 - exponent) << 23);
      position[w] = Math.clamp((int) (inUlps * 16 + 8), 0, 15);
      lane[w] = half ^ (half >> 31 & Short.MAX_VALUE);
    }
  }
}
