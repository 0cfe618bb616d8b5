package id.openclass.nexus.tensor;

import id.openclass.nexus.codec.RansDecoder;
import id.openclass.nexus.codec.TokenBuffer;
import id.openclass.nexus.model.TensorType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Quantized rows: first the scales of a row, then each weight as the difference to the base's
/// value on the new grid, given where in its cell that value lies, how the old step compares to the
/// new, and how much is expected to change.
final class QuantRows extends RowCodec {
  /// Positions in a cell: 16 inside, 16 each in the lowest and the highest cell, below and above
  /// all.
  private static final int POSITIONS = 50;

  private static final int BELOW = 48;
  private static final int ABOVE = 49;

  /// Classes of the old step over the new.
  private static final int RATIOS = 8;

  private static final int GRIDS = RATIOS * POSITIONS;
  private static final int SCALES = GRIDS * Activity.LEVELS;
  private static final int ROW = SCALES + ScaleFields.CONTEXTS;
  private static final int CONTEXTS = ROW + 3;

  private final BlockLayout layout;
  private final ScaleFields fields;
  private final int blocks;
  private final int groups;

  /// Fields of the new row.
  private final int[] half;

  private final int[] scale;
  private final byte[] q;
  private final float[] step;
  private final float[] offset;

  /// Where each weight falls: context without activity, and the q predicted there.
  private final short[] contexts;

  private final int[] predicted;
  private final int[] residual;

  /// Position of each sixteenth of a cell, from one below the grid to one above.
  private final byte[] positions;

  private int rowActivity;

  QuantRows(
      TensorType type,
      BlockLayout layout,
      int columns,
      @Nullable TensorType baseType,
      RowParameters parameters) {
    super(type, columns, baseType, parameters);
    this.layout = layout;
    blocks = columns / layout.elements;
    groups = layout.groups();
    half = new int[blocks * layout.halves];
    scale = new int[blocks * layout.scales];
    q = new byte[columns];
    step = new float[blocks * groups];
    offset = new float[blocks * groups];
    contexts = new short[columns];
    predicted = new int[columns];
    residual = new int[columns];
    positions = positions(layout);
    boolean same = baseType == type && !parameters.requantize();
    fields = new ScaleFields(type, layout, columns, base, same, SCALES);
  }

  private static byte[] positions(BlockLayout layout) {
    int cells = layout.high - layout.low + 1;
    byte[] positions = new byte[cells * 16 + 2];
    positions[0] = BELOW;
    positions[positions.length - 1] = ABOVE;
    for (int i = 0; i < cells * 16; i++) {
      int edge = i < 16 ? 16 : i >= (cells - 1) * 16 ? 32 : 0;
      positions[i + 1] = (byte) (edge + (i & 15));
    }
    return positions;
  }

  @Override
  int ownContexts() {
    return CONTEXTS;
  }

  @Override
  void start() {
    rowActivity = 0;
    fields.start();
  }

  @Override
  void encode(byte[] baseRows, int baseAt, byte[] rows, int at, TokenBuffer to) {
    for (int k = 0; k < blocks; k++) {
      layout.unpack(
          rows,
          at + k * layout.bytes,
          half,
          k * layout.halves,
          scale,
          k * layout.scales,
          q,
          k * layout.elements);
    }
    fields.row();
    steps();
    predictWeights();
    double change = 0;
    for (int i = 0; i < columns; i++) {
      residual[i] = q[i] - predicted[i];
    }
    for (int g = 0; g < step.length; g++) {
      change += change(g);
    }
    if (parameters.activity()) {
      int activity = Activity.ofRow(change, columns);
      to.add(ROW + (rowActivity == Activity.NONE ? 1 : 0), activity - rowActivity);
      rowActivity = activity;
      addActivity();
    }
    fields.encode(half, scale, to);
    to.run(contexts, residual, columns);
  }

