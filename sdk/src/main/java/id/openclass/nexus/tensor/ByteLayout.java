package id.openclass.nexus.tensor;

import id.openclass.nexus.model.TensorType;

/// Q8_0: a step, then a byte a weight.
final class ByteLayout extends BlockLayout {
  ByteLayout(TensorType type) {
    super(type, 1, 0, 32, -128, 127, new int[2]);
  }

  @Override
  void unpack(byte[] block, int at, int[] half, int h, int[] scale, int s, byte[] q, int to) {
    half[h] = u16(block, at);
    System.arraycopy(block, at + 2, q, to, 32);
  }

  @Override
  void pack(byte[] block, int at, int[] half, int h, int[] scale, int s, byte[] q, int from) {
    u16(block, at, half[h]);
    System.arraycopy(q, from, block, at + 2, 32);
  }

  @Override
  void steps(int[] half, int h, int[] scale, int s, float[] step, float[] offset, int to) {
    step[to] = f16(half[h]);
    offset[to] = 0;
  }
}
