package id.openclass.nexus.tensor;

import id.openclass.nexus.model.TensorType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// The fields of quantized blocks: half-precision steps, small integer scales, and one code a
/// weight, 0 to [#top], which stands for `step * code + offset`. Unpacking and packing lose
/// nothing: every bit pattern comes back. Stateless.
///
/// Codes are kept as the bytes of *words*: word `w` of a row has those of weights `4w` to `4w + 3`,
/// the first in its low byte, so that one operation takes four codes.
///
/// Source: block structures in ggml's `ggml-common.h`.
abstract class BlockLayout {
  static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /// Weights in a word.
  static final int LANES = 4;

  /// Weights in a block, and its bytes.
  final int elements;

  final int bytes;

  /// Half-precision fields of a block, and small scales, as many for each field.
  final int halves;

  final int scales;

  /// Weights that share a step.
  final int group;

  /// The largest code.
  final int top;

  /// The least and the largest small scale.
  final int scaleLow;

  final int scaleHigh;

  BlockLayout(TensorType type, int halves, int scales, int group, int top, int[] scaleRange) {
    elements = type.blockElements();
    bytes = type.blockBytes();
    this.halves = halves;
    this.scales = scales;
    this.group = group;
    this.top = top;
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
  ///
  /// @param half takes the half-precision fields, from `h` on
  /// @param scale takes the small scales, from `s` on
  /// @param words takes the codes, from `w` on
  abstract void unpack(
      byte[] block, int at, int[] half, int h, int[] scale, int s, int[] words, int w);

  /// Puts a block together. Bits of codes and scales that the type has no room for are dropped.
  abstract void pack(
      byte[] block, int at, int[] half, int h, int[] scale, int s, int[] words, int w);

  /// The step of each group, and what code 0 stands for.
  abstract void steps(int[] half, int h, int[] scale, int s, float[] step, float[] offset, int to);

  static int u16(byte[] a, int p) {
    return (short) SHORTS.get(a, p) & 0xFFFF;
  }

  static void u16(byte[] a, int p, int value) {
    SHORTS.set(a, p, (short) value);
  }

  static int word(byte[] a, int p) {
    return (int) INTS.get(a, p);
  }

  static void word(byte[] a, int p, int value) {
    INTS.set(a, p, value);
  }

  static float f16(int bits) {
    return Float.float16ToFloat((short) bits);
  }
}
