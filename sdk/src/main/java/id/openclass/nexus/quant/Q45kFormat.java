package id.openclass.nexus.quant;

import java.util.Arrays;

/// Q4_K and Q5_K: 256 weights in 8 groups of 32, each `d * scale * q - dmin * minimum`. `d` and
/// `dmin` (binary16), 12 bytes with eight 6-bit scales and eight 6-bit minima, for Q5_K 32 bytes of
/// fifth bits, 128 bytes of low nibbles: 144 or 176 bytes.
///
/// The low nibbles of groups `2k` and `2k + 1` share 32 bytes; the fifth bit of weight `l` of group
/// `g` is bit `g` of byte `l`. Scales and minima 0 to 3 fill the low six bits of the first eight
/// bytes; 4 to 7 have four bits in the last four bytes and two on top of the first eight.
final class Q45kFormat extends BlockFormat {
  private static final int WEIGHTS = 256;
  private static final int GROUP = 32;
  private static final int GROUPS = 8;
  private static final int SCALES_AT = 4;
  private static final int FIFTHS_AT = 16;

  private final int bits;
  private final ScaleSearch.Candidates candidates;
  private final ScaleSearch search = new ScaleSearch();
  private final byte[] codes = new byte[WEIGHTS];
  private final float[] importance = new float[GROUP];
  private final float[] scales = new float[GROUPS];
  private final float[] minima = new float[GROUPS];

  Q45kFormat(int bits) {
    this.bits = bits;
    this.candidates =
        bits == 4
            ? new ScaleSearch.Candidates(15, -1f, 0.1f, 20, false)
            : new ScaleSearch.Candidates(31, -0.5f, 0.1f, 15, false);
  }

  @Override
  void encode(float[] x, int from, byte[] out, int at) {
    float maxScale = 0;
    float maxMinimum = 0;
    for (int g = 0; g < GROUPS; g++) {
      int start = from + GROUP * g;
      weigh(x, start);
      scales[g] = search.affine(x, start, GROUP, importance, codes, GROUP * g, candidates);
      minima[g] = search.minimum;
      maxScale = scales[g] > maxScale ? scales[g] : maxScale;
      maxMinimum = minima[g] > maxMinimum ? minima[g] : maxMinimum;
    }
    float inverseScale = maxScale > 0 ? 63f / maxScale : 0f;
    float inverseMinimum = maxMinimum > 0 ? 63f / maxMinimum : 0f;
    float d = putHalf(maxScale / 63f, out, at);
    float dmin = putHalf(maxMinimum / 63f, out, at + 2);
    for (int g = 0; g < GROUPS; g++) {
      int scale = Math.min(63, nearest(inverseScale * scales[g]) & 0xff);
      int minimum = Math.min(63, nearest(inverseMinimum * minima[g]) & 0xff);
      putScale(g, scale, minimum, out, at + SCALES_AT);
      requantize(x, from + GROUP * g, GROUP * g, d * scale, dmin * minimum);
    }
    pack(out, at);
  }

  /// Importance of a weight: its magnitude plus the group's root mean square.
  private void weigh(float[] x, int from) {
    float sum = 0;
    for (int l = 0; l < GROUP; l++) {
      sum += x[from + l] * x[from + l];
    }
    float rms = (float) Math.sqrt(sum / GROUP);
    for (int l = 0; l < GROUP; l++) {
      importance[l] = rms + Math.abs(x[from + l]);
    }
  }

  private void requantize(float[] x, int from, int to, float scale, float minimum) {
    if (scale == 0) {
      return;
    }
    int top = (1 << bits) - 1;
    for (int i = 0; i < GROUP; i++) {
      codes[to + i] = (byte) clamp(nearest((x[from + i] + minimum) / scale), 0, top);
    }
  }

  private static void putScale(int g, int scale, int minimum, byte[] out, int at) {
    if (g < 4) {
      out[at + g] = (byte) scale;
      out[at + g + 4] = (byte) minimum;
    } else {
      out[at + g + 4] = (byte) ((scale & 0xf) | minimum << 4);
      out[at + g - 4] |= (byte) (scale >> 4 << 6);
      out[at + g] |= (byte) (minimum >> 4 << 6);
    }
  }

  private static int scale(byte[] in, int at, int g) {
    return g < 4 ? in[at + g] & 63 : (in[at + g + 4] & 0xf) | (in[at + g - 4] >> 6 & 3) << 4;
  }

  private static int minimum(byte[] in, int at, int g) {
    return g < 4 ? in[at + g + 4] & 63 : (in[at + g + 4] >> 4 & 0xf) | (in[at + g] >> 6 & 3) << 4;
  }

  private void pack(byte[] out, int at) {
    if (bits == 5) {
      Arrays.fill(out, at + FIFTHS_AT, at + FIFTHS_AT + GROUP, (byte) 0);
      for (int i = 0; i < WEIGHTS; i++) {
        out[at + FIFTHS_AT + (i & 31)] |= (byte) (codes[i] >> 4 << (i >> 5));
      }
    }
    int low = lowAt(at);
    for (int pair = 0; pair < GROUPS / 2; pair++) {
      for (int l = 0; l < GROUP; l++) {
        int c = 64 * pair + l;
        out[low + GROUP * pair + l] = (byte) ((codes[c] & 0xf) | codes[c + GROUP] << 4);
      }
    }
  }

  private int lowAt(int at) {
    return at + FIFTHS_AT + (bits == 5 ? GROUP : 0);
  }

  @Override
  void decode(byte[] in, int at, float[] y, int to) {
    float d = half(in, at);
    float dmin = half(in, at + 2);
    int low = lowAt(at);
    for (int g = 0; g < GROUPS; g++) {
      float scale = d * scale(in, at + SCALES_AT, g);
      float minimum = dmin * minimum(in, at + SCALES_AT, g);
      for (int l = 0; l < GROUP; l++) {
        int code = in[low + GROUP * (g >> 1) + l] >> (4 * (g & 1)) & 0xf;
        if (bits == 5) {
          code |= (in[at + FIFTHS_AT + l] >> g & 1) << 4;
        }
        y[to + GROUP * g + l] = scale * code - minimum;
      }
    }
  }
}
