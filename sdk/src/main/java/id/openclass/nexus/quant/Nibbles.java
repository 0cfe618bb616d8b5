package id.openclass.nexus.quant;

/// 32 codes of 4 or 5 bits as the 32-weight formats pack them: for 5 bits first a little-endian
/// 32-bit number with the fifth bit of code `j` at bit `j`; then 16 bytes with the low four bits of
/// code `j` below those of code `j + 16`.
final class Nibbles {
  private static final int HALF = 16;

  private Nibbles() {}

  static void put(byte[] codes, int bits, byte[] out, int at) {
    int low = at;
    if (bits == 5) {
      int fifths = 0;
      for (int j = 0; j < 2 * HALF; j++) {
        fifths |= (codes[j] >> 4 & 1) << j;
      }
      for (int b = 0; b < 4; b++) {
        out[low++] = (byte) (fifths >>> (8 * b));
      }
    }
    for (int j = 0; j < HALF; j++) {
      out[low + j] = (byte) ((codes[j] & 0xf) | codes[j + HALF] << 4);
    }
  }

  static void get(byte[] in, int at, int bits, byte[] codes) {
    int low = bits == 5 ? at + 4 : at;
    for (int j = 0; j < HALF; j++) {
      codes[j] = (byte) (in[low + j] & 0xf);
      codes[j + HALF] = (byte) (in[low + j] >> 4 & 0xf);
    }
    if (bits == 5) {
      for (int j = 0; j < 2 * HALF; j++) {
        codes[j] |= (byte) ((in[at + (j >> 3)] >> (j & 7) & 1) << 4);
      }
    }
  }
}
