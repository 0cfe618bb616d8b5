package id.openclass.nexus.tensor;

import id.openclass.nexus.codec.RansDecoder;
import id.openclass.nexus.codec.TokenSink;
import id.openclass.nexus.model.TensorType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// F32, F16 and BF16 rows: the difference of the new bits to the predicted ones, as ordered
/// integers, given how much is expected to change against the distance of neighbouring numbers, and
/// where between two of them the prediction falls. Weights come lane after lane ([FloatLanes]).
final class FloatRows extends RowCodec {
  private static final int LEVELS = 48;
  private static final int POSITION_BITS = 4;
  private static final int ROW = LEVELS << POSITION_BITS;
  private static final int ALONE = ROW + 2;
  private static final int CONTEXTS = ALONE + LoneFloats.CONTEXTS;

  private final int lanes;
  private final int mantissa;
  private final int bias;
  private final int magnitude;

  /// The base's weights where its bits do not do, or null.
  private final @Nullable RowValues values;

  private final @Nullable LoneFloats alone;
  private final int[][] predicted;
  private final int[][] contexts;
  private final int[][] residual;
  private final int @Nullable [][] columnActivity;
  private final float[] change;
  private int rowActivity;

  FloatRows(TensorType type, int columns, @Nullable TensorType baseType, RowParameters parameters) {
    super(type, columns, baseType, parameters);
    lanes = Integer.BYTES / type.blockBytes();
    mantissa = type == TensorType.F32 ? 23 : type == TensorType.F16 ? 10 : 7;
    bias = type == TensorType.F16 ? 15 : 127;
    magnitude = type == TensorType.F32 ? Integer.MAX_VALUE : Short.MAX_VALUE;
    boolean exact = baseType == type && factors == null;
    values = baseType == null || exact ? null : new RowValues(baseType, columns);
    alone = baseType == null ? new LoneFloats(mantissa, bias, ALONE) : null;
    predicted = FloatLanes.of(columns, lanes);
    contexts = FloatLanes.of(columns, lanes);
    residual = FloatLanes.of(columns, lanes);
    columnActivity = columnActivity(parameters.columns());
    change = new float[predicted[0].length];
  }

  private int @Nullable [][] columnActivity(byte @Nullable [] activity) {
    if (activity == null) {
      return null;
    }
    int[][] all = FloatLanes.of(columns, lanes);
    for (int i = 0; i < columns; i++) {
      all[i % lanes][i / lanes] = activity[i];
    }
    return all;
  }

  @Override
  int ownContexts() {
    return CONTEXTS;
  }

  @Override
  void start() {
    rowActivity = 0;
  }

  @Override
  void encode(
      byte[] baseRows, int baseAt, int @Nullable [] term, byte[] rows, int at, TokenSink to) {
    FloatLanes.read(rows, at, residual);
    if (alone != null) {
      for (int[] lane : residual) {
        alone.encode(lane, to);
      }
      return;
    }
    predict(baseRows, baseAt, term);
    for (int l = 0; l < lanes; l++) {
      subtract(predicted[l], residual[l]);
    }
    if (parameters.activity()) {
      int activity = Activity.ofRow(change(), columns);
      to.add(ROW + (rowActivity == Activity.NONE ? 1 : 0), activity - rowActivity);
      rowActivity = activity;
    }
    for (int l = 0; l < lanes; l++) {
      addLevels(l);
      to.run(contexts[l], residual[l], residual[l].length);
    }
  }

  @Override
  void decode(
      RansDecoder from, byte[] baseRows, int baseAt, int @Nullable [] term, byte[] rows, int at) {
    if (alone != null) {
      for (int[] lane : residual) {
        alone.decode(from, lane);
      }
    } else {
      predict(baseRows, baseAt, term);
      if (parameters.activity()) {
        rowActivity += from.next(ROW + (rowActivity == Activity.NONE ? 1 : 0));
      }
      for (int l = 0; l < lanes; l++) {
        addLevels(l);
        from.run(contexts[l], residual[l], residual[l].length);
        add(predicted[l], residual[l]);
      }
    }
    FloatLanes.write(residual, rows, at);
  }

