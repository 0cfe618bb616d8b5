package id.openclass.nexus.tensor;

import id.openclass.nexus.codec.RansDecoder;
import id.openclass.nexus.codec.TokenSink;
import id.openclass.nexus.model.TensorType;
import id.openclass.nexus.quant.Quantizer;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The scales of a row's blocks: half-precision fields as differences of ordered integers, small
/// scales against the base's scale on the new step, given where in its cell that falls.
final class ScaleFields {
  private static final int HALF = 0;
  private static final int HALF_CONTEXTS = 2 * 4 * 4;
  private static final int SMALL = HALF_CONTEXTS;
  private static final int KIND_CONTEXTS = 2 * 2 * 8 * 9;
  private static final int SMALL_CONTEXTS = 2 * KIND_CONTEXTS;

  /// How many contexts there are.
  static final int CONTEXTS = SMALL + SMALL_CONTEXTS;

  private final TensorType type;
  private final BlockLayout layout;
  private final int first;
  private final int blocks;
  private final boolean alone;

  /// Fields that the new ones are expected to be near: the base's own, or those that quantizing its
  /// weights anew would give.
  private final int[] expectedHalf;

  private final int[] expectedScale;

  /// What quantizing gave: blocks, and the words of their codes.
  private final byte[] quantized;

  private final int[] words;
  private final int[] halfClass = new int[2];

  /// Residuals of the kind before, scale by scale.
  private final int[] siblings = new int[16];

  /// Of one kind in one block: what is expected, and the context without what went before.
  private final int[] smallExpected = new int[16];

  private final int[] smallBase = new int[16];

  /// Small scales of a block come in kinds, each on the step of a half-precision field.
  private final int kinds;

  private final int perKind;

  /// Prepares for rows.
  ///
  /// @param alone whether there is no base
  /// @param base the base's fields where those are expected, else null
  ScaleFields(
      TensorType type,
      BlockLayout layout,
      int columns,
      boolean alone,
      @Nullable QuantFields base,
      int firstContext) {
    this.type = type;
    this.layout = layout;
    this.alone = alone;
    first = firstContext;
    blocks = columns / layout.elements;
    kinds = layout.scales == 0 ? 0 : layout.halves;
    perKind = layout.scales / layout.halves;
    expectedHalf = base != null ? base.half : new int[blocks * layout.halves];
    expectedScale = base != null ? base.scale : new int[blocks * layout.scales];
    quantized = new byte[alone || base != null ? 0 : blocks * layout.bytes];
    words = new int[quantized.length == 0 ? 0 : columns / BlockLayout.LANES];
  }

  void start() {
    halfClass[0] = 0;
    halfClass[1] = 0;
  }

  /// Expects what quantizing weights gives: in types that have no quantizer for such values, zeros.
  void expect(float[] values) {
    for (float v : values) {
      if (!(Math.abs(v) < 1e30f)) {
        Arrays.fill(expectedHalf, 0);
        Arrays.fill(expectedScale, 0);
        Arrays.fill(words, 0);
        return;
      }
    }
    Quantizer.of(type.name())
        .quantize(values, 0, values.length, MemorySegment.ofArray(quantized), 0);
    for (int k = 0; k < blocks; k++) {
      layout.unpack(
          quantized,
          k * layout.bytes,
          expectedHalf,
          k * layout.halves,
          expectedScale,
          k * layout.scales,
          words,
          k * layout.elements / BlockLayout.LANES);
    }
  }

  /// The words of the codes that quantizing gave.
  int[] words() {
    return words;
  }

  /// Whether quantizing gave the very scales that a block has: then its codes are right, too, as a
  /// rule.
  boolean agrees(QuantFields row, int block) {
    return agrees(row.half, expectedHalf, block * layout.halves, layout.halves)
        && agrees(row.scale, expectedScale, block * layout.scales, layout.scales);
  }

  private static boolean agrees(int[] fields, int[] expected, int from, int count) {
    return Arrays.equals(fields, from, from + count, expected, from, from + count);
  }

