package id.openclass.nexus.quant;

import java.util.Arrays;

/// Q3_K: 256 weights in 16 groups of 16, each `d * (scale - 32) * (q - 4)`. 32 bytes of third bits
/// (weight `i` is bit `i / 32` of byte `i % 32`), 64 bytes of low bit pairs ([BitPairs]), 12 bytes
/// of 6-bit scales, `d` (binary16): 110 bytes.
///
/// The low four bits of scales `j` and `j + 8` share byte `j` of the first eight; their upper two
/// bits are in byte `8 + j % 4`, those of scale `j` at bit `2 * (j / 4)`.
final class Q3kFormat extends BlockFormat {
  private static final int WEIGHTS = 256;
  private static final int GROUP = 16;
  private static final int PAIRS_AT = 32;
  private static final int SCALES_AT = 96;
  private static final int D_AT = 108;

  private final ScaleSearch search = new ScaleSearch();
  private final byte[] codes = new byte[WEIGHTS];
  private final float[] scales = new float[WEIGHTS / GROUP];

  @Override
  void encode(float[] x, int from, byte[] out, int at) {
    float largest = 0;
    float extreme = 0;
    for (int g = 0; g < scales.length; g++) {
      scales[g] = search.refined(x, from + GROUP * g, GROUP, 4, codes, GROUP * g);
      if (Math.abs(scales[g]) > largest) {
        largest = Math.abs(scales[g]);
        extreme = scales[g];
      }
    }
    Arrays.fill(out, at + SCALES_AT, at + D_AT, (byte) 0);
    float inverse = extreme != 0 ? -32f / extreme : 0f;
    float d = putHalf(extreme != 0 ? 1 / inverse : 0f, out, at + D_AT);
    for (int g = 0; g < scales.length; g++) {
      if (extreme != 0) {
        putScale(g, clamp((byte) nearest(inverse * scales[g]), -32, 31) + 32, out, at + SCALES_AT);
      }
      requantize(x, from + GROUP * g, GROUP * g, d * (scale(out, at + SCALES_AT, g) - 32));
    }
    Arrays.fill(out, at, at + PAIRS_AT, (byte) 0);
    for (int i = 0; i < WEIGHTS; i++) {
      out[at + (i & 31)] |= (byte) (codes[i] >> 2 << (i >> 5));
      codes[i] &= 3;
    }
    BitPairs.put(codes, out, at + PAIRS_AT);
  }

  private void requantize(float[] x, int from, int to, float scale) {
    if (scale == 0) {
      return;
    }
    for (int i = 0; i < GROUP; i++) {
      codes[to + i] = (byte) (clamp(nearest(x[from + i] / scale), -4, 3) + 4);
    }
  }

  private static void putScale(int g, int scale, byte[] out, int at) {
    out[at + (g & 7)] |= (byte) ((scale & 0xf) << (g < 8 ? 0 : 4));
    out[at + 8 + (g & 3)] |= (byte) (scale >> 4 << (2 * (g >> 2)));
  }

  private static int scale(byte[] in, int at, int g) {
    int low = (in[at + (g & 7)] >> (g < 8 ? 0 : 4)) & 0xf;
    return low | ((in[at + 8 + (g & 3)] >> (2 * (g >> 2))) & 3) << 4;
  }

  @Override
  void decode(byte[] in, int at, float[] y, int to) {
    float d = half(in, at + D_AT);
    for (int g = 0; g < WEIGHTS / GROUP; g++) {
      float scale = d * (scale(in, at + SCALES_AT, g) - 32);
      for (int i = GROUP * g; i < GROUP * (g + 1); i++) {
        int third = in[at + (i & 31)] >> (i >> 5) & 1;
        y[to + i] = scale * (BitPairs.get(in, at + PAIRS_AT, i) + 4 * third - 4);
      }
    }
  }
}
