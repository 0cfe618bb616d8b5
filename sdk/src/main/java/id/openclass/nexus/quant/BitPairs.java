package id.openclass.nexus.quant;

/// 256 two-bit codes in 64 bytes as Q2_K and Q3_K pack them: each half of 128 is four runs of 32,
/// and byte `l` of its 32 bytes has code `l` of the four runs, the first run lowest.
final class BitPairs {
  private BitPairs() {}

  static void put(byte[] codes, byte[] out, int at) {
    for (int half = 0; half < 2; half++) {
      for (int l = 0; l < 32; l++) {
        int c = 128 * half + l;
        out[at + 32 * half + l] =
            (byte) (codes[c] | codes[c + 32] << 2 | codes[c + 64] << 4 | codes[c + 96] << 6);
      }
    }
  }

  static int get(byte[] in, int at, int i) {
    return in[at + 32 * (i >> 7) + (i & 31)] >> (2 * (i >> 5 & 3)) & 3;
  }
}
