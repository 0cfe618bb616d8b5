package id.openclass.nexus.tensor;

import id.openclass.nexus.model.TensorType;

/// Q4_0, Q4_1, Q5_0, Q5_1: a step, perhaps a minimum, perhaps the fifth bits, then 16 bytes of low
/// halves for weights 0 to 15 and high halves for 16 to 31.
final class LegacyLayout extends BlockLayout {
  private final int bits;
  private final boolean minimum;

  LegacyLayout(TensorType type, int bits, boolean minimum) {
    super(
        type,
        minimum ? 2 : 1,
        0,
        32,
        minimum ? 0 : -(1 << (bits - 1)),
        (1 << (minimum ? bits : bits - 1)) - 1,
        new int[2]);
    this.bits = bits;
    this.minimum = minimum;
  }

  @Override
  void unpack(byte[] block, int at, int[] half, int h, int[] scale, int s, byte[] q, int to) {
    for (int i = 0; i < halves; i++) {
      half[h + i] = u16(block, at + 2 * i);
    }
    int fifth = at + 2 * halves;
    int quants = bits == 5 ? fifth + 4 : fifth;
    for (int i = 0; i < 16; i++) {
      int pair = block[quants + i];
      q[to + i] = (byte) ((pair & 15) + low);
      q[to + 16 + i] = (byte) ((pair >>> 4 & 15) + low);
    }
    if (bits == 5) {
      int high = u16(block, fifth) | u16(block, fifth + 2) << 16;
      for (int i = 0; i < 32; i++) {
        q[to + i] += (byte) ((high >>> i & 1) << 4);
      }
    }
  }

  @Override
  void pack(byte[] block, int at, int[] half, int h, int[] scale, int s, byte[] q, int from) {
    for (int i = 0; i < halves; i++) {
      u16(block, at + 2 * i, half[h + i]);
    }
    int fifth = at + 2 * halves;
    int quants = bits == 5 ? fifth + 4 : fifth;
    for (int i = 0; i < 16; i++) {
      block[quants + i] = (byte) ((q[from + i] - low & 15) | (q[from + 16 + i] - low) << 4);
    }
    if (bits == 5) {
      int high = 0;
      for (int i = 0; i < 32; i++) {
        high |= ((q[from + i] - low) >>> 4 & 1) << i;
      }
      u16(block, fifth, high);
      u16(block, fifth + 2, high >>> 16);
    }
  }

  @Override
  void steps(int[] half, int h, int[] scale, int s, float[] step, float[] offset, int to) {
    step[to] = f16(half[h]);
    offset[to] = minimum ? f16(half[h + 1]) : 0;
  }
}
