package id.openclass.nexus.tensor;

import id.openclass.nexus.model.TensorType;

/// Q4_K and Q5_K: a step and a minimum for 256 weights, 6-bit scales and minima for each 32 (8
/// scales, then 8 minima), for Q5_K the fifth bits, the lower four.
final class Q45kLayout extends BlockLayout {
  private static final int NIBBLES = 0x0F0F0F0F;
  private static final int ONES = 0x01010101;

  private final boolean five;

  Q45kLayout(TensorType type, int bits) {
    super(type, 2, 16, 32, (1 << bits) - 1, new int[] {0, 63});
    five = bits == 5;
  }

  @Override
  void unpack(byte[] block, int at, int[] half, int h, int[] scale, int s, int[] words, int w) {
    half[h] = u16(block, at);
    half[h + 1] = u16(block, at + 2);
    for (int j = 0; j < 4; j++) {
      int a = block[at + 4 + j] & 0xFF;
      int b = block[at + 8 + j] & 0xFF;
      int c = block[at + 12 + j] & 0xFF;
      scale[s + j] = a & 63;
      scale[s + 8 + j] = b & 63;
      scale[s + 4 + j] = (c & 15) | a >>> 6 << 4;
      scale[s + 12 + j] = c >>> 4 | b >>> 6 << 4;
    }
    int codes = at + (five ? 48 : 16);
    for (int j = 0; j < 4; j++) {
      int from = codes + 32 * j;
      int to = w + 16 * j;
      for (int i = 0; i < 8; i++) {
        int pairs = word(block, from + 4 * i);
        words[to + i] = pairs & NIBBLES;
        words[to + 8 + i] = pairs >>> 4 & NIBBLES;
      }
    }
    if (five) {
      for (int i = 0; i < 8; i++) {
        int fifth = word(block, at + 16 + 4 * i);
        for (int g = 0; g < 8; g++) {
          words[w + 8 * g + i] |= (fifth >>> g & ONES) << 4;
        }
      }
    }
  }

  @Override
  void pack(byte[] block, int at, int[] half, int h, int[] scale, int s, int[] words, int w) {
    u16(block, at, half[h]);
    u16(block, at + 2, half[h + 1]);
    for (int j = 0; j < 4; j++) {
      block[at + 4 + j] = (byte) ((scale[s + j] & 63) | scale[s + 4 + j] >>> 4 << 6);
      block[at + 8 + j] = (byte) ((scale[s + 8 + j] & 63) | scale[s + 12 + j] >>> 4 << 6);
      block[at + 12 + j] = (byte) ((scale[s + 4 + j] & 15) | scale[s + 12 + j] << 4);
    }
    int codes = at + (five ? 48 : 16);
    for (int j = 0; j < 4; j++) {
      int from = w + 16 * j;
      int to = codes + 32 * j;
      for (int i = 0; i < 8; i++) {
        word(block, to + 4 * i, (words[from + i] & NIBBLES) | (words[from + 8 + i] & NIBBLES) << 4);
      }
    }
    if (five) {
      for (int i = 0; i < 8; i++) {
        int fifth = 0;
        for (int g = 0; g < 8; g++) {
          fifth |= (words[w + 8 * g + i] >>> 4 & ONES) << g;
        }
        word(block, at + 16 + 4 * i, fifth);
      }
    }
  }

  @Override
  void steps(int[] half, int h, int[] scale, int s, float[] step, float[] offset, int to) {
    float d = f16(half[h]);
    float m = f16(half[h + 1]);
    for (int j = 0; j < 8; j++) {
      step[to + j] = d * scale[s + j];
      offset[to + j] = -m * scale[s + 8 + j];
    }
  }
}
