package id.openclass.nexus.tensor;

import id.openclass.nexus.model.TensorType;

/// Q3_K: the third bits, the lower two, 6-bit scales less 32 for each 16, the step.
final class Q3kLayout extends BlockLayout {
  Q3kLayout() {
    super(TensorType.Q3_K, 1, 16, 16, -4, 3, new int[] {-32, 31});
  }

  @Override
  void unpack(byte[] block, int at, int[] half, int h, int[] scale, int s, byte[] q, int to) {
    half[h] = u16(block, at + 108);
    for (int j = 0; j < 16; j++) {
      int lower = block[at + 96 + (j & 7)] >>> (4 * (j >>> 3)) & 15;
      int upper = block[at + 104 + (j & 3)] >>> (2 * (j >>> 2)) & 3;
      scale[s + j] = (lower | upper << 4) - 32;
    }
    for (int i = 0; i < 256; i++) {
      int lower = block[at + 32 + 32 * (i >>> 7) + (i & 31)] >>> (2 * (i >>> 5 & 3)) & 3;
      q[to + i] = (byte) (lower + ((block[at + (i & 31)] >>> (i >>> 5) & 1) << 2) - 4);
    }
  }

  @Override
  void pack(byte[] block, int at, int[] half, int h, int[] scale, int s, byte[] q, int from) {
    for (int l = 0; l < 32; l++) {
      int third = 0;
      for (int g = 0; g < 8; g++) {
        third |= ((q[from + 32 * g + l] + 4) >>> 2 & 1) << g;
      }
      block[at + l] = (byte) third;
    }
    for (int i = 0; i < 64; i++) {
      int o = from + 128 * (i >>> 5) + (i & 31);
      block[at + 32 + i] =
          (byte) ((q[o] & 3) | (q[o + 32] & 3) << 2 | (q[o + 64] & 3) << 4 | (q[o + 96] & 3) << 6);
    }
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
      offset[to + j] = 0;
    }
  }
}
