package id.openclass.nexus.tensor;

import id.openclass.nexus.model.TensorType;

/// Q6_K: the lower four bits, the upper two, a signed byte as scale for each 16, the step.
final class Q6kLayout extends BlockLayout {
  Q6kLayout() {
    super(TensorType.Q6_K, 1, 16, 16, -32, 31, new int[] {-128, 127});
  }

  @Override
  void unpack(byte[] block, int at, int[] half, int h, int[] scale, int s, byte[] q, int to) {
    half[h] = u16(block, at + 208);
    for (int j = 0; j < 16; j++) {
      scale[s + j] = block[at + 192 + j];
    }
    for (int n = 0; n < 2; n++) {
      int lower = at + 64 * n;
      int upper = at + 128 + 32 * n;
      int o = to + 128 * n;
      for (int l = 0; l < 32; l++) {
        int a = block[lower + l];
        int b = block[lower + 32 + l];
        int u = block[upper + l];
        q[o + l] = (byte) (((a & 15) | (u & 3) << 4) - 32);
        q[o + 32 + l] = (byte) (((b & 15) | (u >>> 2 & 3) << 4) - 32);
        q[o + 64 + l] = (byte) (((a >>> 4 & 15) | (u >>> 4 & 3) << 4) - 32);
        q[o + 96 + l] = (byte) (((b >>> 4 & 15) | (u >>> 6 & 3) << 4) - 32);
      }
    }
  }

  @Override
  void pack(byte[] block, int at, int[] half, int h, int[] scale, int s, byte[] q, int from) {
    u16(block, at + 208, half[h]);
    for (int j = 0; j < 16; j++) {
      block[at + 192 + j] = (byte) scale[s + j];
    }
    for (int n = 0; n < 2; n++) {
      int o = from + 128 * n;
      for (int l = 0; l < 32; l++) {
        int a = q[o + l] + 32;
        int b = q[o + 32 + l] + 32;
        int c = q[o + 64 + l] + 32;
        int d = q[o + 96 + l] + 32;
        block[at + 64 * n + l] = (byte) ((a & 15) | c << 4);
        block[at + 64 * n + 32 + l] = (byte) ((b & 15) | d << 4);
        block[at + 128 + 32 * n + l] =
            (byte) ((a >>> 4 & 3) | (b >>> 4 & 3) << 2 | (c >>> 4 & 3) << 4 | d >>> 4 << 6);
      }
    }
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
