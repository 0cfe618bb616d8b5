package id.openclass.nexus.tensor;

import id.openclass.nexus.codec.RansDecoder;
import id.openclass.nexus.codec.TokenSink;
import id.openclass.nexus.model.TensorType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Quantized rows: first the scales of a row, then each weight's code as the difference to the
/// base's value on the new grid, given where in its cell that value lies, how the old step compares
/// to the new, and how much is expected to change. Codes come lane after lane ([Lanes]).
final class QuantRows extends RowCodec {
  private static final int GRID_BITS = GridPrediction.CONTEXT_BITS;
  private static final int SCALES = Activity.LEVELS << GRID_BITS;
  private static final int ROW = SCALES + ScaleFields.CONTEXTS;
  private static final int CONTEXTS = ROW + 2;

  private final QuantFields fresh;
  private final GridPrediction base;
  private final boolean alone;
  private final boolean requantizes;
  private final ScaleFields scales;

  /// A number for each word.
  private final int[] context;

  /// Context and predicted code of each weight.
  private final int[][] run;

  private final int[][] residual;
  private final int[] change;
  private final int @Nullable [][] columnActivity;
  private int rowActivity;

  QuantRows(
      TensorType type,
      BlockLayout layout,
      int columns,
      @Nullable TensorType baseType,
      RowParameters parameters) {
    super(type, columns, baseType, parameters);
    fresh = new QuantFields(layout, columns);
    alone = baseType == null;
    requantizes = !alone && (baseType != type || parameters.requantize());
    base = new GridPrediction(baseType, columns, requantizes, factors);
    QuantFields expected = requantizes ? null : base.fields();
    scales = new ScaleFields(type, layout, columns, alone, expected, SCALES);
    int words = columns / Lanes.COUNT;
    context = new int[words];
    run = new int[Lanes.COUNT][words];
    residual = new int[Lanes.COUNT][words];
    change = new int[words];
    columnActivity = inLanes(parameters.columns(), words);
  }

  private static int @Nullable [][] inLanes(byte @Nullable [] columns, int words) {
    if (columns == null) {
      return null;
    }
    int[][] lanes = new int[Lanes.COUNT][words];
    for (int i = 0; i < columns.length; i++) {
      lanes[i & 3][i >> 2] = columns[i];
    }
    return lanes;
  }

  @Override
  int ownContexts() {
    return CONTEXTS;
  }

  @Override
  void start() {
    rowActivity = 0;
    scales.start();
  }

  @Override
  void encode(
      byte[] baseRows, int baseAt, int @Nullable [] term, byte[] rows, int at, TokenSink to) {
    fresh.read(rows, at);
    readBase(baseRows, baseAt, term);
    predict(term);
    Lanes.spread(fresh.words, residual);
    for (int l = 0; l < Lanes.COUNT; l++) {
      Lanes.subtract(run[l], residual[l]);
    }
    if (parameters.activity()) {
      int activity = Activity.ofRow(change(), columns);
      to.add(ROW + (rowActivity == Activity.NONE ? 1 : 0), activity - rowActivity);
      rowActivity = activity;
      addActivity();
    }
    scales.encode(fresh, to);
    for (int l = 0; l < Lanes.COUNT; l++) {
      to.run(run[l], residual[l], residual[l].length);
    }
  }

  @Override
  void decode(
      RansDecoder from, byte[] baseRows, int baseAt, int @Nullable [] term, byte[] rows, int at) {
    readBase(baseRows, baseAt, term);
    if (parameters.activity()) {
      rowActivity += from.next(ROW + (rowActivity == Activity.NONE ? 1 : 0));
    }
    scales.decode(from, fresh);
    fresh.makeSteps();
    predict(term);
    if (parameters.activity()) {
      addActivity();
    }
    for (int[] lane : run) {
      from.addTo(lane, lane.length);
    }
    Lanes.gather(run, fresh.words);
    fresh.write(rows, at);
  }

  private void readBase(byte[] baseRows, int baseAt, int @Nullable [] term) {
    if (alone) {
      return;
    }
    base.read(baseRows, baseAt, term);
    if (requantizes) {
      scales.expect(base.values());
    }
  }

  private void predict(int @Nullable [] term) {
    if (alone) {
      predictNothing();
    } else {
      base.predict(fresh, term, run);
      if (requantizes) {
        predictQuantized();
      }
    }
  }

  /// Where quantizing the base's weights gave the new scales, it gives the codes.
  private void predictQuantized() {
    int words = fresh.layout.elements / Lanes.COUNT;
    for (int k = 0; k < fresh.blocks; k++) {
      if (scales.agrees(fresh, k)) {
        for (int w = k * words; w < (k + 1) * words; w++) {
          int codes = scales.words()[w];
          for (int l = 0; l < Lanes.COUNT; l++) {
            int position = run[l][w] & (1 << Lanes.POSITION_BITS) - 1;
            run[l][w] = GridPrediction.SAME_GRID | position | (codes >>> (8 * l) & 255) << 16;
          }
        }
      }
    }
  }

  /// Without a base: contexts by the size of the group's scale.
  private void predictNothing() {
    BlockLayout layout = fresh.layout;
    int perGroup = fresh.groupWords();
    int groups = layout.groups();
    int code = (layout.top + 1) >> 1;
    for (int g = 0; g < fresh.step.length; g++) {
      int size = 0;
      if (layout.scales > 0) {
        int s = fresh.scale[g / groups * layout.scales + g % groups];
        size = Math.abs(s) * 16 / (layout.scaleHigh + 1) + (s < 0 ? 17 : 0);
      }
      Arrays.fill(context, g * perGroup, (g + 1) * perGroup, size | code << 16);
    }
    for (int[] lane : run) {
      System.arraycopy(context, 0, lane, 0, lane.length);
    }
  }

  /// The sum of what the codes changed, in weights.
  private double change() {
    sumMagnitudes();
    int perGroup = fresh.groupWords();
    double sum = 0;
    for (int g = 0; g < fresh.step.length; g++) {
      int codes = 0;
      for (int w = g * perGroup; w < (g + 1) * perGroup; w++) {
        codes += change[w];
      }
      sum += codes * (double) Math.abs(fresh.step[g]);
    }
    return sum;
  }

  private void sumMagnitudes() {
    Arrays.fill(change, 0);
    for (int[] lane : residual) {
      Lanes.addMagnitudes(lane, change);
    }
  }

  @Override
  void addColumnChange(double[] sums) {
    for (int i = 0; i < columns; i++) {
      float step = Math.abs(fresh.step[i / fresh.layout.group]);
      sums[i] += Math.abs(residual[i & 3][i >> 2]) * step;
    }
  }

  private void addActivity() {
    int perGroup = fresh.groupWords();
    for (int g = 0; g < fresh.step.length; g++) {
      int expected = rowActivity - Activity.halfOctaves(fresh.step[g]);
      int entry = columnActivity == null ? Activity.level(expected) << GRID_BITS : expected;
      Arrays.fill(context, g * perGroup, (g + 1) * perGroup, entry);
    }
    for (int l = 0; l < Lanes.COUNT; l++) {
      if (columnActivity == null) {
        Lanes.add(run[l], context);
      } else {
        addLevels(run[l], context, columnActivity[l]);
      }
    }
  }

  private static void addLevels(int[] run, int[] expected, int[] column) {
    for (int w = 0; w < run.length; w++) {
      run[w] += Activity.level(expected[w] + column[w]) << GRID_BITS;
    }
  }
}