  private double change(int g) {
    float s = Math.abs(step[g]);
    int from = g * layout.group;
    double sum = 0;
    for (int i = from; i < from + layout.group; i++) {
      float c = Math.abs(residual[i]) * s;
      sum += c;
      columnChange[i] += c;
    }
    return sum;
  }

  @Override
  void decode(RansDecoder from, byte[] baseRows, int baseAt, byte[] rows, int at) {
    fields.row();
    if (parameters.activity()) {
      rowActivity += from.next(ROW + (rowActivity == Activity.NONE ? 1 : 0));
    }
    fields.decode(from, half, scale);
    steps();
    predictWeights();
    if (parameters.activity()) {
      addActivity();
    }
    from.run(contexts, residual, columns);
    for (int i = 0; i < columns; i++) {
      q[i] = (byte) (predicted[i] + residual[i]);
    }
    for (int k = 0; k < blocks; k++) {
      layout.pack(
          rows,
          at + k * layout.bytes,
          half,
          k * layout.halves,
          scale,
          k * layout.scales,
          q,
          k * layout.elements);
    }
  }

  @Override
  boolean readsValues() {
    return true;
  }

  private void steps() {
    for (int k = 0; k < blocks; k++) {
      layout.steps(half, k * layout.halves, scale, k * layout.scales, step, offset, k * groups);
    }
  }

  private void predictWeights() {
    if (base == null) {
      predictNothing();
      return;
    }
    int least = (layout.low + 128) * 16 - 1;
    int most = (layout.high + 129) * 16;
    float[] values = base.values;
    for (int g = 0; g < step.length; g++) {
      float s = step[g];
      float inverse = s != 0 ? 1 / s : 0;
      int ratio =
          ratio(base.steps[g * layout.group / RowValues.STEP_WEIGHTS], s, inverse) * POSITIONS;
      int from = g * layout.group;
      int to = from + layout.group;
      float shift = offset[g];
      for (int i = from; i < to; i++) {
        int t = (int) ((values[i] - shift) * inverse * 16 + 2056);
        t = Math.min(Math.max(t, least), most);
        predicted[i] = t;
      }
      for (int i = from; i < to; i++) {
        int t = predicted[i];
        contexts[i] = (short) (ratio + positions[t - least]);
        predicted[i] = Math.min(Math.max((t >> 4) - 128, layout.low), layout.high);
      }
    }
  }

  private static int ratio(float old, float s, float inverse) {
    if (s == 0) {
      return 0;
    }
    float w = Math.abs(old * inverse);
    if (w == 1) {
      return 1;
    }
    if (w < 0.6f) {
      return w < 0.02f ? 2 : w < 0.15f ? 3 : 4;
    }
    return w < 0.97f ? 5 : w < 1.03f ? 6 : 7;
  }

  /// Without a base: contexts by the size of the group's scale.
  private void predictNothing() {
    int middle = (layout.low + layout.high + 1) >> 1;
    Arrays.fill(predicted, middle);
    int scales = layout.scales == 0 ? 0 : groups;
    for (int g = 0; g < step.length; g++) {
      int context = 0;
      if (scales > 0) {
        int s = scale[g / groups * layout.scales + g % groups];
        context = Math.abs(s) * 16 / (layout.scaleHigh + 1) + (s < 0 ? 17 : 0);
      }
      Arrays.fill(contexts, g * layout.group, (g + 1) * layout.group, (short) context);
    }
  }

  private void addActivity() {
    byte[] column = parameters.columns();
    for (int g = 0; g < step.length; g++) {
      int expected = rowActivity - Activity.halfOctaves(step[g]);
      int from = g * layout.group;
      int to = from + layout.group;
      if (column == null) {
        int level = Activity.level(expected) * GRIDS;
        for (int i = from; i < to; i++) {
          contexts[i] += (short) level;
        }
      } else {
        for (int i = from; i < to; i++) {
          contexts[i] += (short) (Activity.level(expected + column[i]) * GRIDS);
        }
      }
    }
  }
}
