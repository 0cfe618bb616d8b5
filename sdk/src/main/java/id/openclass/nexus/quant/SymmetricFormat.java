package id.openclass.nexus.quant;

/// Q4_0 and Q5_0: 32 weights as `scale * (q - 2^(bits-1))`. The scale (binary16) comes first, then
/// for Q5_0 the fifth bits (4 bytes), then 16 bytes of low nibbles: weight `j` low, `j + 16` high.
///
/// The scale is such that the weight of the largest magnitude gets the code 0, so that the one more
/// negative code is not wasted.
final class SymmetricFormat extends BlockFormat {
  private static final int HALF = 16;
  private final int bits;
  private final byte[] codes = new byte[2 * HALF];

  SymmetricFormat(int bits) {
    this.bits = bits;
  }

  @Override
  void encode(float[] x, int from, byte[] out, int at) {
    float largest = 0;
    float extreme = 0;
    for (int j = 0; j < 2 * HALF; j++) {
      float v = x[from + j];
      if (largest < Math.abs(v)) {
        largest = Math.abs(v);
        extreme = v;
      }
    }
    int middle = 1 << (bits - 1);
    float scale = extreme / -middle;
    float inverse = scale != 0 ? 1f / scale : 0f;
    putHalf(scale, out, at);
    float half = middle + 0.5f;
    for (int j = 0; j < 2 * HALF; j++) {
      codes[j] = (byte) Math.min((1 << bits) - 1, (int) (x[from + j] * inverse + half));
    }
    Nibbles.put(codes, bits, out, at + 2);
  }

  @Override
  void decode(byte[] in, int at, float[] y, int to) {
    float scale = half(in, at);
    Nibbles.get(in, at + 2, bits, codes);
    int middle = 1 << (bits - 1);
    for (int j = 0; j < 2 * HALF; j++) {
      y[to + j] = (codes[j] - middle) * scale;
    }
  }
}
