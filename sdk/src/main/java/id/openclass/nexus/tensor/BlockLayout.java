package id.openclass.nexus.tensor;

import id.openclass.nexus.model.TensorType;
import org.jspecify.annotations.Nullable;

/// The fields of a quantized block: half-precision steps, small integer scales, and one integer q a
/// weight, which stands for `step * q + offset`. Unpacking and packing lose nothing: every bit
/// pattern comes back. Stateless.
///
/// Source: block structures in ggml's `ggml-common.h`.
abstract class BlockLayout {
  /// Weights in a block, and its bytes.
  final int elements;

  final int bytes;

  /// Half-precision fields, and small scales.
  final int halves;

  final int scales;

  /// Weights that share a step.
  final int group;

  /// The least and the largest q.
  final int low;

  final int high;

  /// The least and the largest small scale.
  final int scaleLow;

  final int scaleHigh;

  BlockLayout(
      TensorType type, int halves, int scales, int group, int low, int high, int[] scaleRange) {
    elements = type.blockElements();
    bytes = type.blockBytes();
    this.halves = halves;
    this.scales = scales;
    this.group = group;
    this.low = low;
    this.high = high;
    scaleLow = scaleRange[0];
    scaleHigh = scaleRange[1];
  }

  /// The layout of a type, or null when its blocks have no fields that are known here.
  static @Nullable BlockLayout of(TensorType type) {
    return switch (type) {
      case Q4_0 -> new LegacyLayout(type, 4, false);
      case Q4_1 -> new LegacyLayout(type, 4, true);
      case Q5_0 -> new LegacyLayout(type, 5, false);
      case Q5_1 -> new LegacyLayout(type, 5, true);
      case Q8_0 -> new ByteLayout(type);
      case Q2_K -> new Q2kLayout();
      case Q3_K -> new Q3kLayout();
      case Q4_K -> new Q45kLayout(type, 4);
      case Q5_K -> new Q45kLayout(type, 5);
      case Q6_K -> new Q6kLayout();
      default -> null;
    };
  }

  /// Steps in a block.
  final int groups() {
    return elements / group;
  }

  /// Takes a block apart.
  abstract void unpack(
      byte[] block, int at, int[] half, int h, int[] scale, int s, byte[] q, int to);

  /// Puts a block together.
  abstract void pack(
      byte[] block, int at, int[] half, int h, int[] scale, int s, byte[] q, int from);

  /// The step and the offset of each group.
  abstract void steps(int[] half, int h, int[] scale, int s, float[] step, float[] offset, int to);

  /// Which half-precision field small scale i belongs to.
  int halfOf(int i) {
    return 0;
  }

  static int u16(byte[] a, int p) {
    return (a[p] & 0xFF) | (a[p + 1] & 0xFF) << 8;
  }

  static void u16(byte[] a, int p, int value) {
    a[p] = (byte) value;
    a[p + 1] = (byte) (value >>> 8);
  }

  static float f16(int bits) {
    return Float.float16ToFloat((short) bits);
  }
}
