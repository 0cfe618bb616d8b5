package id.openclass.nexus.tensor;

import id.openclass.nexus.model.TensorType;

/// Q3_K: the third bits, the lower two, 6-bit scales less 32 for each 16, the step.
final class Q3kLayout extends BlockLayout {
  private static final int ONES = 0x01010101;

  Q3kLayout() {
    super(TensorType.Q3_K, 1, 16, 16, 7, new int[] {-32, 31});
  }

  @Override
  void unpack(byte[] block, int at, int[] half, int h, int[] scale, int s, int[] words, int w) {
    half[h] = u16(block, at + 108);
    for (int j = 0; j < 16; j++) {
      int lower = block[at + 96 + (j & 7)] >>> (4 * (j >>> 3)) & 15;
      int upper = block[at + 104 + (j & 3)] >>> (2 * (j >>> 2)) & 3;
      scale[s + j] = (lower | upper << 4) - 32;
    }
    Q2kLayout.unpackPairs(block, at + 32, words, w);
    for (int i = 0; i < 8; i++) {
      int third = word(block, at + 4 * i);
      for (int g = 0; g < 8; g++) {
        words[w + 8 * g + i] |= (third >>> g & ONES) << 2;
      }
    }
  }

  @Override
  void pack(byte[] block, int at, int[] half, int h, int[] scale, int s, int[] words, int w) {
    for (int i = 0; i < 8; i++) {
      int third = 0;
      for (int g = 0; g < 8; g++) {
        third |= (words[w + 8 * g + i] >>> 2 & ONES) << g;
      }
      word(block, at + 4 * i, third);
    }
    Q2kLayout.packPairs(block, at + 32, words, w);
    for (int j = 0; j < 8; j++) {
      block[at + 96 + j] = (byte) ((scale[s + j] + 32 & 15) | (scale[s + 8 + j] + 32 & 15) << 4);
    }
    for (int j = 0; j < 4; j++) {
      int upper = 0;
      for (int k = 0; k < 4; k++) {
        upper |= ((scale[s + 4 * k + j] + 32) >>> 4 & 3) << (2 * k);
      }
      block[at + 104 + j] = (byte) upper;
    }
    u16(block, at + 108, half[h]);
  }

  @Override
  void steps(int[] half, int h, int[] scale, int s, float[] step, float[] offset, int to) {
    float d = f16(half[h]);
    for (int j = 0; j < 16; j++) {
      step[to + j] = d * scale[s + j];
      offset[to + j] = -4 * step[to + j];
    }
  }
}
