package id.openclass.nexus.tensor;

import id.openclass.nexus.model.TensorType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What the row of a base says of the codes of a new row: where each old value lies on the new
/// grid, and how the old step compares to the new one. Not thread-safe.
final class GridPrediction {
  /// Bits of a context: a position ([Lanes]) and one of 8 classes of the old step over the new.
  static final int CONTEXT_BITS = Lanes.POSITION_BITS + 3;

  /// The context of a step that stayed the same, at position 0.
  static final int SAME_GRID = 1 << Lanes.POSITION_BITS;

  private static final int SAME = Float.floatToRawIntBits(16);

  /// The base's fields when it is quantized.
  private final @Nullable QuantFields fields;

  /// The base's weights, where codes do not do.
  private final @Nullable RowValues values;

  private final @Nullable Factors factors;

  /// For each weight what the base has, then its place on the new grid.
  private final float[][] x;

  /// For each word what makes a place of a code or value, of the low-rank term, and the context.
  private final float[] factor;

  private final float[] summand;
  private final float[] termFactor;
  private final int[] context;

  /// Prepares for rows.
  ///
  /// @param needsValues whether [#values()] will be asked for
  /// @param factors in the order of lanes
  GridPrediction(
      @Nullable TensorType baseType, int columns, boolean needsValues, @Nullable Factors factors) {
    BlockLayout layout = baseType == null ? null : BlockLayout.of(baseType);
    fields = layout == null ? null : new QuantFields(layout, columns);
    values =
        baseType != null && (layout == null || needsValues)
            ? new RowValues(baseType, columns)
            : null;
    this.factors = factors;
    int words = columns / Lanes.COUNT;
    x = new float[Lanes.COUNT][words];
    factor = new float[words];
    summand = new float[words];
    termFactor = new float[words];
    context = new int[words];
  }

  /// The base's fields, or null when it is not quantized or not there.
  @Nullable QuantFields fields() {
    return fields;
  }

  /// Reads a row of the base.
  ///
  /// @param term the low-rank term's integers in the order of lanes, or null
  void read(byte[] rows, int at, int @Nullable [] term) {
    if (fields != null) {
      fields.read(rows, at);
      Lanes.spread(fields.words, x);
    }
    if (values != null) {
      values.read(rows, at);
      if (fields == null) {
        Lanes.spread(values.values, x);
      }
      if (term != null && factors != null) {
        addTerm(values.values, term, factors.scale());
      }
    }
  }

  private void addTerm(float[] to, int[] term, float scale) {
    int words = context.length;
    for (int i = 0; i < to.length; i++) {
      to[i] += scale * (float) term[Lanes.index(i, words)];
    }
  }

  /// The weights of the row that was read, the term added.
  ///
  /// @throws NullPointerException when they were not announced
  float[] values() {
    return java.util.Objects.requireNonNull(values).values;
  }

  /// Predicts the codes of a new row from the row that was read.
  ///
  /// @param fresh its steps and offsets
  /// @param term as it was read with
  /// @param run takes for each weight a context in the low 16 bits, the predicted code above
  void predict(QuantFields fresh, int @Nullable [] term, int[][] run) {
    int perGroup = fresh.groupWords();
    for (int g = 0; g < fresh.step.length; g++) {
      float step = fresh.step[g];
      float inverse = step == 0 ? 0 : 16 / step;
      int from = g * perGroup;
      if (fields == null) {
        values(from, from + perGroup, fresh.offset[g], inverse);
      } else {
        codes(fields, from, from + perGroup, fresh.offset[g], inverse);
      }
      if (term != null && factors != null) {
        Arrays.fill(termFactor, from, from + perGroup, inverse * factors.scale());
      }
    }
    int words = context.length;
    for (int l = 0; l < Lanes.COUNT; l++) {
      Lanes.place(x[l], factor, summand);
      if (term != null) {
        Lanes.addTerm(x[l], term, l * words, termFactor);
      }
      Lanes.predict(x[l], context, fresh.layout.top, run[l]);
    }
  }

  private void values(int from, int to, float offset, float inverse) {
    set(from, to, inverse, Lanes.ORIGIN - offset * inverse);
    Arrays.fill(context, from, to, ratio(0, inverse));
  }

  /// The base may change its step inside a group, or keep it over several.
  private void codes(QuantFields old, int from, int to, float offset, float inverse) {
    int oldWords = old.groupWords();
    for (int w = from; w < to; w += oldWords) {
      int g = w / oldWords;
      int end = Math.min(to, w + oldWords);
      float a = old.step[g] * inverse;
      set(w, end, a, (old.offset[g] - offset) * inverse + Lanes.ORIGIN);
      int ratio = ratio(a, inverse);
      // Mostly that of the row before.
      if (context[w] != ratio) {
        Arrays.fill(context, w, end, ratio);
      }
    }
  }

  /// Four at a time: groups have 4 or 8 words, which is too few for the loops of a library.
  private void set(int from, int to, float a, float c) {
    for (int i = from; i < to; i += 4) {
      factor[i] = a;
      factor[i + 1] = a;
      factor[i + 2] = a;
      factor[i + 3] = a;
      summand[i] = c;
      summand[i + 1] = c;
      summand[i + 2] = c;
      summand[i + 3] = c;
    }
  }

  /// The context of an old step. Counted, not branched: a processor could not tell in advance.
  ///
  /// @param a the old step, in sixteenths of the new one
  /// @param inverse 0 when there is no new step
  private static int ratio(float a, float inverse) {
    if (inverse == 0) {
      return 0;
    }
    int size = Float.floatToRawIntBits(a) & Integer.MAX_VALUE;
    int same = ((size ^ SAME) - 1) >> 31;
    int ratio = 2 + atLeast(size, 0.02f) + atLeast(size, 0.15f) + atLeast(size, 0.6f);
    ratio += atLeast(size, 0.97f) + atLeast(size, 1.03f);
    return ((ratio & ~same) | (1 & same)) << Lanes.POSITION_BITS;
  }

  /// 1 or 0. Floats without a sign are ordered as their bits.
  private static int atLeast(int size, float ratio) {
    return ((size - Float.floatToRawIntBits(16 * ratio)) >> 31) + 1;
  }
}
