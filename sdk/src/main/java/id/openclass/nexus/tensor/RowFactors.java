package id.openclass.nexus.tensor;

import java.util.Objects;

/// Finds the rows of a low-rank term: the part of what rows changed that its components hold. Not
/// thread-safe.
final class RowFactors {
  /// Rows at once: the more, the longer the inner loops, up to 2 MB of differences.
  private static final int MOST_ROWS = 512;

  private static final int LEAST_ROWS = 64;
  private static final int WEIGHTS = 1 << 19;

  private final FactorChoice choice;
  private final DifferenceRows reader;
  private final int rowBytes;
  private final int baseRowBytes;
  private final float[][] differences;
  private final RowProjection projection;

  RowFactors(FactorChoice choice, TensorPair pair) {
    this.choice = choice;
    int columns = pair.grid().columns();
    reader = new DifferenceRows(pair);
    rowBytes = pair.grid().rowBytes();
    baseRowBytes = (int) Objects.requireNonNull(pair.baseType()).bytes(columns);
    differences = new float[Math.clamp(WEIGHTS / columns, LEAST_ROWS, MOST_ROWS)][columns];
    projection = choice.projection(differences.length);
  }

  /// The entries of all components, row by row.
  int[] of(byte[] baseRows, byte[] rows, int count) {
    int rank = choice.factors().rank();
    int[] u = new int[count * rank];
    for (int row = 0; row < count; row += differences.length) {
      int some = Math.min(differences.length, count - row);
      for (int i = 0; i < some; i++) {
        int at = (row + i) * rowBytes;
        reader.between(baseRows, (row + i) * baseRowBytes, rows, at, differences[i]);
      }
      choice.find(projection, differences, some, u, row * rank);
    }
    return u;
  }
}
