package id.openclass.nexus.tensor;

import id.openclass.nexus.codec.RansDecoder;
import id.openclass.nexus.codec.TokenBuffer;
import id.openclass.nexus.model.TensorType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// F32, F16 and BF16 rows: the difference of the new bits to the predicted ones, as ordered
/// integers, given how much is expected to change against the distance of neighbouring numbers, and
/// where between two of them the prediction falls. Without a base: exponent and first bits against
/// their running mean, the rest as it is.
final class FloatRows extends RowCodec {
  private static final int LEVELS = 48;
  private static final int POSITIONS = 16;
  private static final int ROW = LEVELS * POSITIONS;
  private static final int ALONE = ROW + 3;
  private static final int ALONE_LOW = ALONE + 4;
  private static final int CONTEXTS = ALONE_LOW + 1;

  /// Bits of the mantissa that are coded with the exponent where there is no base.
  private static final int ALONE_BITS = 3;

  private final int width;
  private final int mantissa;
  private final int bias;
  private final boolean exact;
  private final short[] contexts;
  private final int[] residual;
  private final int[] predicted;
  private int rowActivity;

  FloatRows(TensorType type, int columns, @Nullable TensorType baseType, RowParameters parameters) {
    super(type, columns, baseType, parameters);
    width = type.blockBytes();
    mantissa = type == TensorType.F32 ? 23 : type == TensorType.F16 ? 10 : 7;
    bias = type == TensorType.F16 ? 15 : 127;
    exact = baseType == type && parameters.factors() == null;
    contexts = new short[columns];
    residual = new int[columns];
    predicted = new int[columns];
  }

  @Override
  int ownContexts() {
    return CONTEXTS;
  }

  @Override
  boolean readsValues() {
    return !exact;
  }

  @Override
  void start() {
    rowActivity = 0;
  }

  @Override
  void encode(byte[] baseRows, int baseAt, byte[] rows, int at, TokenBuffer to) {
    if (base == null) {
      encodeAlone(rows, at, to);
      return;
    }
    predict(base, baseRows, baseAt);
    double change = 0;
    for (int i = 0; i < columns; i++) {
      residual[i] = ordered(bits(rows, at, i)) - predicted[i];
      double c = Math.abs((double) residual[i]) * ulp(predicted[i]);
      change += c;
      columnChange[i] += c;
    }
    if (parameters.activity()) {
      int activity = Activity.ofRow(change, columns);
      to.add(ROW + (rowActivity == Activity.NONE ? 1 : 0), activity - rowActivity);
      rowActivity = activity;
    }
    levels();
    to.run(contexts, residual, columns);
  }

  @Override
  void decode(RansDecoder from, byte[] baseRows, int baseAt, byte[] rows, int at) {
    if (base == null) {
      decodeAlone(from, rows, at);
      return;
    }
    predict(base, baseRows, baseAt);
    if (parameters.activity()) {
      rowActivity += from.next(ROW + (rowActivity == Activity.NONE ? 1 : 0));
    }
    levels();
    from.run(contexts, residual, columns);
    for (int i = 0; i < columns; i++) {
      bits(rows, at, i, unordered(predicted[i] + residual[i]));
    }
  }

  private void predict(RowValues base, byte[] baseRows, int baseAt) {
    if (exact) {
      for (int i = 0; i < columns; i++) {
        predicted[i] = ordered(bits(baseRows, baseAt, i));
      }
      Arrays.fill(contexts, (short) 0);
      return;
    }
    float[] values = base.values;
    for (int i = 0; i < columns; i++) {
      float v = values[i];
      int bits = rounded(v);
      predicted[i] = ordered(bits);
      float position = (v - value(bits)) / ulp(predicted[i]);
      contexts[i] =
          (short) Math.clamp((int) (position * POSITIONS + POSITIONS / 2), 0, POSITIONS - 1);
    }
  }

