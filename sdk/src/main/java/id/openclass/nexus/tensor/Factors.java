package id.openclass.nexus.tensor;

import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.model.TensorType;
import java.util.Arrays;

/// The low-rank term of one tensor, as integers: what is added to row `i` of the base, column `j`,
/// is `scale * (float) sum`, where `sum` is that over `k` of `u[i][k] * (v[k][j] << shift[k])` in
/// 32-bit integers that wrap around. Every processor gets the same bits. Thread-safe.
final class Factors {
  /// The most components.
  static final int MOST_RANK = 64;

  /// The most a component is shifted by.
  static final int MOST_SHIFT = 15;

  static final int ROWS_AT_ONCE = 8;

  /// The most entries of `v`, so that a reader with a small heap has room for them.
  static final int MOST_ENTRIES = 1 << 21;

  private final float scale;
  private final int columns;
  private final int[][] shifted;

  /// Takes factors from a file or from a fit.
  ///
  /// @param v component by component, each with a value for each column
  /// @throws NexusException.Malformed when a rank, shift or scale is out of bounds
  Factors(int columns, float scale, byte[] shifts, short[][] v) {
    requireRank(shifts.length, columns);
    if (!(Math.abs(scale) <= Float.MAX_VALUE)) {
      throw refuse("scale " + scale);
    }
    this.scale = scale;
    this.columns = columns;
    shifted = new int[shifts.length][columns];
    for (int k = 0; k < shifts.length; k++) {
      if (shifts[k] < 0 || shifts[k] > MOST_SHIFT || v[k].length != columns) {
        throw refuse("component " + k + " shifted by " + shifts[k] + ", of " + v[k].length);
      }
      for (int j = 0; j < columns; j++) {
        shifted[k][j] = v[k][j] << shifts[k];
      }
    }
  }

  private Factors(float scale, int[][] shifted) {
    this.scale = scale;
    this.columns = shifted[0].length;
    this.shifted = shifted;
  }

  /// Refuses a rank before anything is allocated for it.
  ///
  /// @throws NexusException.Malformed when it is out of bounds
  static void requireRank(int rank, int columns) {
    if (rank < 1 || rank > mostRank(columns)) {
      throw refuse("rank " + rank + " for " + columns + " columns, at most " + mostRank(columns));
    }
  }

  /// The most components for rows of a length.
  static int mostRank(int columns) {
    return Math.min(Math.min(MOST_RANK, columns), MOST_ENTRIES / columns);
  }

  /// The same with columns in the order in which the codec of a type takes weights.
  Factors inOrderOf(TensorType type) {
    if (BlockLayout.of(type) == null) {
      return this;
    }
    int words = columns / Lanes.COUNT;
    int[][] lanes = new int[rank()][columns];
    for (int k = 0; k < lanes.length; k++) {
      for (int j = 0; j < columns; j++) {
        lanes[k][Lanes.index(j, words)] = shifted[k][j];
      }
    }
    return new Factors(scale, lanes);
  }

  float scale() {
    return scale;
  }

  private static NexusException.Malformed refuse(String what) {
    return NexusException.malformed(
        "low-rank factors out of bounds: " + what, "delta.tensor", -1, "fetch the update again");
  }

  int rank() {
    return shifted.length;
  }

  /// Adds the term to rows of the base.
  ///
  /// @param values rows of dequantized base weights
  /// @param u a value for each component, row by row
  void addTo(float[] values, int[] u, int rows) {
    int[][] sums = new int[Math.min(rows, ROWS_AT_ONCE)][columns];
    for (int row = 0; row < rows; row += ROWS_AT_ONCE) {
      int count = Math.min(ROWS_AT_ONCE, rows - row);
      sum(u, row, count, sums);
      for (int i = 0; i < count; i++) {
        add(values, (row + i) * columns, sums[i], scale);
      }
    }
  }

  /// Computes the sums of some rows.
  ///
  /// @param row the first, in `u`
  /// @param count at most [#ROWS_AT_ONCE]
  void sum(int[] u, int row, int count, int[][] sums) {
    for (int i = 0; i < count; i++) {
      Arrays.fill(sums[i], 0);
    }
    RowProducts.add(sums, count, shifted, rank(), u, row * rank());
  }

  /// Adds the sums of a row to its base.
  void add(float[] values, int[] rowSums) {
    add(values, 0, rowSums, scale);
  }

  private static void add(float[] values, int offset, int[] sums, float scale) {
    for (int x = 0; x < sums.length; x++) {
      values[offset + x] += scale * (float) sums[x];
    }
  }

  /// As `Factors[rank 16, 2048 columns]`.
  @Override
  public String toString() {
    return "Factors[rank " + rank() + ", " + columns + " columns]";
  }
}
