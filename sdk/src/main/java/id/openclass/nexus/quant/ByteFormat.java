package id.openclass.nexus.quant;

/// Q8_0: 32 weights as `scale * q`, the scale (binary16) first, then 32 signed bytes.
final class ByteFormat extends BlockFormat {
  private static final int WEIGHTS = 32;

  @Override
  void encode(float[] x, int from, byte[] out, int at) {
    float largest = 0;
    for (int j = 0; j < WEIGHTS; j++) {
      largest = Math.max(largest, Math.abs(x[from + j]));
    }
    float scale = largest / 127;
    float inverse = scale != 0 ? 1f / scale : 0f;
    putHalf(scale, out, at);
    for (int j = 0; j < WEIGHTS; j++) {
      // Half away from zero. In double, because in float 0.49999997 + 0.5 would be 1.
      double scaled = x[from + j] * inverse;
      out[at + 2 + j] = (byte) (int) (scaled + Math.copySign(0.5, scaled));
    }
  }

  @Override
  void decode(byte[] in, int at, float[] y, int to) {
    float scale = half(in, at);
    for (int j = 0; j < WEIGHTS; j++) {
      y[to + j] = in[at + 2 + j] * scale;
    }
  }
}
