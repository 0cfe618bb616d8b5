package id.openclass.nexus.tensor;

import id.openclass.nexus.model.TensorType;

/// Q2_K: 4-bit scales and minima for each 16 (16 scales, then 16 minima), two bits a weight, the
/// step and the minimum.
final class Q2kLayout extends BlockLayout {
  Q2kLayout() {
    super(TensorType.Q2_K, 2, 32, 16, 0, 3, new int[] {0, 15});
  }

  @Override
  int halfOf(int i) {
    return i >>> 4;
  }

  @Override
  void unpack(byte[] block, int at, int[] half, int h, int[] scale, int s, byte[] q, int to) {
    half[h] = u16(block, at + 80);
    half[h + 1] = u16(block, at + 82);
    for (int j = 0; j < 16; j++) {
      scale[s + j] = block[at + j] & 15;
      scale[s + 16 + j] = block[at + j] >>> 4 & 15;
    }
    for (int i = 0; i < 256; i++) {
      q[to + i] = (byte) (block[at + 16 + 32 * (i >>> 7) + (i & 31)] >>> (2 * (i >>> 5 & 3)) & 3);
    }
  }

  @Override
  void pack(byte[] block, int at, int[] half, int h, int[] scale, int s, byte[] q, int from) {
    for (int j = 0; j < 16; j++) {
      block[at + j] = (byte) (scale[s + j] | scale[s + 16 + j] << 4);
    }
    for (int i = 0; i < 64; i++) {
      int o = from + 128 * (i >>> 5) + (i & 31);
      block[at + 16 + i] =
          (byte) ((q[o] & 3) | (q[o + 32] & 3) << 2 | (q[o + 64] & 3) << 4 | q[o + 96] << 6);
    }
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
