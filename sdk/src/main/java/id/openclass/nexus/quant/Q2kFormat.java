package id.openclass.nexus.quant;

/// Q2_K: 256 weights in 16 groups of 16, each `d * scale * q - dmin * minimum`. 16 bytes with a
/// 4-bit scale below a 4-bit minimum, 64 bytes of 2-bit codes ([BitPairs]), `d` and `dmin`
/// (binary16): 84 bytes.
final class Q2kFormat extends BlockFormat {
  private static final int WEIGHTS = 256;
  private static final int GROUP = 16;
  private static final int CODES_AT = 16;
  private static final int D_AT = 80;
  private static final int DMIN_AT = 82;
  private static final ScaleSearch.Candidates CANDIDATES =
      new ScaleSearch.Candidates(3, -0.5f, 0.1f, 15, true);

  private final ScaleSearch search = new ScaleSearch();
  private final byte[] codes = new byte[WEIGHTS];
  private final float[] importance = new float[GROUP];
  private final float[] scales = new float[WEIGHTS / GROUP];
  private final float[] minima = new float[WEIGHTS / GROUP];

  @Override
  void encode(float[] x, int from, byte[] out, int at) {
    float maxScale = 0;
    float maxMinimum = 0;
    for (int g = 0; g < scales.length; g++) {
      int start = from + GROUP * g;
      for (int l = 0; l < GROUP; l++) {
        importance[l] = Math.abs(x[start + l]);
      }
      scales[g] = search.affine(x, start, GROUP, importance, codes, GROUP * g, CANDIDATES);
      minima[g] = search.minimum;
      maxScale = scales[g] > maxScale ? scales[g] : maxScale;
      maxMinimum = minima[g] > maxMinimum ? minima[g] : maxMinimum;
    }
    float inverseScale = maxScale > 0 ? 15f / maxScale : 0f;
    float inverseMinimum = maxMinimum > 0 ? 15f / maxMinimum : 0f;
    float d = putHalf(maxScale > 0 ? maxScale / 15f : 0f, out, at + D_AT);
    float dmin = putHalf(maxMinimum > 0 ? maxMinimum / 15f : 0f, out, at + DMIN_AT);
    for (int g = 0; g < scales.length; g++) {
      int scale = nearest(inverseScale * scales[g]);
      int both = (scale | nearest(inverseMinimum * minima[g]) << 4) & 0xff;
      out[at + g] = (byte) both;
      requantize(x, from + GROUP * g, GROUP * g, d * (both & 0xf), dmin * (both >> 4));
    }
    BitPairs.put(codes, out, at + CODES_AT);
  }

  private void requantize(float[] x, int from, int to, float scale, float minimum) {
    if (scale == 0) {
      return;
    }
    for (int i = 0; i < GROUP; i++) {
      codes[to + i] = (byte) clamp(nearest((x[from + i] + minimum) / scale), 0, 3);
    }
  }

  @Override
  void decode(byte[] in, int at, float[] y, int to) {
    float d = half(in, at + D_AT);
    float dmin = half(in, at + DMIN_AT);
    for (int g = 0; g < WEIGHTS / GROUP; g++) {
      float scale = d * (in[at + g] & 0xf);
      float minimum = dmin * (in[at + g] >> 4 & 0xf);
      for (int i = GROUP * g; i < GROUP * (g + 1); i++) {
        y[to + i] = scale * BitPairs.get(in, at + CODES_AT, i) - minimum;
      }
    }
  }
}
