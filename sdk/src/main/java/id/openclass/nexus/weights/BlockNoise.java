package id.openclass.nexus.weights;

import id.openclass.nexus.quant.Quantizer;

/// Moves the weights of a k-quant block by noise, as quantizing a fine-tuned model would, but
/// without the search for scales: the scales of the whole block get a little larger or smaller, and
/// each weight, taken to lie anywhere in its cell, falls into the cell where it lies after the
/// noise on the new grid. The bits of the small scales stay. Costs as much as two random numbers
/// for four weights.
final class BlockNoise {
  /// How far a block's scale moves, as a part of the noise: it follows its largest weight.
  private static final float SCALE_SHARE = 0.25f;

  /// A weight's deviation in cells of its grid, for normally distributed weights.
  private static final float Q4_K_DEVIATION = 4.2f;

  private static final float Q6_K_DEVIATION = 11.5f;

  private final Quantizer type;
  private final float noise;
  private final Gauss random;
  private long bits;
  private int left;

  /// @param noise deviation as a part of the weights' own
  BlockNoise(Quantizer type, float noise, Gauss random) {
    this.type = type;
    this.noise = noise;
    this.random = random;
  }

  static boolean takes(Quantizer type) {
    return type == Quantizer.Q4_K || type == Quantizer.Q6_K;
  }

  /// Moves one block.
  void move(byte[] bytes, int at) {
    float factor = 1 + SCALE_SHARE * noise * normal();
    if (type == Quantizer.Q4_K) {
      float ratio = scaled(bytes, at, factor);
      scaled(bytes, at + 2, factor);
      moveNibbles(bytes, at + 16, ratio);
    } else {
      moveSixBits(bytes, at, scaled(bytes, at + 208, factor));
    }
  }

  /// Changes a half-precision scale; gives the old one divided by the new.
  private static float scaled(byte[] bytes, int at, float factor) {
    float old = Float.float16ToFloat((short) ((bytes[at] & 0xff) | bytes[at + 1] << 8));
    short half = Float.floatToFloat16(old * factor);
    bytes[at] = (byte) half;
    bytes[at + 1] = (byte) (half >> 8);
    float now = Float.float16ToFloat(half);
    return now == 0 ? 1 : old / now;
  }

  private void moveNibbles(byte[] bytes, int at, float ratio) {
    float step = noise * Q4_K_DEVIATION;
    for (int i = at; i < at + 128; i++) {
      int low = moved(bytes[i] & 15, ratio, step, 7.5f, 15);
      int high = moved((bytes[i] >> 4) & 15, ratio, step, 7.5f, 15);
      bytes[i] = (byte) (low | high << 4);
    }
  }

  /// Four bits of each weight stand in the first 128 bytes, two more in the next 64, as ggml's
  /// `block_q6_K` lays them out; values are around 32.
  private void moveSixBits(byte[] bytes, int at, float ratio) {
    float step = noise * Q6_K_DEVIATION;
    for (int half = 0; half < 2; half++) {
      for (int i = 0; i < 32; i++) {
        int upper = at + 128 + 32 * half + i;
        int two = 0;
        for (int part = 0; part < 4; part++) {
          int lower = at + 64 * half + i + 32 * (part & 1);
          int shift = 2 * (part & 2);
          int upperShift = 2 * part;
          int four = (bytes[lower] >> shift) & 15;
          int old = four | ((bytes[upper] >> upperShift) & 3) << 4;
          int now = moved(old, ratio, step, 32, 63);
          bytes[lower] = (byte) ((bytes[lower] & (0xf0 >> shift)) | ((now & 15) << shift));
          two |= (now >> 4) << upperShift;
        }
        bytes[upper] = (byte) two;
      }
    }
  }

  /// The cell of a weight after the noise; zero is where `zero` is, on both grids.
  private int moved(int cell, float ratio, float step, float zero, int most) {
    float inside = (draw() & 0xffff) * 0x1p-16f - 0.5f;
    float value = (cell + inside - zero) * ratio + zero + step * normal();
    return Math.clamp(Math.round(value), 0, most);
  }

  /// Nearly normal, of deviation 1: the sum of two numbers of 16 bits has a triangle's shape.
  private float normal() {
    return ((draw() & 0xffff) + (draw() & 0xffff) - 65535) * (2.4495f / 65536);
  }

  private int draw() {
    if (left == 0) {
      bits = random.bits();
      left = 4;
    }
    left--;
    int drawn = (int) bits;
    bits >>>= 16;
    return drawn;
  }
}
