package id.openclass.nexus.quant;

import java.util.Arrays;

/// Q6_K: 256 weights in 16 groups, each `d * scale[group] * (q - 32)`. 128 bytes of low nibbles, 64
/// bytes of upper bit pairs, 16 signed scales, `d` (binary16): 210 bytes.
///
/// Each half of 128 weights is four runs of 32, `l` in a run: the low nibbles of runs 0 and 2 share
/// byte `l`, those of 1 and 3 byte `l + 32`, and the four upper pairs share byte `l` in run order.
final class Q6kFormat extends BlockFormat {
  private static final int WEIGHTS = 256;
  private static final int GROUP = 16;
  private static final int UPPER_AT = 128;
  private static final int SCALES_AT = 192;
  private static final int D_AT = 208;
  private static final int BYTES = 210;

  private final ScaleSearch search = new ScaleSearch();
  private final byte[] codes = new byte[WEIGHTS];
  private final float[] scales = new float[WEIGHTS / GROUP];

  @Override
  void encode(float[] x, int from, byte[] out, int at) {
    float largest = 0;
    float extreme = 0;
    for (int g = 0; g < scales.length; g++) {
      scales[g] = search.symmetric(x, from + GROUP * g, GROUP, 32, codes, GROUP * g);
      if (Math.abs(scales[g]) > largest) {
        largest = Math.abs(scales[g]);
        extreme = scales[g];
      }
    }
    if (largest < ScaleSearch.ZERO) {
      Arrays.fill(out, at, at + BYTES, (byte) 0);
      return;
    }
    float inverse = -128f / extreme;
    float d = putHalf(1 / inverse, out, at + D_AT);
    for (int g = 0; g < scales.length; g++) {
      byte scale = (byte) Math.min(127, nearest(inverse * scales[g]));
      out[at + SCALES_AT + g] = scale;
      requantize(x, from + GROUP * g, GROUP * g, d * scale);
    }
    pack(out, at);
  }

  /// The codes for the scale as it was stored; where that became 0 the search's codes stay.
  private void requantize(float[] x, int from, int to, float scale) {
    if (scale == 0) {
      return;
    }
    for (int i = 0; i < GROUP; i++) {
      codes[to + i] = (byte) (clamp(nearest(x[from + i] / scale), -32, 31) + 32);
    }
  }

  private void pack(byte[] out, int at) {
    for (int half = 0; half < 2; half++) {
      int c = 128 * half;
      int low = at + 64 * half;
      int upper = at + UPPER_AT + 32 * half;
      for (int l = 0; l < 32; l++, c++) {
        out[low + l] = (byte) ((codes[c] & 0xf) | codes[c + 64] << 4);
        out[low + l + 32] = (byte) ((codes[c + 32] & 0xf) | codes[c + 96] << 4);
        out[upper + l] =
            (byte)
                (codes[c] >> 4
                    | codes[c + 32] >> 4 << 2
                    | codes[c + 64] >> 4 << 4
                    | codes[c + 96] >> 4 << 6);
      }
    }
  }

  @Override
  void decode(byte[] in, int at, float[] y, int to) {
    float d = half(in, at + D_AT);
    for (int i = 0; i < WEIGHTS; i++) {
      int half = i >> 7;
      int run = i >> 5 & 3;
      int l = i & 31;
      int low = in[at + 64 * half + 32 * (run & 1) + l] >> (4 * (run >> 1)) & 0xf;
      int upper = in[at + UPPER_AT + 32 * half + l] >> (2 * run) & 3;
      int code = low | upper << 4;
      y[to + i] = d * in[at + SCALES_AT + i / GROUP] * (code - 32);
    }
  }
}