  private static void subtract(int[] predicted, int[] from) {
    for (int w = 0; w < from.length; w++) {
      from[w] -= predicted[w];
    }
  }

  private static void add(int[] predicted, int[] to) {
    for (int w = 0; w < to.length; w++) {
      to[w] += predicted[w];
    }
  }

  /// Sets what is predicted, and contexts without levels.
  private void predict(byte[] baseRows, int baseAt, int @Nullable [] term) {
    if (values == null) {
      FloatLanes.read(baseRows, baseAt, predicted);
      for (int[] lane : contexts) {
        Arrays.fill(lane, 0);
      }
      return;
    }
    values.read(baseRows, baseAt);
    if (term != null && factors != null) {
      factors.add(values.values, term);
    }
    FloatLanes.spread(values.values, predicted);
    for (int l = 0; l < lanes; l++) {
      FloatLanes.round(type, predicted[l], contexts[l]);
    }
  }

  private void addLevels(int l) {
    int[] lane = predicted[l];
    int[] context = contexts[l];
    if (!parameters.activity()) {
      exponentLevels(lane, magnitude, mantissa, bias == 15 ? 0 : 88, context);
    } else {
      int expected = rowActivity + 2 * (bias + mantissa) + 12;
      if (columnActivity == null) {
        changeLevels(lane, magnitude, mantissa, expected, context);
      } else {
        changeLevels(lane, magnitude, mantissa, expected, columnActivity[l], context);
      }
    }
  }

  private static void exponentLevels(int[] lane, int magnitude, int mantissa, int first, int[] to) {
    for (int w = 0; w < to.length; w++) {
      int exponent = ((lane[w] ^ lane[w] >> 31) & magnitude) >>> mantissa;
      to[w] += Math.min(Math.max(exponent - first, 0), LEVELS - 1) << POSITION_BITS;
    }
  }

  private static void changeLevels(
      int[] lane, int magnitude, int mantissa, int expected, int[] to) {
    for (int w = 0; w < to.length; w++) {
      int exponent = Math.max(((lane[w] ^ lane[w] >> 31) & magnitude) >>> mantissa, 1);
      to[w] += Math.min(Math.max(expected - 2 * exponent, 0), LEVELS - 1) << POSITION_BITS;
    }
  }

  private static void changeLevels(
      int[] lane, int magnitude, int mantissa, int expected, int[] column, int[] to) {
    for (int w = 0; w < to.length; w++) {
      int exponent = Math.max(((lane[w] ^ lane[w] >> 31) & magnitude) >>> mantissa, 1);
      int level = expected - 2 * exponent + column[w];
      to[w] += Math.min(Math.max(level, 0), LEVELS - 1) << POSITION_BITS;
    }
  }

  /// The sum of what changed.
  private double change() {
    Arrays.fill(change, 0);
    for (int l = 0; l < lanes; l++) {
      for (int w = 0; w < residual[l].length; w++) {
        change[w] += change(l, w);
      }
    }
    double even = 0;
    double odd = 0;
    for (int w = 0; w + 1 < change.length; w += 2) {
      even += change[w];
      odd += change[w + 1];
    }
    return even + odd + (change.length % 2 == 1 ? change[change.length - 1] : 0);
  }

  /// A residual in weights: times the distance between neighbours of the predicted number.
  private float change(int l, int w) {
    int lane = predicted[l][w];
    int exponent = Math.max(((lane ^ lane >> 31) & magnitude) >>> mantissa, 1);
    int ulp = exponent - bias - mantissa + 127;
    return Math.abs((float) residual[l][w]) * Float.intBitsToFloat(Math.max(ulp, 1) << 23);
  }

  @Override
  void addColumnChange(double[] columnSums) {
    for (int i = 0; i < columns; i++) {
      columnSums[i] += change(i % lanes, i / lanes);
    }
  }
}
