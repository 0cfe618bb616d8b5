package id.openclass.nexus.tensor;

import id.openclass.nexus.model.TensorType;

/// Q6_K: the lower four bits, the upper two, a signed byte as scale for each 16, the step.
final class Q6kLayout extends BlockLayout {
  private static final int NIBBLES = 0x0F0F0F0F;
  private static final int PAIRS = 0x03030303;

  Q6kLayout() {
    super(TensorType.Q6_K, 1, 16, 16, 63, new int[] {-128, 127});
  }

  @Override
  void unpack(byte[] block, int at, int[] half, int h, int[] scale, int s, int[] words, int w) {
    half[h] = u16(block, at + 208);
    for (int j = 0; j < 16; j++) {
      scale[s + j] = block[at + 192 + j];
    }
    unpackHalf(block, at, at + 128, words, w);
    unpackHalf(block, at + 64, at + 160, words, w + 32);
  }

  /// 128 codes: the lower bits of the first 64 in the low halves of 64 bytes, the upper bits of
  /// each 32 in a pair of bits of 32 bytes.
  private static void unpackHalf(byte[] block, int lower, int upper, int[] words, int w) {
    for (int i = 0; i < 8; i++) {
      int a = word(block, lower + 4 * i);
      int b = word(block, lower + 32 + 4 * i);
      int pairs = word(block, upper + 4 * i);
      words[w + i] = (a & NIBBLES) | (pairs & PAIRS) << 4;
      words[w + 8 + i] = (b & NIBBLES) | (pairs >>> 2 & PAIRS) << 4;
      words[w + 16 + i] = (a >>> 4 & NIBBLES) | (pairs >>> 4 & PAIRS) << 4;
      words[w + 24 + i] = (b >>> 4 & NIBBLES) | (pairs >>> 6 & PAIRS) << 4;
    }
  }

  @Override
  void pack(byte[] block, int at, int[] half, int h, int[] scale, int s, int[] words, int w) {
    u16(block, at + 208, half[h]);
    for (int j = 0; j < 16; j++) {
      block[at + 192 + j] = (byte) scale[s + j];
    }
    packHalf(block, at, at + 128, words, w);
    packHalf(block, at + 64, at + 160, words, w + 32);
  }

  private static void packHalf(byte[] block, int lower, int upper, int[] words, int w) {
    for (int i = 0; i < 8; i++) {
      int a = words[w + i];
      int b = words[w + 8 + i];
      int c = words[w + 16 + i];
      int d = words[w + 24 + i];
      word(block, lower + 4 * i, (a & NIBBLES) | (c & NIBBLES) << 4);
      word(block, lower + 32 + 4 * i, (b & NIBBLES) | (d & NIBBLES) << 4);
      int pairs = (a >>> 4 & PAIRS) | (b >>> 4 & PAIRS) << 2;
      pairs |= (c >>> 4 & PAIRS) << 4 | (d >>> 4 & PAIRS) << 6;
      word(block, upper + 4 * i, pairs);
    }
  }

  @Override
  void steps(int[] half, int h, int[] scale, int s, float[] step, float[] offset, int to) {
    float d = f16(half[h]);
    for (int j = 0; j < 16; j++) {
      step[to + j] = d * scale[s + j];
      offset[to + j] = -32 * step[to + j];
    }
  }
}
