package id.openclass.nexus.tensor;

import id.openclass.nexus.model.TensorType;

/// Q8_0: a step, then a signed byte a weight.
final class ByteLayout extends BlockLayout {
  private static final int SIGNS = 0x80808080;

  ByteLayout(TensorType type) {
    super(type, 1, 0, 32, 255, new int[2]);
  }

  @Override
  void unpack(byte[] block, int at, int[] half, int h, int[] scale, int s, int[] words, int w) {
    half[h] = u16(block, at);
    for (int i = 0; i < 8; i++) {
      words[w + i] = word(block, at + 2 + 4 * i) ^ SIGNS;
    }
  }

  @Override
  void pack(byte[] block, int at, int[] half, int h, int[] scale, int s, int[] words, int w) {
    u16(block, at, half[h]);
    for (int i = 0; i < 8; i++) {
      word(block, at + 2 + 4 * i, words[w + i] ^ SIGNS);
    }
  }

  @Override
  void steps(int[] half, int h, int[] scale, int s, float[] step, float[] offset, int to) {
    step[to] = f16(half[h]);
    offset[to] = -128 * step[to];
  }
}