  private void levels() {
    byte[] column = parameters.columns();
    for (int i = 0; i < columns; i++) {
      int exponent = exponent(predicted[i]);
      int level;
      if (parameters.activity()) {
        int expected = rowActivity - 2 * (Math.max(exponent, 1) - bias - mantissa);
        level = expected + 12 + (column == null ? 0 : column[i]);
      } else {
        level = bias == 15 ? exponent : exponent - 88;
      }
      contexts[i] += (short) (Math.min(Math.max(level, 0), LEVELS - 1) * POSITIONS);
    }
  }

  private int exponent(int ordered) {
    return (unordered(ordered) & 0x7FFF_FFFF >>> (32 - 8 * width)) >>> mantissa;
  }

  /// The distance between neighbours of a number.
  private float ulp(int ordered) {
    int exponent = Math.max(exponent(ordered), 1) - bias - mantissa;
    return Float.intBitsToFloat(Math.max(exponent + 127, 1) << 23);
  }

  private int rounded(float v) {
    int bits = Float.floatToIntBits(v);
    return switch (type) {
      case F32 -> bits;
      case F16 -> Float.isNaN(v) ? 0x7E00 : Float.floatToFloat16(v) & 0xFFFF;
      default -> Float.isNaN(v) ? 0x7FC0 : (bits + 0x7FFF + (bits >>> 16 & 1)) >>> 16;
    };
  }

  private float value(int bits) {
    return switch (type) {
      case F32 -> Float.intBitsToFloat(bits);
      case F16 -> Float.float16ToFloat((short) bits);
      default -> Float.intBitsToFloat(bits << 16);
    };
  }

  private void encodeAlone(byte[] rows, int at, TokenBuffer to) {
    int mean = (bias - 4) << (ALONE_BITS + 4);
    int before = 0;
    for (int i = 0; i < columns; i++) {
      int bits = bits(rows, at, i);
      int magnitude = bits & 0x7FFF_FFFF >>> (32 - 8 * width);
      int top = magnitude >>> (mantissa - ALONE_BITS);
      int difference = top - (mean >> 4);
      to.add(ALONE + before, difference);
      before = aloneClass(difference);
      mean += top - (mean >> 4);
      int low = magnitude & (1 << (mantissa - ALONE_BITS)) - 1;
      to.add(ALONE_LOW, low << 1 | (bits >>> (8 * width - 1) & 1));
    }
  }

  private void decodeAlone(RansDecoder from, byte[] rows, int at) {
    int mean = (bias - 4) << (ALONE_BITS + 4);
    int before = 0;
    for (int i = 0; i < columns; i++) {
      int difference = from.next(ALONE + before);
      int top = (mean >> 4) + difference;
      before = aloneClass(difference);
      mean += difference;
      int low = from.next(ALONE_LOW);
      bits(
          rows,
          at,
          i,
          (top << (mantissa - ALONE_BITS)) + (low >>> 1) | (low & 1) << (8 * width - 1));
    }
  }

  private static int aloneClass(int difference) {
    return difference < -16 ? 0 : difference < 0 ? 1 : difference < 16 ? 2 : 3;
  }

  private int bits(byte[] rows, int at, int i) {
    return width == 4
        ? (int) RowValues.INTS.get(rows, at + 4 * i)
        : (short) RowValues.SHORTS.get(rows, at + 2 * i) & 0xFFFF;
  }

  private void bits(byte[] rows, int at, int i, int bits) {
    if (width == 4) {
      RowValues.INTS.set(rows, at + 4 * i, bits);
    } else {
      RowValues.SHORTS.set(rows, at + 2 * i, (short) bits);
    }
  }

  /// Bits as an integer in the order of the numbers they stand for.
  private int ordered(int bits) {
    if (width == 4) {
      return bits < 0 ? bits ^ 0x7FFF_FFFF : bits;
    }
    return ScaleFields.ordered(bits) - 0x8000;
  }

  private int unordered(int ordered) {
    if (width == 4) {
      return ordered < 0 ? ordered ^ 0x7FFF_FFFF : ordered;
    }
    return ScaleFields.bits(ordered + 0x8000);
  }
}
