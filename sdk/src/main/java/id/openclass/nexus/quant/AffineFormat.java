package id.openclass.nexus.quant;

/// Q4_1 and Q5_1: 32 weights as `scale * q + minimum`. Scale and minimum (binary16) come first,
/// then for Q5_1 the fifth bits (4 bytes), then 16 bytes of low nibbles: weight `j` low, `j + 16`
/// high.
final class AffineFormat extends BlockFormat {
  private static final int WEIGHTS = 32;
  private final int bits;
  private final byte[] codes = new byte[WEIGHTS];

  AffineFormat(int bits) {
    this.bits = bits;
  }

  @Override
  void encode(float[] x, int from, byte[] out, int at) {
    float min = Float.MAX_VALUE;
    float max = -Float.MAX_VALUE;
    for (int j = 0; j < WEIGHTS; j++) {
      float v = x[from + j];
      min = v < min ? v : min;
      max = v > max ? v : max;
    }
    int top = (1 << bits) - 1;
    float scale = (max - min) / top;
    float inverse = scale != 0 ? 1f / scale : 0f;
    putHalf(scale, out, at);
    putHalf(min, out, at + 2);
    for (int j = 0; j < WEIGHTS; j++) {
      codes[j] = (byte) Math.min(top, (int) ((x[from + j] - min) * inverse + 0.5f));
    }
    Nibbles.put(codes, bits, out, at + 4);
  }

  @Override
  void decode(byte[] in, int at, float[] y, int to) {
    float scale = half(in, at);
    float min = half(in, at + 2);
    Nibbles.get(in, at + 4, bits, codes);
    for (int j = 0; j < WEIGHTS; j++) {
      y[to + j] = codes[j] * scale + min;
    }
  }
}
