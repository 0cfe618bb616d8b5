package id.openclass.nexus.tensor;

import id.openclass.nexus.codec.RansDecoder;
import id.openclass.nexus.codec.TokenBuffer;
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
  private static final int SMALL_CONTEXTS = 2 * 2 * 2 * 8 * 9;

  /// How many contexts there are.
  static final int CONTEXTS = SMALL + SMALL_CONTEXTS;

  private final TensorType type;
  private final BlockLayout layout;
  private final int first;
  private final int blocks;
  private final @Nullable RowValues base;
  private final boolean sameFields;

  /// Fields that the new ones are expected to be near; without a base, those of the block before.
  private final int[] expectedHalf;

  private final int[] expectedScale;
  private final byte[] quantized;
  private final byte[] unused;
  private final int[] halfClass = new int[2];
  private final int[] smallResidual = new int[32];

  ScaleFields(
      TensorType type,
      BlockLayout layout,
      int columns,
      @Nullable RowValues base,
      boolean sameFields,
      int firstContext) {
    this.type = type;
    this.layout = layout;
    this.base = base;
    this.sameFields = sameFields;
    first = firstContext;
    blocks = columns / layout.elements;
    expectedHalf = sameFields && base != null ? base.half : new int[blocks * layout.halves];
    expectedScale = sameFields && base != null ? base.scale : new int[blocks * layout.scales];
    quantized = new byte[base == null || sameFields ? 0 : blocks * layout.bytes];
    unused = new byte[layout.elements];
  }

  void start() {
    halfClass[0] = 0;
    halfClass[1] = 0;
  }

  /// Prepares what is expected of a row, once its base is read.
  void row() {
    if (base == null || sameFields) {
      return;
    }
    float[] values = base.values;
    for (float v : values) {
      if (!(Math.abs(v) < 1e30f)) {
        Arrays.fill(expectedHalf, 0);
        Arrays.fill(expectedScale, 0);
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
          unused,
          0);
    }
  }

  void encode(int[] half, int[] scale, TokenBuffer to) {
    for (int k = 0; k < blocks; k++) {
      int h = k * layout.halves;
      for (int i = 0; i < layout.halves; i++) {
        int difference = ordered(half[h + i]) - ordered(expectedHalf(half, h, i));
        to.add(first + halfContext(i), difference);
        seen(i, difference);
      }
      for (int i = 0; i < layout.scales; i++) {
        int at = k * layout.scales + i;
        long expected = expectedSmall(half, scale, k, i);
        int difference = scale[at] - (int) expected;
        to.add(first + (int) (expected >>> 32), difference);
        smallResidual[i] = difference;
      }
    }
  }

  void decode(RansDecoder from, int[] half, int[] scale) {
    for (int k = 0; k < blocks; k++) {
      int h = k * layout.halves;
      for (int i = 0; i < layout.halves; i++) {
        int difference = from.next(first + halfContext(i));
        half[h + i] = bits(ordered(expectedHalf(half, h, i)) + difference);
        seen(i, difference);
      }
      for (int i = 0; i < layout.scales; i++) {
        long expected = expectedSmall(half, scale, k, i);
        int difference = from.next(first + (int) (expected >>> 32));
        // A damaged segment may say anything: fields keep the bits that they have.
        int span = layout.scaleHigh - layout.scaleLow;
        scale[k * layout.scales + i] =
            ((int) expected + difference - layout.scaleLow & span) + layout.scaleLow;
        smallResidual[i] = difference;
      }
    }
  }

  private int expectedHalf(int[] half, int h, int i) {
    if (base != null) {
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

  /// The expected small scale, and above it in bits 32 and up its context.
  private long expectedSmall(int[] half, int[] scale, int k, int i) {
    int kind = layout.halfOf(i);
    int perKind = layout.scales / layout.halves;
    int before = i == kind * perKind ? 0 : Math.min(Math.abs(smallResidual[i - 1]), 2);
    int sibling = kind == 0 ? 1 : Integer.signum(smallResidual[i - perKind]) + 1;
    int kept = kind * 288 + before * 3 + sibling;
    if (base == null) {
      int middle = (layout.scaleLow + layout.scaleHigh + 1) >> 1;
      int previous = i == kind * perKind ? middle : scale[k * layout.scales + i - 1];
      int span = layout.scaleHigh - layout.scaleLow + 1;
      int size = (previous - layout.scaleLow) * 8 / span;
      return (long) (SMALL + kind * 288 + size * 9) << 32 | (middle & 0xFFFF_FFFFL);
    }
    int h = k * layout.halves + kind;
    boolean same = half[h] == expectedHalf[h];
    float x = expectedScale[k * layout.scales + i];
    if (!same) {
      x *= step(expectedHalf[h]) / step(half[h]);
    }
    int t = (int) ((x - layout.scaleLow) * 8 + 4);
    int expected = Math.clamp((t >> 3) + layout.scaleLow, layout.scaleLow, layout.scaleHigh);
    int edge = expected == layout.scaleHigh ? 1 : 0;
    int context = SMALL + kept + (edge * 2 + (same ? 1 : 0)) * 72 + (t & 7) * 9;
    return (long) context << 32 | (expected & 0xFFFF_FFFFL);
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
