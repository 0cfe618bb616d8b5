package id.openclass.nexus.tensor;

import id.openclass.nexus.model.TensorType;

/// Q2_K: 4-bit scales and minima for each 16 (16 scales, then 16 minima), two bits a weight, the
/// step and the minimum.
final class Q2kLayout extends BlockLayout {
  private static final int PAIRS = 0x03030303;

  Q2kLayout() {
    super(TensorType.Q2_K, 2, 32, 16, 3, new int[] {0, 15});
  }

  @Override
  void unpack(byte[] block, int at, int[] half, int h, int[] scale, int s, int[] words, int w) {
    half[h] = u16(block, at + 80);
    half[h + 1] = u16(block, at + 82);
    for (int j = 0; j < 16; j++) {
      scale[s + j] = block[at + j] & 15;
      scale[s + 16 + j] = block[at + j] >>> 4 & 15;
    }
    unpackPairs(block, at + 16, words, w);
  }

  /// Two bits a weight: 32 bytes for each 128 weights, which hold weights `i`, `i + 32`, `i + 64`
  /// and `i + 96` in byte `i`.
  static void unpackPairs(byte[] block, int at, int[] words, int w) {
    for (int j = 0; j < 2; j++) {
      int from = at + 32 * j;
      int to = w + 32 * j;
      for (int i = 0; i < 8; i++) {
        int fours = word(block, from + 4 * i);
        words[to + i] = fours & PAIRS;
        words[to + 8 + i] = fours >>> 2 & PAIRS;
        words[to + 16 + i] = fours >>> 4 & PAIRS;
        words[to + 24 + i] = fours >>> 6 & PAIRS;
      }
    }
  }

  /// The inverse; higher bits of codes are left out.
  static void packPairs(byte[] block, int at, int[] words, int w) {
    for (int j = 0; j < 2; j++) {
      int from = w + 32 * j;
      int to = at + 32 * j;
      for (int i = 0; i < 8; i++) {
        int fours = (words[from + i] & PAIRS) | (words[from + 8 + i] & PAIRS) << 2;
        fours |= (words[from + 16 + i] & PAIRS) << 4 | (words[from + 24 + i] & PAIRS) << 6;
        word(block, to + 4 * i, fours);
      }
    }
  }

  @Override
  void pack(byte[] block, int at, int[] half, int h, int[] scale, int s, int[] words, int w) {
    for (int j = 0; j < 16; j++) {
      block[at + j] = (byte) ((scale[s + j] & 15) | scale[s + 16 + j] << 4);
    }
    packPairs(block, at + 16, words, w);
    u16(block, at + 80, half[h]);
    u16(block, at + 82, half[h + 1]);
  }

  @Override
  void steps(int[] half, int h, int[] scale, int s, float[] step, float[] offset, int to) {
    float d = f16(half[h]);
    float m = f16(half[h + 1]);
    for (int j = 0; j < 16; j++) {
      step[to + j] = d * scale[s + j];
      offset[to + j] = -m * scale[s + 16 + j];
    }
  }
}
