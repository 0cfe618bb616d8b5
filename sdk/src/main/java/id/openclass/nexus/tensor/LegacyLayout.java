package id.openclass.nexus.tensor;

import id.openclass.nexus.model.TensorType;

/// Q4_0, Q4_1, Q5_0, Q5_1: a step, perhaps a minimum, perhaps the fifth bits, then 16 bytes of low
/// halves for weights 0 to 15 and high halves for 16 to 31.
final class LegacyLayout extends BlockLayout {
  private static final int NIBBLES = 0x0F0F0F0F;
  private static final int ONES = 0x01010101;

  private final int bits;
  private final boolean minimum;

  LegacyLayout(TensorType type, int bits, boolean minimum) {
    super(type, minimum ? 2 : 1, 0, 32, (1 << bits) - 1, new int[2]);
    this.bits = bits;
    this.minimum = minimum;
  }

  @Override
  void unpack(byte[] block, int at, int[] half, int h, int[] scale, int s, int[] words, int w) {
    for (int i = 0; i < halves; i++) {
      half[h + i] = u16(block, at + 2 * i);
    }
    int fifth = at + 2 * halves;
    int codes = bits == 5 ? fifth + 4 : fifth;
    for (int i = 0; i < 4; i++) {
      int pairs = word(block, codes + 4 * i);
      words[w + i] = pairs & NIBBLES;
      words[w + 4 + i] = pairs >>> 4 & NIBBLES;
    }
    if (bits == 5) {
      int high = word(block, fifth);
      for (int i = 0; i < 8; i++) {
        // Bit k of four goes to byte k.
        int spread = (high >>> (4 * i) & 15) * 0x00204081 & ONES;
        words[w + i] |= spread << 4;
      }
    }
  }

  @Override
  void pack(byte[] block, int at, int[] half, int h, int[] scale, int s, int[] words, int w) {
    for (int i = 0; i < halves; i++) {
      u16(block, at + 2 * i, half[h + i]);
    }
    int fifth = at + 2 * halves;
    int codes = bits == 5 ? fifth + 4 : fifth;
    for (int i = 0; i < 4; i++) {
      word(block, codes + 4 * i, (words[w + i] & NIBBLES) | (words[w + 4 + i] & NIBBLES) << 4);
    }
    if (bits == 5) {
      int high = 0;
      for (int i = 0; i < 8; i++) {
        // Byte k becomes bit k of four.
        high |= ((((words[w + i] >>> 4) & ONES) * 0x10204080) >>> 28) << (4 * i);
      }
      word(block, fifth, high);
    }
  }

  @Override
  void steps(int[] half, int h, int[] scale, int s, float[] step, float[] offset, int to) {
    step[to] = f16(half[h]);
    offset[to] = minimum ? f16(half[h + 1]) : -(1 << (bits - 1)) * step[to];
  }
}