  void encode(QuantFields row, TokenSink to) {
    for (int k = 0; k < blocks; k++) {
      int h = k * layout.halves;
      for (int i = 0; i < layout.halves; i++) {
        int difference = ordered(row.half[h + i]) - ordered(expectedHalf(row.half, h, i));
        to.add(first + halfContext(i), difference);
        seen(i, difference);
      }
      for (int kind = 0; kind < kinds; kind++) {
        expectSmall(row, k, kind);
        int from = k * layout.scales + kind * perKind;
        int before = 0;
        for (int i = 0; i < perKind; i++) {
          int context = smallContext(row.scale, from, i, before);
          before = row.scale[from + i] - smallExpected[i];
          to.add(context, before);
          siblings[i] = before;
        }
      }
    }
  }

  void decode(RansDecoder from, QuantFields row) {
    int span = layout.scaleHigh - layout.scaleLow;
    for (int k = 0; k < blocks; k++) {
      int h = k * layout.halves;
      for (int i = 0; i < layout.halves; i++) {
        int difference = from.next(first + halfContext(i));
        row.half[h + i] = bits(ordered(expectedHalf(row.half, h, i)) + difference);
        seen(i, difference);
      }
      for (int kind = 0; kind < kinds; kind++) {
        expectSmall(row, k, kind);
        int at = k * layout.scales + kind * perKind;
        int before = 0;
        for (int i = 0; i < perKind; i++) {
          before = from.next(smallContext(row.scale, at, i, before));
          // A damaged segment may say anything: fields keep the bits that they have.
          int scale = smallExpected[i] + before - layout.scaleLow;
          row.scale[at + i] = (scale & span) + layout.scaleLow;
          siblings[i] = before;
        }
      }
    }
  }

  private int expectedHalf(int[] half, int h, int i) {
    if (!alone) {
      return expectedHalf[h + i];
    }
    return h == 0 ? 0 : half[h - layout.halves + i];
  }

  private int halfContext(int i) {
    return HALF + i * 16 + halfClass[i] * 4 + (i == 1 ? halfClass[0] : 0);
  }

  private void seen(int i, int difference) {
    int m = Math.abs(difference);
    halfClass[i] = m == 0 ? 0 : m <= 2 ? 1 : m <= 8 ? 2 : 3;
  }

  /// Expects the small scales of one kind in one block: the base's on the new step.
  private void expectSmall(QuantFields row, int k, int kind) {
    if (kind == 0) {
      Arrays.fill(siblings, 0);
    }
    int base = first + SMALL + kind * KIND_CONTEXTS;
    if (alone) {
      Arrays.fill(smallExpected, (layout.scaleLow + layout.scaleHigh + 1) >> 1);
      Arrays.fill(smallBase, base);
      return;
    }
    int h = k * layout.halves + kind;
    boolean same = row.half[h] == expectedHalf[h];
    float ratio = same ? 1 : step(expectedHalf[h]) / step(row.half[h]);
    int from = k * layout.scales + kind * perKind;
    base += same ? 72 : 0;
    int low = layout.scaleLow;
    int high = layout.scaleHigh;
    for (int i = 0; i < perKind; i++) {
      int t = (int) ((expectedScale[from + i] * ratio - low) * 8 + 4);
      int expected = Math.min(Math.max((t >> 3) + low, low), high);
      smallExpected[i] = expected;
      smallBase[i] = base + (expected == high ? 144 : 0) + (t & 7) * 9;
    }
  }

  /// The context of a small scale, given those before it.
  ///
  /// @param before the residual of the scale before, 0 for the first
  private int smallContext(int[] scale, int from, int i, int before) {
    if (alone) {
      int previous = i == 0 ? smallExpected[0] : scale[from + i - 1];
      int span = layout.scaleHigh - layout.scaleLow + 1;
      return smallBase[i] + (previous - layout.scaleLow) * 8 / span * 9;
    }
    return smallBase[i] + Math.min(Math.abs(before), 2) * 3 + Integer.signum(siblings[i]) + 1;
  }

  private static float step(int half) {
    return BlockLayout.f16(half);
  }

  /// Half-precision bits as an integer in the order of their values.
  static int ordered(int bits) {
    return (bits & 0x8000) != 0 ? 0x7FFF - (bits & 0x7FFF) : 0x8000 + bits;
  }

  static int bits(int ordered) {
    int v = ordered & 0xFFFF;
    return v < 0x8000 ? 0x8000 | 0x7FFF - v : v - 0x8000;
  }
}
