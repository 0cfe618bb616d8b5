package id.openclass.nexus.tensor;

import id.openclass.nexus.model.TensorType;

/// Q4_K and Q5_K: a step and a minimum for 256 weights, 6-bit scales and minima for each 32 (8
/// scales, then 8 minima), for Q5_K the fifth bits, the lower four.
final class Q45kLayout extends BlockLayout {
  private final boolean five;

  Q45kLayout(TensorType type, int bits) {
    super(type, 2, 16, 32, 0, (1 << bits) - 1, new int[] {0, 63});
    five = bits == 5;
  }

  @Override
  int halfOf(int i) {
    return i >>> 3;
  }

  @Override
  void unpack(byte[] block, int at, int[] half, int h, int[] scale, int s, byte[] q, int to) {
    half[h] = u16(block, at);
    half[h + 1] = u16(block, at + 2);
    for (int j = 0; j < 4; j++) {
      int a = block[at + 4 + j] & 0xFF;
      int b = block[at + 8 + j] & 0xFF;
      int c = block[at + 12 + j] & 0xFF;
      scale[s + j] = a & 63;
      scale[s + 8 + j] = b & 63;
      scale[s + 4 + j] = (c & 15) | a >>> 6 << 4;
      scale[s + 12 + j] = c >>> 4 | b >>> 6 << 4;
    }
    int quants = at + (five ? 48 : 16);
    for (int j = 0; j < 4; j++) {
      for (int l = 0; l < 32; l++) {
        int pair = block[quants + 32 * j + l];
        q[to + 64 * j + l] = (byte) (pair & 15);
        q[to + 64 * j + 32 + l] = (byte) (pair >>> 4 & 15);
      }
    }
    if (five) {
      for (int g = 0; g < 8; g++) {
        for (int l = 0; l < 32; l++) {
          q[to + 32 * g + l] |= (byte) ((block[at + 16 + l] >>> g & 1) << 4);
        }
      }
    }
  }

  @Override
  void pack(byte[] block, int at, int[] half, int h, int[] scale, int s, byte[] q, int from) {
    u16(block, at, half[h]);
    u16(block, at + 2, half[h + 1]);
    for (int j = 0; j < 4; j++) {
      block[at + 4 + j] = (byte) (scale[s + j] | scale[s + 4 + j] >>> 4 << 6);
      block[at + 8 + j] = (byte) (scale[s + 8 + j] | scale[s + 12 + j] >>> 4 << 6);
      block[at + 12 + j] = (byte) ((scale[s + 4 + j] & 15) | scale[s + 12 + j] << 4);
    }
    int quants = at + (five ? 48 : 16);
    for (int j = 0; j < 4; j++) {
      for (int l = 0; l < 32; l++) {
        block[quants + 32 * j + l] =
            (byte) ((q[from + 64 * j + l] & 15) | q[from + 64 * j + 32 + l] << 4);
      }
    }
    if (five) {
      for (int l = 0; l < 32; l++) {
        int high = 0;
        for (int g = 0; g < 8; g++) {
          high |= (q[from + 32 * g + l] >>> 4 & 1) << g;
        }
        block[at + 16 + l] = (byte) high;
      }
    }
  }

  @Override
  void steps(int[] half, int h, int[] scale, int s, float[] step, float[] offset, int to) {
    float d = f16(half[h]);
    float m = f16(half[h + 1]);
    for (int j = 0; j < 8; j++) {
      step[to + j] = d * scale[s + j];
      offset[to + j] = -m * scale[s + 8 + j];
    }
  }
}
